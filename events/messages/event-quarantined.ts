import * as z from 'zod';
import { codeKinds } from '../code-kinds.ts';
import { defineMessage } from '../define-message.ts';
import { ofEvent, sampleEvent, text } from './of-events.ts';

export const eventQuarantined = defineMessage({
  name: 'event.quarantined',
  version: 1,
  summary: 'Odoo or a rule refused the event; a person must decide',
  subject: 'event key',
  data: z.object({
    ...ofEvent,
    reason: z.object({
      code: text,
      message: text,
      pointer: text.optional().meta({ description: 'JSON Pointer into the event' }),
      missing: z
        .array(z.object({ kind: z.enum(codeKinds), code: text }))
        .optional()
        .meta({
          description:
            'codes of the event that the gateway’s operator may have to enter into the code mapping',
        }),
    }),
  }),
  sample: {
    plant: 'gdansk',
    event: { ...sampleEvent, source: '/plants/gdansk/mes', subject: 'GDA/MO/26112498' },
    reason: {
      code: 'unknown-item',
      message: 'Odoo has no product with internal reference or barcode PL-100-09',
      pointer: '/item',
      missing: [{ kind: 'item', code: 'PL-100-09' }],
    },
  },
});
