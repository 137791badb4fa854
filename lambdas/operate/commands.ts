import * as z from 'zod';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import { crosswalkCommands } from './crosswalk-commands.ts';
import { webhookCommands } from './webhook-commands.ts';

const eventKey = z.custom<EventKey>(
  (value) => typeof value === 'string' && isEventKey(value),
  'must be an event key: 32 hexadecimal characters',
);
const plant = z.string().min(1).max(31);
/** who decides; the CLI sends the caller's AWS identity */
const by = z.string().min(1).max(200);
const note = z.string().max(500).optional();

/** What an operator can ask for; also the words of `npm run operate --`. */
export const command = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('retry'), eventKey, by, note, requestId: z.uuid() }),
  // What is left out of Odoo for good needs a reason for whoever asks later.
  z.strictObject({
    command: z.literal('skip'),
    eventKey,
    by,
    note: z.string().min(1).max(500),
    requestId: z.uuid(),
  }),
  z.strictObject({ command: z.literal('resend'), eventKey, by, note, requestId: z.uuid() }),
  z.strictObject({ command: z.literal('show'), eventKey }),
  z.strictObject({ command: z.literal('list'), plant, limit: z.int().min(1).max(500).default(100) }),
  z.strictObject({ command: z.literal('lanes') }),
  z.strictObject({ command: z.literal('pause'), plant, by, note, requestId: z.uuid() }),
  z.strictObject({ command: z.literal('resume'), plant, by, note, requestId: z.uuid() }),
  z.strictObject({
    command: z.literal('audit'),
    plant,
    item: z.string().min(1).max(128),
    lot: z.string().min(1).max(128),
    limit: z.int().min(1).max(500).default(200),
    cursor: z.string().max(256).optional(),
  }),
  ...crosswalkCommands,
  ...webhookCommands,
]);

export type Command = z.infer<typeof command>;
