import type { PlantProfile } from '../../plants/define-plant.ts';
import type { CrosswalkTable } from '../crosswalk/crosswalk-table.ts';
import { effectsOf } from '../crosswalk/effects.ts';
import type { CrosswalkLine } from '../crosswalk/entries.ts';
import { importLines } from '../crosswalk/import-lines.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Command } from './commands.ts';
import type { Answer } from './operate.ts';

export interface CrosswalkDeps {
  crosswalk: CrosswalkTable;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
  log: Log;
}

export type CommandOf<Name extends Command['command']> = Extract<Command, { command: Name }>;

const strangers = (lines: readonly CrosswalkLine[], { plants }: CrosswalkDeps): Answer | undefined => {
  const unknown = lines.find(({ plant }) => !Object.hasOwn(plants, plant));
  return (
    unknown && { ok: false, said: `no plant ${unknown.plant}; there are ${Object.keys(plants).join(', ')}` }
  );
};

/** What the lines would change; writes nothing. */
export const compareCrosswalk = async (
  { lines }: CommandOf<'crosswalk-compare'>,
  deps: CrosswalkDeps,
): Promise<Answer> => {
  const refused = strangers(lines, deps);
  if (refused) return refused;
  const effects = await effectsOf(lines, deps.crosswalk);
  return { ok: true, said: `${effects.length} lines compared`, result: effects };
};

export const importCrosswalk = async (
  { command, requestId, lines, ...given }: CommandOf<'crosswalk-import'>,
  deps: CrosswalkDeps,
): Promise<Answer> => {
  const refused = strangers(lines, deps);
  if (refused) return refused;
  const { note, ...about } = given;
  const at = deps.clock().toISOString();
  const counts = await importLines(lines, { ...about, at, ...(note && { note }) }, deps.crosswalk);
  const { by, importId, part, file } = given;
  deps.log.info('OPERATOR_DECIDED', { action: command, by, importId, part, sha256: file.sha256, ...counts });
  const { added, changed, removed } = counts;
  return { ok: true, said: `added ${added}, changed ${changed}, removed ${removed}`, result: counts };
};

/** A page; `next` in the result says where to go on. */
export const exportCrosswalk = async (
  { plant, limit, after }: CommandOf<'crosswalk-export'>,
  { crosswalk }: CrosswalkDeps,
): Promise<Answer> => {
  const result = await crosswalk.page(plant, limit, after);
  return { ok: true, said: `${result.entries.length} entries`, result };
};

/** With what each changed. Fewer than asked for when they hold more than a megabyte, as much as DynamoDB reads at once. */
export const listImports = async (
  { plant, limit }: CommandOf<'crosswalk-imports'>,
  { crosswalk }: CrosswalkDeps,
): Promise<Answer> => {
  const result = await crosswalk.imports(plant, limit);
  return { ok: true, said: `${result.length} parts of imports, the latest first`, result };
};
