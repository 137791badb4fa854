import { defineDataset, unit } from './define-dataset.ts';

const item = 'string: in the plant’s own code';
const item_name = 'string: name in Odoo';
const currency = 'string: ISO 4217, of every amount of the row';

export const itemCosts = defineDataset(
  'item_cost',
  'an item, as it was valued when the day’s costs were read',
  {
    item,
    odoo_item: 'string: internal reference in Odoo',
    odoo_id: 'bigint: id of the product in Odoo',
    item_name,
    ...unit,
    currency,
    standard_cost: 'double: what Odoo values one unit at',
    rolled_up_cost:
      'double: what one unit costs by its bill of materials, all levels down; empty without one',
  },
);

export const orderCosts = defineDataset(
  'order_cost',
  'a production order, or a part of it, that was finished on the day',
  {
    order_name: 'string: as it was first given',
    part: 'string: name of the part in Odoo',
    odoo_id: 'bigint: id of the production order in Odoo',
    item,
    item_name,
    quantity: 'double: produced, in the unit',
    ...unit,
    finished_at: 'timestamp: when it was finished, UTC',
    currency,
    bill_cost: 'double: what the bill of materials says of the order, at what its components cost',
    real_cost:
      'double: of the main product: what was used and the time it took, less the share of by-products',
    component_cost: 'double: what was used',
    operation_cost: 'double: the time it took at the rates of the work centres',
    unit_cost: 'double: real cost of one unit',
  },
);
