import * as z from 'zod';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import { codeKey, crosswalkLine } from '../crosswalk/entries.ts';

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
    .array(crosswalkLine)
    .min(1)
    .max(max)
    .refine(
      (given) => new Set(given.map((line) => `${line.plant}#${codeKey(line)}`)).size === given.length,
      'must not name a code twice',
    );

/** What an operator can ask about the crosswalk, and of what waits for it. */
export const crosswalkCommands = [
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
