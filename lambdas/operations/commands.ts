import * as z from 'zod';
import { type JobName, jobs } from '../../configuration/jobs.ts';
import { type EventKey, isEventKey } from '../../events/envelope.ts';
import { lastPosition } from '../../events/limits.ts';
import { codeKey, codeMappingLine } from '../posting/code-mapping/code-mapping.ts';
import { restoredCommands } from './restored/restored-commands.ts';

/** Lines of one import call. They are written one by one; their changes are kept in one item of at most 400 kB. */
export const linesPerImport = 250;
/** Lines of one comparison, which writes nothing. Far below Lambda's limit of an input. */
export const linesPerCompare = 2_000;
/** Events of one release. Each is a retry of its own, and all must end within the function's minute. */
export const eventsPerRelease = 50;

const eventKey = z.custom<EventKey>(
  (value) => typeof value === 'string' && isEventKey(value),
  'must be an event key: 32 hexadecimal characters',
);
const plant = z.string().min(1).max(31);
/** the operator; the CLI sends the caller's AWS identity */
const by = z.string().min(1).max(200);
const note = z.string().max(500).optional();
/** Fields of every decision. A repeated `requestId` is done once. */
const decision = { by, note, requestId: z.uuid() };
const lines = (max: number) =>
  z
    .array(codeMappingLine)
    .min(1)
    .max(max)
    .refine(
      (given) => new Set(given.map((line) => `${line.plant}#${codeKey(line)}`)).size === given.length,
      'must not name a code twice',
    );

/** Commands about the code mapping, and about events that wait for it. The verbs keep its old name, crosswalk. */
const codeMappingCommands = [
  z.strictObject({ command: z.literal('crosswalk-compare'), lines: lines(linesPerCompare) }),
  z.strictObject({
    command: z.literal('crosswalk-import'),
    lines: lines(linesPerImport),
    importId: z.uuid(),
    startedAt: z.iso.datetime({ precision: 3 }),
    part: z.int().min(1).max(999_999),
    file: z.strictObject({
      name: z.string().min(1).max(200),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
      lines: z.int().min(1),
    }),
    ...decision,
  }),
  z.strictObject({
    command: z.literal('crosswalk-export'),
    plant,
    after: z.string().min(1).max(512).optional(),
    limit: z.int().min(1).max(5_000).default(5_000),
  }),
  z.strictObject({
    command: z.literal('crosswalk-imports'),
    plant,
    limit: z.int().min(1).max(100).default(20),
  }),
  z.strictObject({
    command: z.literal('missing'),
    plant,
    cursor: z.string().min(1).max(1024).optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  z.strictObject({
    command: z.literal('release'),
    eventKeys: z.array(eventKey).min(1).max(eventsPerRelease),
    ...decision,
  }),
] as const;

const position = z.int().min(1);
const webhookDecision = { partner: z.string().min(1).max(31), ...decision };

/** Commands about webhooks. */
const webhookCommands = [
  z.strictObject({ command: z.literal('webhooks') }),
  z.strictObject({ command: z.literal('webhook-enable'), plant, ...webhookDecision }),
  z.strictObject({ command: z.literal('webhook-disable'), plant, ...webhookDecision }),
  z.strictObject({
    command: z.literal('webhook-replay'),
    plant,
    from: position,
    to: position.optional(),
    ...webhookDecision,
  }),
  // The partner never gets a skipped message, so the note is required.
  z.strictObject({
    command: z.literal('webhook-skip'),
    plant,
    sequence: position,
    ...webhookDecision,
    note: z.string().trim().min(1).max(500),
  }),
  z.strictObject({ command: z.literal('webhook-rotate'), ...webhookDecision }),
  z.strictObject({ command: z.literal('webhook-retire'), ...webhookDecision }),
] as const;

export type WebhookCommand = z.infer<(typeof webhookCommands)[number]>;

export const isWebhookCommand = (command: { command: string }): command is WebhookCommand =>
  command.command.startsWith('webhook');

const job = z.enum(Object.keys(jobs) as [JobName, ...JobName[]]);

/** Every command of an operator, as `npm run operate --` sends it. */
export const command = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('retry'), eventKey, by, note, requestId: z.uuid() }),
  // A skipped event is never booked in Odoo, so the note is required.
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
  // An approval changes Odoo's stock, so the note is required.
  z.strictObject({
    command: z.literal('approve'),
    plant,
    report: z.string().min(1).max(128),
    line: z.string().min(1).max(64),
    by,
    note: z.string().min(1).max(100),
    requestId: z.uuid(),
  }),
  ...codeMappingCommands,
  ...webhookCommands,
  ...restoredCommands,
]);

export type Command = z.infer<typeof command>;

/** `said` is text for the operator, `result` is data for programs. */
export interface CommandAnswer {
  ok: boolean;
  said: string;
  result?: unknown;
}
