import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { amount, moment, name, plant } from './said.ts';

/** What lies of an item, and of a lot of it, in one place. */
export const stockBalance = z.strictObject({
  plant,
  item: name('Item', 'MaterialDefinition ID'),
  location: name('Location', 'OperationsLocation ID'),
  lot: name('Lot', 'MaterialLot ID').optional(),
  quantity: amount.meta({ description: 'all that lies there, whoever owns it and whatever it is packed in' }),
  reserved: amount.meta({ description: 'promised to an order, a delivery or a transfer' }),
  free: amount.meta({ description: 'neither promised nor held; never below zero' }),
  held: amount.meta({ description: "in the plant's quality hold: held, or waiting for rework" }),
  expiresAt: moment.optional().meta({ description: 'of the lot' }),
  watched: z
    .literal(false)
    .optional()
    .meta({ description: 'the plant no longer watches the item: this is the last message about it' }),
});
export type StockBalance = z.infer<typeof stockBalance>;

const kilograms = (value: number) => ({ value, unit: 'KGM' as const });

export const stockChanged = defineMessage({
  name: 'stock.changed',
  version: 1,
  summary: 'What lies of a watched item in one place is another quantity, or promised or held otherwise',
  isa95: 'MaterialLot',
  subject: 'the item',
  data: stockBalance,
  sample: {
    plant: 'oslo',
    item: 'MILK',
    location: 'OSL/Stock',
    lot: 'M-77',
    quantity: kilograms(900),
    reserved: kilograms(630),
    free: kilograms(270),
    held: kilograms(0),
    expiresAt: '2026-12-04T00:00:00Z',
  },
});
