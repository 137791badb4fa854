import { text } from './fields.ts';
import type { Procedure } from './procedures.ts';
import { checkPicked, readConsumption, recordConsumption } from './rules/consumption.ts';
import { itemOf, openOrder } from './rules/lookups.ts';

/** Recorded on the order's component now, taken out of stock when the order is completed: as Odoo does. */
export const procedure: Procedure = {
  operation: 'material.consumed',
  book: (desk, payload) => {
    const order = openOrder(desk, text(payload, 'order', '/data'));
    const said = readConsumption(payload, '/data');
    recordConsumption(desk, order, itemOf(desk, said.item, '/data/item'), said, 'add');
    checkPicked(desk, order);
    return { model: 'mrp.production', id: order.id, name: order.name };
  },
};
