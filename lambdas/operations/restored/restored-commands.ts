import * as z from 'zod';
import { type EventKey, isEventKey } from '../../../events/envelope.ts';

/** Events of one call that replays them or leaves them to a person. Each is a conditional write, and a message for a replayed one. */
export const eventsPerReplay = 200;
/** Entities of one call that compares or opens them. Odoo answers at most 200 documents in one reading. */
export const entitiesPerCall = 100;

const plant = z.string().min(1).max(31);
const eventKeys = z
  .array(
    z.custom<EventKey>(
      (value) => typeof value === 'string' && isEventKey(value),
      'must be an event key: 32 hexadecimal characters',
    ),
  )
  .min(1)
  .max(eventsPerReplay);
const since = z.iso.datetime({ offset: true });
const cursor = z.string().min(1).max(1024).optional();
const decision = {
  by: z.string().min(1).max(200),
  note: z.string().max(500).optional(),
  requestId: z.uuid(),
};
const entities = {
  plant,
  kind: z.string().min(1).max(64),
  names: z.array(z.string().min(1).max(64)).min(1).max(entitiesPerCall),
};

/**
 * The steps of `npm run operate -- restored`, after Odoo's database was restored. The command line runs them in order, each as
 * often as there are pages. Every step may be repeated, and the whole command, too.
 */
export const restoredCommands = [
  /** holds a plant queue, so that nothing is booked meanwhile */
  z.strictObject({ command: z.literal('restored-hold'), plant, ...decision }),
  /** newest posted events first, and which of them Odoo has: finds the time of the restore */
  z.strictObject({ command: z.literal('restored-recent'), plant, cursor }),
  /** events posted since a time, by arrival, and which of them Odoo has */
  z.strictObject({ command: z.literal('restored-find'), plant, since, cursor }),
  /** holds back what was accepted after the last event to replay of each ordering key */
  z.strictObject({ command: z.literal('restored-block'), plant, eventKeys, ...decision }),
  /** puts lost events into the plant queue again, in order of arrival */
  z.strictObject({ command: z.literal('restored-replay'), plant, eventKeys, ...decision }),
  /** leaves lost events to a person; `superseded` ones are skipped, because a later one says all that they say */
  z.strictObject({
    command: z.literal('restored-leave'),
    plant,
    eventKeys,
    superseded: z.boolean(),
    ...decision,
  }),
  /** what the feed said since a time about entities of Odoo */
  z.strictObject({
    command: z.literal('restored-told'),
    plant,
    since,
    after: z.int().min(0).optional(),
  }),
  /** what Odoo has of entities now */
  z.strictObject({ command: z.literal('restored-documents'), ...entities }),
  /** makes the next poll read entities again, whatever the feed said last about them */
  z.strictObject({ command: z.literal('restored-reopen'), ...entities, ...decision }),
  /** all is replayed: the next poll starts without a watermark. The plant queue stays held */
  z.strictObject({ command: z.literal('restored-finish'), plant, ...decision }),
  /** books again */
  z.strictObject({ command: z.literal('restored-resume'), plant, ...decision }),
] as const;

export type RestoredCommand = z.infer<(typeof restoredCommands)[number]>;

export const isRestoredCommand = (command: { command: string }): command is RestoredCommand =>
  command.command.startsWith('restored-');
