import * as z from 'zod';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import { type Job, jobs } from '../../plants/jobs.ts';
import { lastPosition } from '../outbound/position.ts';
import { crosswalkCommands } from './crosswalk-commands.ts';
import { webhookCommands } from './webhook-commands.ts';

const eventKey = z.custom<EventKey>(
  (value) => typeof value === 'string' && isEventKey(value),
  'must be an event key: 32 hexadecimal characters',
);
const plant = z.string().min(1).max(31);
/** who decides; the CLI sends the caller's AWS identity */
const by = z.string().min(1).max(200);
const job = z.enum(Object.keys(jobs) as [Job, ...Job[]]);
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
  z.strictObject({
    command: z.literal('feed'),
    plant,
    sequence: z.int().min(1).max(lastPosition).optional(),
  }),
  z
    .strictObject({
      command: z.literal('run'),
      job,
      plant,
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      by,
      requestId: z.uuid(),
    })
    .refine(
      ({ from, to }) => (from === undefined) === (to === undefined),
      'takes --from and --to, or neither',
    )
    .refine(({ from = '', to = '' }) => from <= to, 'the first day must not be after the last')
    .refine(
      ({ job, from }) => job !== 'reconciliation' || from === undefined,
      'reconciliation compares what is new, and takes no days',
    ),
  z.strictObject({
    command: z.literal('runs'),
    plant,
    job: job.optional(),
    limit: z.int().min(1).max(100).default(10),
  }),
  z.strictObject({
    command: z.literal('drift'),
    plant,
    report: z.string().min(1).max(128).optional(),
    limit: z.int().min(1).max(500).default(50),
    cursor: z
      .string()
      .regex(/^\d{6}$/, 'must be a cursor that was answered')
      .optional(),
  }),
  // Odoo's stock is changed by it: whoever asks later is told why.
  z.strictObject({
    command: z.literal('approve'),
    plant,
    report: z.string().min(1).max(128),
    line: z.string().min(1).max(64),
    by,
    note: z.string().min(1).max(100),
    requestId: z.uuid(),
  }),
  ...crosswalkCommands,
  ...webhookCommands,
]);

export type Command = z.infer<typeof command>;
