import type { PlantProfile } from '../../configuration/plant.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { EventKey } from '../../events/envelope.ts';
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

/** Compares lines with the code mapping and returns what each would change. Writes nothing. */
export const compareCodeMapping = async (
  { lines }: CommandOf<'crosswalk-compare'>,
  deps: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const refused = refuseUnknownPlants(lines, deps);
  if (refused) return refused;
  const effects = await mappingEffects(lines, deps.codeMapping);
  return { ok: true, said: `${effects.length} lines compared`, result: effects };
};

/** Writes the lines of one part of an import. */
export const importCodeMapping = async (
  { command, requestId, lines, ...given }: CommandOf<'crosswalk-import'>,
  deps: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const refused = refuseUnknownPlants(lines, deps);
  if (refused) return refused;
  const { note, ...about } = given;
  const at = deps.clock().toISOString();
  const counts = await importLines(lines, { ...about, at, ...(note && { note }) }, deps.codeMapping);
  const { by, importId, part, file } = given;
  deps.log.info('OPERATOR_DECIDED', { action: command, by, importId, part, sha256: file.sha256, ...counts });
  const { added, changed, removed } = counts;
  return { ok: true, said: `added ${added}, changed ${changed}, removed ${removed}`, result: counts };
};

/** A refusal when a line names a plant that does not exist. */
const refuseUnknownPlants = (
  lines: readonly CodeMappingLine[],
  { plants }: CodeMappingDeps,
): CommandAnswer | undefined => {
  const unknown = lines.find(({ plant }) => !Object.hasOwn(plants, plant));
  return (
    unknown && { ok: false, said: `no plant ${unknown.plant}; there are ${Object.keys(plants).join(', ')}` }
  );
};

/** A page of entries. `next` in the result is the start of the following page. */
export const exportCodeMapping = async (
  { plant, limit, after }: CommandOf<'crosswalk-export'>,
  { codeMapping }: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const result = await codeMapping.page(plant, limit, after);
  return { ok: true, said: `${result.entries.length} entries`, result };
};

/** The latest imports with what each changed. Fewer than `limit` above 1 MB in all: DynamoDB's limit of one read. */
export const listImports = async (
  { plant, limit }: CommandOf<'crosswalk-imports'>,
  { codeMapping }: CodeMappingDeps,
): Promise<CommandAnswer> => {
  const result = await codeMapping.imports(plant, limit);
  return { ok: true, said: `${result.length} parts of imports, the latest first`, result };
};

/** A page of quarantined events that wait for entries of the code mapping. */
export interface MissingPage {
  events: { eventKey: EventKey; missing: PlantCode[] }[];
  /** current entries of these codes: Odoo does not have their codes either */
  listed: CodeMappingEntry[];
  /** why the plant's queue does not work; absent while it works */
  standstill?: string;
  cursor?: string;
}

/** Quarantined events of a plant that wait for entries of the code mapping. */
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
  return { ok: true, said: `${events.length} events wait for entries of the code mapping`, result };
};

/** Retries the events one after another. An event that is no longer quarantined is not changed. */
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
