import * as z from 'zod';
import { type Job, jobs } from '../../configuration/jobs.ts';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import { lastPosition } from '../../events/limits.ts';
import { codeKey, codeMappingLine } from '../posting/code-mapping/code-mapping.ts';

/** Lines of one import call: written one by one, and kept with what they changed in one item of at most 400 kB. */
export const linesPerImport = 250;
/** Lines of one comparison, which writes nothing; far below what Lambda takes in one call. */
export const linesPerCompare = 2_000;
/** Events of one release, each a retry of its own within the function's minute. */
export const eventsPerRelease = 50;

const plantId = z.string().min(1).max(31);
const decision = {
  by: z.string().min(1).max(200),
  note: z.string().max(500).optional(),
  requestId: z.uuid(),
};
const lines = (max: number) =>
  z
    .array(codeMappingLine)
    .min(1)
    .max(max)
    .refine(
      (given) => new Set(given.map((line) => `${line.plant}#${codeKey(line)}`)).size === given.length,
      'must not name a code twice',
    );

/** What an operator can ask about the crosswalk, and of what waits for it. */
export const codeMappingCommands = [
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
    plant: plantId,
    after: z.string().min(1).max(512).optional(),
    limit: z.int().min(1).max(5_000).default(5_000),
  }),
  z.strictObject({
    command: z.literal('crosswalk-imports'),
    plant: plantId,
    limit: z.int().min(1).max(100).default(20),
  }),
  z.strictObject({
    command: z.literal('missing'),
    plant: plantId,
    cursor: z.string().min(1).max(1024).optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  z.strictObject({
    command: z.literal('release'),
    eventKeys: z
      .array(
        z.custom<EventKey>(
          (value) => typeof value === 'string' && isEventKey(value),
          'must be an event key: 32 hexadecimal characters',
        ),
      )
      .min(1)
      .max(eventsPerRelease),
    ...decision,
  }),
] as const;

const slug = z.string().min(1).max(31);
const position = z.int().min(1);
const decided = {
  partner: slug,
  by: z.string().min(1).max(200),
  note: z.string().max(500).optional(),
  requestId: z.uuid(),
};

/** What an operator can ask about webhooks, and decide. */
export const webhookCommands = [
  z.strictObject({ command: z.literal('webhooks') }),
  z.strictObject({ command: z.literal('webhook-enable'), plant: slug, ...decided }),
  z.strictObject({ command: z.literal('webhook-disable'), plant: slug, ...decided }),
  z.strictObject({
    command: z.literal('webhook-replay'),
    plant: slug,
    from: position,
    to: position.optional(),
    ...decided,
  }),
  // What a partner is not told of for good needs a reason for whoever asks later.
  z.strictObject({
    command: z.literal('webhook-skip'),
    plant: slug,
    sequence: position,
    ...decided,
    note: z.string().trim().min(1).max(500),
  }),
  z.strictObject({ command: z.literal('webhook-rotate'), ...decided }),
  z.strictObject({ command: z.literal('webhook-retire'), ...decided }),
] as const;

export type WebhookCommand = z.infer<(typeof webhookCommands)[number]>;

export const isWebhookCommand = (command: { command: string }): command is WebhookCommand =>
  command.command.startsWith('webhook');

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
  ...codeMappingCommands,
  ...webhookCommands,
]);

export type Command = z.infer<typeof command>;

/** `said` is for the operator's eyes; `result` for programs. */
export interface CommandAnswer {
  ok: boolean;
  said: string;
  result?: unknown;
}
