import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { text } from './fields.ts';
import { lotFields, orderingKeyOfLot } from './lots.ts';

const data = z.strictObject({
  ...lotFields,
  movement: z.int().min(1).optional().meta({
    description:
      "Odoo's number of what a person did: a line of a stock move (stock.move.line). Absent: goods of the lot lie open, whatever brought them there, or the lot was renamed",
  }),
  what: text(500).min(1).optional().meta({
    description:
      'how much of which lot, from where to where; or what lies open, or how the lot was renamed; in the words of Odoo',
  }),
  document: text(200).min(1).optional().meta({ description: 'the document in Odoo that it was done with' }),
  person: text(200).min(1).optional().meta({ description: 'who did it, by the name in Odoo' }),
});

export const lotContained = defineEvent({
  name: 'lot.contained',
  version: 1,
  summary: 'A person moved goods of a held lot in Odoo: what can be goes back to where it is held',
  isa95: 'MaterialLot status',
  latency: 'immediate',
  supersedes: true,
  owner: 'lot',
  gatewayOnly: true,
  data,
  subject: ({ lot }) => lot,
  orderingKey: orderingKeyOfLot,
  samples: {
    valid: {
      'a return': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        movement: 4711,
        what: '3 kg of lot Y26-1123-1, Partners/Customers to OSL/Stock',
        document: 'OSL/IN/00042',
        person: 'Kari Nordmann',
      },
      'goods in the open': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        what: '2 kg lie open in OSL, 0 kg are promised',
      },
    },
    invalid: {
      'no lot': { data: { item: 'YOGHURT', movement: 4711 }, pointer: '/data/lot', rule: 'required' },
    },
  },
});
