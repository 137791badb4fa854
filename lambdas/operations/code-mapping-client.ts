import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { EventKey } from '../../events/envelope.ts';
import {
  type CodeMappingEntry,
  type CodeMappingLine,
  codeKey,
  type ImportRecord,
  type MappingEffect,
} from '../posting/code-mapping/code-mapping.ts';
import type { MissingPage } from './code-mapping.ts';
import { type CommandAnswer, eventsPerRelease, linesPerCompare, linesPerImport } from './commands.ts';

/** Invokes the operate function with a command. */
export type Invoke = (command: Record<string, unknown>) => Promise<CommandAnswer>;

/** The operate function refused a command. The message is for the operator. */
export class CommandRefused extends Error {}

/** The operator who decides, and the reason. */
export interface Decider {
  by: string;
  note?: string | undefined;
}

/** Sends a command and returns its result. Throws {@link CommandRefused}. */
export const askOperate = async <Result>(
  invoke: Invoke,
  command: Record<string, unknown>,
): Promise<Result> => {
  const { ok, said, result } = await invoke(command);
  if (!ok) throw new CommandRefused(said);
  return result as Result;
};

/** What each line would change. */
export const compareLines = async (
  invoke: Invoke,
  lines: readonly CodeMappingLine[],
): Promise<MappingEffect[]> => {
  const effects: MappingEffect[] = [];
  for (const chunk of chunksOf(lines.map(withoutOtherFields), linesPerCompare))
    effects.push(
      ...(await askOperate<MappingEffect[]>(invoke, { command: 'crosswalk-compare', lines: chunk })),
    );
  return effects;
};

/** Identity of an imported file in the audit. */
export const fileOf = (path: string, bytes: Uint8Array, lines: number): ImportRecord['file'] => ({
  name: basename(path).slice(0, 200),
  sha256: createHash('sha256').update(bytes).digest('hex'),
  lines,
});

/** Writes the lines in several calls. The SDK may repeat a call; it is done once. */
export const applyLines = async (
  invoke: Invoke,
  lines: readonly CodeMappingLine[],
  file: ImportRecord['file'],
  { by, note }: Decider,
): Promise<void> => {
  const about = { importId: randomUUID(), startedAt: new Date().toISOString(), file, by };
  for (const [index, chunk] of chunksOf(lines.map(withoutOtherFields), linesPerImport).entries())
    await askOperate(invoke, {
      command: 'crosswalk-import',
      ...about,
      ...(note && { note }),
      lines: chunk,
      part: index + 1,
      requestId: randomUUID(),
    });
};

/** All entries of a plant, by kind and code. */
export const entriesOf = async (invoke: Invoke, plant: string): Promise<CodeMappingEntry[]> => {
  const entries: CodeMappingEntry[] = [];
  let after: string | undefined;
  do {
    const page: { entries: CodeMappingEntry[]; next?: string } = await askOperate(invoke, {
      command: 'crosswalk-export',
      plant,
      ...(after && { after }),
    });
    entries.push(...page.entries);
    after = page.next;
  } while (after);
  return entries;
};

/** Pages of the quarantined events that wait for entries of the code mapping. */
export async function* missingPages(invoke: Invoke, plant: string): AsyncGenerator<MissingPage> {
  let cursor: string | undefined;
  do {
    const page: MissingPage = await askOperate(invoke, {
      command: 'missing',
      plant,
      ...(cursor && { cursor }),
    });
    yield page;
    cursor = page.cursor;
  } while (cursor);
}

export interface Released {
  eventKey: EventKey;
  ok: boolean;
  said: string;
}

/** Retries the plant's quarantined events whose missing codes are all in `given`, by {@link codeKey}. */
export async function* releaseWaiting(
  invoke: Invoke,
  plant: string,
  given: ReadonlySet<string>,
  { by, note }: Decider,
): AsyncGenerator<Released> {
  for await (const { events } of missingPages(invoke, plant)) {
    const ready = events.filter(({ missing }) => missing.every((code) => given.has(codeKey(code))));
    for (const chunk of chunksOf(ready, eventsPerRelease))
      yield* await askOperate<Released[]>(invoke, {
        command: 'release',
        eventKeys: chunk.map(({ eventKey }) => eventKey),
        by,
        ...(note && { note }),
        requestId: randomUUID(),
      });
  }
}

const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );

const withoutOtherFields = ({ plant, kind, code, odooCode }: CodeMappingLine): CodeMappingLine => ({
  plant,
  kind,
  code,
  odooCode,
});
