import * as z from 'zod';
import { verdicts } from '../booking.ts';
import { moment, plant } from './said.ts';

/** The building blocks of messages about events, and about the lots that they hold, release or judge. */

export const text = z.string();

/** The event that a message is about, as its sender knows it. */
export const ofEvent = {
  plant,
  event: z.object({ id: text, source: text, type: text, subject: text }),
};

export const verdict = z.enum(verdicts).meta({ description: 'the deciding word of quality about the lot' });

export const ofLot = { item: text.meta({ description: 'internal reference in Odoo' }), lot: text };

/** What an event did to a lot, and the lot's state after it. */
export const lotAfterEvent = {
  ...ofLot,
  unit: text.optional().meta({ description: "of the quantities: UN/CEFACT code of the item's unit in Odoo" }),
  unitName: text.optional().meta({ description: "name of the item's unit in Odoo, when it has no code" }),
  moved: z
    .number()
    .meta({ description: 'what the event brought into the hold place; negative: took out of it' }),
  held: z.number().meta({ description: 'what lies in the hold place' }),
  verdict: verdict.optional(),
  verdictAt: moment.optional(),
  decides: z.boolean().optional().meta({ description: 'whether this event’s word is the deciding one' }),
  overrode: verdict
    .optional()
    .meta({ description: 'the verdict that this event overrode when it released the lot' }),
  bypassed: z
    .boolean()
    .optional()
    .meta({ description: 'true: a person got goods of the held lot past the gateway, in Odoo' }),
};

/** Of the samples. */
export const sampleEvent = {
  id: 'r-1',
  source: '/plants/oslo/mes',
  type: 'com.odoo-plant-gateway.production.reported.v1',
  subject: 'OSL/MO/26112401',
};
export const sampleKey = '6358d37bbf7f26a48c04fd9363f6a325';
