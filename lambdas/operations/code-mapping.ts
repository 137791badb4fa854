import type { PlantProfile } from '../../configuration/plant.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { EventKey } from '../../events/identity.ts';
import type { Log } from '../platform/log.ts';
import type { Clock } from '../platform/time.ts';
import {
  type CodeMappingEntry,
  type CodeMappingLine,
  type CodeMappingTable,
  codeKey,
  mappingEffects,
} from '../posting/code-mapping/code-mapping.ts';
import { importLines } from '../posting/code-mapping/import-lines.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Command, CommandAnswer } from './commands.ts';
import { standstill } from './plant-queues.ts';

export interface CodeMappingDeps {
  codeMapping: CodeMappingTable;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
  log: Log;
}

export type CommandOf<Name extends Command['command']> = Extract<Command, { command: Name }>;

const strangers = (
  lines: readonly CodeMappingLine[],
  { plants }: CodeMappingDeps,
): CommandAnswer | undefined => {
  const unknown = lines.find(({ plant }) => !Object.hasOwn(plants, plant));
  return (
    unknown && { ok: false, said: `no plant ${unknown.plant}; there are ${Object.keys(plants).join(', ')}` }
  );
};

/** What the lines would change; writes nothing. */
export const compareCodeMapping = async (
  { lines }: CommandOf<'crosswalk-compare'>,
  deps: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const refused = strangers(lines, deps);
  if (refused) return refused;
  const effects = await mappingEffects(lines, deps.codeMapping);
  return { ok: true, said: `${effects.length} lines compared`, result: effects };
};

export const importCodeMapping = async (
  { command, requestId, lines, ...given }: CommandOf<'crosswalk-import'>,
  deps: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const refused = strangers(lines, deps);
  if (refused) return refused;
  const { note, ...about } = given;
  const at = deps.clock().toISOString();
  const counts = await importLines(lines, { ...about, at, ...(note && { note }) }, deps.codeMapping);
  const { by, importId, part, file } = given;
  deps.log.info('OPERATOR_DECIDED', { action: command, by, importId, part, sha256: file.sha256, ...counts });
  const { added, changed, removed } = counts;
  return { ok: true, said: `added ${added}, changed ${changed}, removed ${removed}`, result: counts };
};

/** A page; `next` in the result says where to go on. */
export const exportCodeMapping = async (
  { plant, limit, after }: CommandOf<'crosswalk-export'>,
  { codeMapping }: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const result = await codeMapping.page(plant, limit, after);
  return { ok: true, said: `${result.entries.length} entries`, result };
};

/** With what each changed. Fewer than asked for when they hold more than a megabyte, as much as DynamoDB reads at once. */
export const listImports = async (
  { plant, limit }: CommandOf<'crosswalk-imports'>,
  { codeMapping }: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const result = await codeMapping.imports(plant, limit);
  return { ok: true, said: `${result.length} parts of imports, the latest first`, result };
};

/** A page of what waits for entries of the crosswalk. */
export interface MissingPage {
  events: { eventKey: EventKey; missing: PlantCode[] }[];
  /** what the crosswalk says of these codes now: entries that Odoo does not know either */
  listed: CodeMappingEntry[];
  /** why the plant's lane stands still, if it does */
  standstill?: string;
  cursor?: string;
}

export const missingEntries = async (
  { plant, limit, cursor }: CommandOf<'missing'>,
  { eventStore, codeMapping }: { eventStore: EventStore; codeMapping: CodeMappingTable },
): Promise<CommandAnswer> => {
  const page = await eventStore.quarantinedOf(plant, limit, cursor);
  const events = page.events.flatMap(({ eventKey, reason }) =>
    reason?.missing ? [{ eventKey, missing: reason.missing }] : [],
  );
  const codes = [
    ...new Map(events.flatMap(({ missing }) => missing).map((code) => [codeKey(code), code])).values(),
  ];
  const odooCodes = await codeMapping.lookUp(plant, codes);
  const listed = codes.flatMap((code) => {
    const odooCode = odooCodes.get(codeKey(code));
    return odooCode === undefined ? [] : [{ ...code, odooCode }];
  });
  const queueState = await standstill(plant, eventStore);
  const result: MissingPage = {
    events,
    listed,
    ...(queueState && { standstill: queueState }),
    ...(page.cursor && { cursor: page.cursor }),
  };
  return { ok: true, said: `${events.length} events wait for entries of the crosswalk`, result };
};

/** Retries each event as an operator would, one after another; an event that is quarantined no more is left alone. */
export const release = async (
  { eventKeys }: CommandOf<'release'>,
  retry: (eventKey: EventKey) => Promise<CommandAnswer>,
): Promise<CommandAnswer> => {
  const result: { eventKey: EventKey; ok: boolean; said: string }[] = [];
  for (const eventKey of eventKeys) {
    const { ok, said } = await retry(eventKey);
    result.push({ eventKey, ok, said });
  }
  const released = result.filter(({ ok }) => ok).length;
  return { ok: true, said: `${released} of ${eventKeys.length} events released`, result };
};
