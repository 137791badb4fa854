import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { errorForLog, type Log } from '../../platform/log.ts';
import type { CodeMappingTable } from '../../posting/code-mapping/code-mapping.ts';
import { wordsOf } from '../../posting/code-mapping/plant-words.ts';
import type { OutcomeBus } from '../../posting/outcomes.ts';
import { catchUp, FeedMoved } from '../feed/append.ts';
import type { FeedHead } from '../feed/feed.ts';
import { publishToBus } from './changes.ts';
import type { EntityType } from './entity-type.ts';
import { type PollDeps, pollEntityType } from './poll-entity-type.ts';

export interface PollPlantDeps extends Omit<PollDeps, 'unreadable'> {
  kinds: readonly EntityType[];
  codeMapping: Pick<CodeMappingTable, 'page'>;
  /** lets what pushes know that the feed grew; does not wait for it */
  wake(plant: string): Promise<void>;
  bus: Pick<OutcomeBus, 'publish'>;
  log: Log;
  count(metric: PollMetric, plant: string, value: number): void;
}

/** `Dispatched` is counted at the end of each run: silence is an alarm. */
export type PollMetric = 'Dispatched' | 'MessagesTold' | 'DispatchFailed';

/** One look at all of Odoo that the plant is told of. Any number of runs may overlap; none tells what another told. */
export const pollPlants = async (plant: PlantProfile, deps: PollPlantDeps): Promise<void> => {
  const { log, count } = deps;
  // What an earlier run told and did not put on the bus comes first: a slow Odoo must not starve it.
  const before = await publishToBus(await catchUp(plant.id, deps), deps);
  const words = await wordsOf(plant.id, deps.codeMapping);
  let head = before;
  let whole = true;
  for (const kind of deps.kinds) {
    if (kind.appliesTo?.(plant) === false) continue;
    const looked = await pollOne(kind, plant, head, words, deps);
    head = looked.head;
    whole &&= looked.whole;
    if (looked.stop) break;
  }
  const told = head.applied - before.applied;
  if (told > 0) log.info('MESSAGES_TOLD', { plant: plant.id, told, last: head.applied });
  count('MessagesTold', plant.id, told);
  await publishToBus(head, deps);
  if (told > 0) await deps.wake(plant.id);
  if (whole) count('Dispatched', plant.id, 1);
};

/** What of a kind cannot be read holds up no other kind, unless Odoo as a whole is away. */
const pollOne = async (
  kind: EntityType,
  plant: PlantProfile,
  head: FeedHead,
  words: Awaited<ReturnType<typeof wordsOf>>,
  deps: PollPlantDeps,
): Promise<{ head: FeedHead; whole: boolean; stop: boolean }> => {
  const { log, count } = deps;
  const about = { plant: plant.id, kind: kind.kind };
  const unreadable = (of: string, name: string, error: unknown) => {
    log.error('THING_UNREADABLE', { plant: plant.id, kind: of, name, ...errorForLog(error) });
    count('DispatchFailed', plant.id, 1);
  };
  try {
    const looked = await pollEntityType(kind, plant, head, words, { ...deps, unreadable });
    if (looked.ok) return { head: looked.head, whole: looked.whole, stop: !looked.finished };
    const { failure } = looked;
    // An Odoo without this app has nothing to tell of it.
    if (failure.kind === 'declined' && failure.code === 'app-not-installed')
      return { head, whole: true, stop: false };
    log.warn('ODOO_UNAVAILABLE', { ...about, kindOfFailure: failure.kind, code: failure.code });
    if (failure.kind !== 'transient') count('DispatchFailed', plant.id, 1);
    // Odoo answered, and not this: other kinds may fare better.
    return { head, whole: false, stop: failure.kind !== 'declined' };
  } catch (error) {
    if (error instanceof FeedMoved) log.info('FEED_MOVED', about);
    else throw error;
    return { head: await catchUp(plant.id, deps), whole: false, stop: false };
  }
};

export interface HandlerDeps extends Omit<PollPlantDeps, 'timeLeft'> {
  plants: Readonly<Record<string, PlantProfile>>;
  wait(milliseconds: number): Promise<unknown>;
}

const asked = z.object({ plant: z.string(), hinted: z.boolean().default(false) });

/** What Odoo does in one go hints many times; the hints of so many seconds are followed by one look, after the last. */
const settleMs = 3_000;

/** A plant's schedule, or a hint, says whose turn it is. Throws when the input is neither, or a store fails. */
export const handle = async (input: unknown, timeLeft: () => number, deps: HandlerDeps): Promise<void> => {
  const { plant: id, hinted } = asked.parse(input);
  const plant = deps.plants[id];
  if (!plant) throw new Error(`there is no profile of plant ${id}`);
  if (hinted) await deps.wait(settleMs);
  await pollPlants(plant, { ...deps, timeLeft });
};
