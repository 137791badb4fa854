import * as z from 'zod';
import { verdicts } from '../../events/booking.ts';
import { typePrefix } from '../../events/define-event.ts';
import { type EventKey, isEventKey } from '../../events/envelope.ts';

const eventKey = z.custom<EventKey>((value) => typeof value === 'string' && isEventKey(value));
const text = z.string().min(1);

/** Data of `lot.disposition-changed` on the bus. Quantities are in `unit`, or in `unitName` when the unit has no code. */
export const disposition = z.object({
  plant: text,
  item: text,
  lot: text,
  unit: text.optional(),
  unitName: text.optional(),
  moved: z.number(),
  held: z.number(),
  verdict: z.enum(verdicts).optional(),
  verdictAt: text.optional(),
  decides: z.boolean().optional(),
  overrode: z.enum(verdicts).optional(),
  bypassed: z.boolean().optional(),
  because: z.object({
    eventKey,
    id: text,
    source: text,
    type: text,
    time: text,
    subject: text,
    partner: text,
  }),
});
export type Disposition = z.infer<typeof disposition>;

const lotType = `${typePrefix}lot.disposition-changed.v1`;
const settledTypes = [`${typePrefix}event.posted.v1`, `${typePrefix}event.quarantined.v1`] as const;

/** Input from the bus: `detail` is a CloudEvent. */
export const busMessage = z.object({
  'detail-type': z.string(),
  detail: z.discriminatedUnion('type', [
    z.object({ type: z.literal(lotType), data: disposition }),
    z.object({ type: z.literal(settledTypes), subject: eventKey }),
  ]),
});
export type QualityMessage = z.infer<typeof busMessage>;

const round = { plant: text, item: text, lot: text, round: z.int().min(1) };
const assessed = z.object({ signal: z.int(), at: text });
const own = z.object({
  kind: z.enum(['release', 'raise']),
  id: text,
  time: text,
  title: z.string().optional(),
});

/** Input from the state machine. `assessed.at` is when the lot was assessed, so it is the same in every repeat. */
export const task = z.discriminatedUnion('task', [
  z.object({ task: z.literal('assess'), ...round }),
  z.object({ task: z.literal('await'), ...round, assessed, token: text }),
  z.object({
    task: z.enum(['release', 'raise']),
    ...round,
    assessed: assessed.extend({ own }),
    token: text,
  }),
  z.object({
    task: z.literal('late'),
    ...round,
    assessed: assessed.extend({
      late: z.object({ remind: text.optional(), escalate: text.optional() }),
    }),
  }),
  z.object({ task: z.literal('recheck'), ...round, assessed: assessed.extend({ own }) }),
  z.object({ task: z.literal('renew'), ...round, assessed }),
  z.object({ task: z.literal('close'), ...round, assessed }),
]);
export type Task = z.infer<typeof task>;

/** Input from the schedule of a plant: see what people did in Odoo with goods that are held. */
export const watchRequest = z.object({ watch: text });
export type TaskOf<Name extends Task['task']> = Extract<Task, { task: Name }>;
