import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { lotAfterEvent, ofEvent, sampleEvent, text } from './of-events.ts';

export const eventPosted = defineMessage({
  name: 'event.posted',
  version: 1,
  summary: 'The event was booked; `document` is what it became in Odoo',
  subject: 'event key',
  data: z.object({
    ...ofEvent,
    document: z.object({ model: text, id: z.int(), name: text }),
    lots: z
      .array(z.object(lotAfterEvent))
      .optional()
      .meta({ description: 'those the event held, released or judged; of very many not all' }),
    warnings: z.array(text).optional(),
  }),
  sample: {
    plant: 'oslo',
    event: sampleEvent,
    document: { model: 'mrp.production', id: 27, name: 'OSL/MO/26112401-001' },
    lots: [{ item: 'YOGHURT-NATURAL', lot: 'IF261124-94', unit: 'KGM', moved: 120, held: 120 }],
    warnings: ['lot IF261124-94 expires in 2 days'],
  },
});
