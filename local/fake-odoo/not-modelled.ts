import { Refusal } from './desk.ts';

/**
 * What the fake Odoo does not model although it knows the event's type, in the words of its refusals. It refuses these
 * with `not-modelled` and never books them on belief. docs/fake-odoo.md has the same list, and a test compares the two.
 * Event types and questions that it does not know at all are missing from `modelled.ts`.
 */
export const notModelled = {
  'strict consumption': 'production orders that must keep to their bill of materials',
  'by-products': 'by-products of production orders',
  'parts and operations': 'a report of a part while an operation of the order runs or is done',
  'operations of a reported order': 'operations of an order that was reported before, in part or whole',
  'times out of order':
    'starts, pauses and ends of an operation that come in another order than they happened',
  'quantity of an operation': 'an operation that is done with a stated quantity',
  'counts of operations': "a machine's count of a single operation",
  'received serials': 'goods that are received or announced by serial number',
  'order lines by position': 'lines of a purchase order that are named by their position',
  subcontracting: 'goods that a subcontractor makes',
  'confirmed quantities': 'a confirmed quantity that differs from the ordered one',
  'shipped serials': 'goods that are shipped or sent back by serial number',
  'sales terms': 'prices and other delivery addresses of sales orders',
  'counted serials': 'counts of goods with serial numbers',
  rework: 'goods that are released for rework',
} as const;

export type NotModelled = keyof typeof notModelled;

const refusal = (what: string, pointer: string): Refusal => {
  const message = `the fake Odoo does not model ${what}: connect a real Odoo (docs/fake-odoo.md)`;
  return new Refusal('not-modelled', message, pointer);
};

export const refuseNotModelled = (what: NotModelled, pointer: string): Refusal =>
  refusal(notModelled[what], pointer);

export const eventNotModelled = (type: string): Refusal => refusal(`events of type ${type}`, '/type');

export const questionNotModelled = (question: string): Refusal =>
  refusal(`what the question ${question} asks for`, '');
