import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { unitCode } from '../units.ts';
import { name, plant } from './said.ts';

const money = z
  .strictObject({
    amount: z.number().meta({ description: 'with up to six decimals' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ description: 'ISO 4217' }),
  })
  .meta({ title: 'Money' });

/** What an item costs at a plant. */
export const itemCost = z.strictObject({
  plant,
  item: name('Item', 'MaterialDefinition ID'),
  unit: unitCode
    .optional()
    .meta({ description: 'what the costs are for one of; absent when Odoo’s has no code' }),
  unitName: z.string().optional().meta({ description: "the unit's name in Odoo, when it has no code" }),
  standardCost: money.meta({ description: 'what Odoo values the item at' }),
  rolledUpCost: money
    .optional()
    .meta({ description: 'of what has a bill of materials: its components and operations, all levels down' }),
});
export type ItemCost = z.infer<typeof itemCost>;

export const costUpdated = defineMessage({
  name: 'cost.updated',
  version: 1,
  summary: 'The standard cost of an item, or what it costs by its bill of materials, is another one',
  isa95: 'MaterialDefinitionProperty',
  subject: 'item',
  data: itemCost,
  sample: {
    plant: 'oslo',
    item: 'YOGHURT-NATURAL',
    unit: 'KGM',
    standardCost: { amount: 14.5, currency: 'NOK' },
    rolledUpCost: { amount: 14.237, currency: 'NOK' },
  },
});
