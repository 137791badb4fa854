import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { text } from './of-events.ts';

export const eventRejected = defineMessage({
  name: 'event.rejected',
  version: 1,
  summary: 'An event that came by the bus was not taken in',
  subject: 'source of the event, or the partner',
  busOnly: true,
  data: z.object({
    partner: text,
    id: text.optional(),
    source: text.optional(),
    status: z.int(),
    errors: z.array(
      z.object({
        pointer: text.meta({ description: 'JSON Pointer into the event' }),
        rule: text,
        detail: text,
      }),
    ),
  }),
  sample: {
    partner: 'lyon-mes',
    id: 'r-1',
    source: '/plants/lyon/mes',
    status: 422,
    errors: [{ pointer: '/data/quantity/value', rule: 'minimum', detail: 'must be greater than 0' }],
  },
});
