import type { Column, Dataset } from './define-dataset.ts';

const text = (name: string, says: string): Column => ({ name, type: 'string', says });
const number = (name: string, says: string): Column => ({ name, type: 'double', says });

const unit = [
  text('unit', 'UN/CEFACT code of the unit; empty when Odoo’s has none'),
  text('unit_name', "the unit's name in Odoo, when it has no code"),
];
const currency = text('currency', 'ISO 4217, of every amount of the row');

export const itemCosts: Dataset = {
  name: 'item_cost',
  of: 'an item, as it was valued when the day’s costs were read',
  columns: [
    text('item', 'in the plant’s own code'),
    text('odoo_item', 'internal reference in Odoo'),
    { name: 'odoo_id', type: 'bigint', says: 'id of the product in Odoo' },
    text('item_name', 'name in Odoo'),
    ...unit,
    currency,
    number('standard_cost', 'what Odoo values one unit at'),
    number(
      'rolled_up_cost',
      'what one unit costs by its bill of materials, all levels down; empty without one',
    ),
  ],
};

export const orderCosts: Dataset = {
  name: 'order_cost',
  of: 'a production order, or a part of it, that was finished on the day',
  columns: [
    text('order_name', 'as it was first given'),
    text('part', 'name of the part in Odoo'),
    { name: 'odoo_id', type: 'bigint', says: 'id of the production order in Odoo' },
    text('item', 'in the plant’s own code'),
    text('item_name', 'name in Odoo'),
    number('quantity', 'produced, in the unit'),
    ...unit,
    { name: 'finished_at', type: 'timestamp', says: 'when it was finished, UTC' },
    currency,
    number('bill_cost', 'what the bill of materials says of the order, at what its components cost'),
    number(
      'real_cost',
      'of the main product: what was used and the time it took, less the share of by-products',
    ),
    number('component_cost', 'what was used'),
    number('operation_cost', 'the time it took at the rates of the work centres'),
    number('unit_cost', 'real cost of one unit'),
  ],
};
