import { type JobName, jobs } from '../../configuration/jobs.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import type { Feed } from '../outbound/feed/feed.ts';
import { atOnce } from '../platform/at-once.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import { lastRunWithoutRange, type RunStore } from '../platform/runs/run-store.ts';
import type { Clock } from '../platform/time.ts';

/**
 * A plant's alarms become active after its first success. From then on, missing data also raises them. CloudWatch has no data
 * in both cases, so the outbox sweeper publishes a zero for plants that have worked. The sweeper has an alarm of its own.
 */
export interface PlantSilenceDeps {
  plants: readonly PlantProfile[];
  feed: Pick<Feed, 'head'>;
  runs: Pick<RunStore, 'runs'>;
  clock: Clock;
  log: Log;
  memory: SweeperMemory;
}

/** What is kept between two runs. Losing it costs reads and nothing else. */
export interface SweeperMemory {
  /** plants that Odoo was polled for to the end at least once */
  polled: Set<string>;
  /** by plant and job; times in milliseconds since 1970 */
  jobs: Map<string, { finishedAt: number | undefined; lookedAt: number }>;
  /** code of the failure with which Odoo answered the last run; undefined: it answered as it must */
  failure?: string | undefined;
}

export const emptyMemory = (): SweeperMemory => ({ polled: new Set(), jobs: new Map() });

/**
 * The plants for which a poll of Odoo has reached its end at least once. When the store fails, those that are known. A plant
 * that was never polled is read in every run: one item a minute, about a cent a month.
 */
export const polledPlants = async ({
  plants,
  feed,
  log,
  memory,
}: PlantSilenceDeps): Promise<ReadonlySet<string>> => {
  const unknown = plants.filter(({ id }) => !memory.polled.has(id));
  await atOnce(unknown, async ({ id }) => {
    try {
      if ((await feed.head(id))?.polledAt !== undefined) memory.polled.add(id);
    } catch (error) {
      log.error('STORE_UNAVAILABLE', { what: 'feed', plant: id, ...errorForLog(error) });
    }
  });
  return memory.polled;
};

const minute = 60_000;
/** A day, and two hours for the run. */
const overdueAfter = 26 * 60 * minute;
const lookAgainAfter = 15 * minute;

/**
 * Number of plants' jobs that finished once, and not in the last 26 hours. A job that never finished does not count. Reads a
 * job's runs when it may be overdue, about once a day. While it is overdue or has never finished, every 15 minutes.
 */
export const overdueRuns = async (deps: PlantSilenceDeps): Promise<number> => {
  const pairs = deps.plants.flatMap(({ id }) =>
    (Object.keys(jobs) as JobName[]).map((job) => ({ plant: id, job })),
  );
  const overdue = await atOnce(pairs, ({ plant, job }) => isOverdue(plant, job, deps));
  return overdue.filter(Boolean).length;
};

const isOverdue = async (
  plant: string,
  job: JobName,
  { runs, clock, log, memory }: PlantSilenceDeps,
): Promise<boolean> => {
  const now = clock().getTime();
  const key = `${plant} ${job}`;
  const late = (finishedAt: number | undefined) =>
    finishedAt !== undefined && now >= finishedAt + overdueAfter;
  const known = memory.jobs.get(key);
  if (known) {
    const mayHaveChanged = known.finishedAt === undefined || late(known.finishedAt);
    if (!mayHaveChanged || now < known.lookedAt + lookAgainAfter) return late(known.finishedAt);
  }
  try {
    const { endedAt } = (await lastRunWithoutRange(plant, job, runs)) ?? {};
    const finishedAt = endedAt === undefined ? undefined : Date.parse(endedAt);
    memory.jobs.set(key, { finishedAt, lookedAt: now });
    if (late(finishedAt)) log.warn('RUN_OVERDUE', { plant, job, finishedAt: endedAt });
    return late(finishedAt);
  } catch (error) {
    log.error('STORE_UNAVAILABLE', { what: 'runs', plant, job, ...errorForLog(error) });
    return late(known?.finishedAt);
  }
};
