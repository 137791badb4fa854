import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Job, Step } from '../../platform/runs/carry-on.ts';
import type { RunRecord } from '../../platform/runs/run-store.ts';
import { addDays, type Day, dayOf, daysFrom, secondsAfter } from '../../platform/time.ts';
import type { EventRecord } from '../../store/event-record.ts';
import type { EventStore } from '../../store/event-store.ts';
import { aboutTime } from '../../store/items.ts';
import type { Lake } from '../lake.ts';
import { daysWritten } from './ask-history.ts';
import { countType, type MachineDeps, stateType } from './machine-rows.ts';
import { type Changed, type Source, sources } from './sources.ts';
import { reachMilliseconds } from './statements.ts';

export interface HistoryDeps extends MachineDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  eventStore: Pick<EventStore, 'events' | 'eventsAbout'>;
  lake: Lake;
  /** the checkpoint of the plant's last finished run without a range */
  lastCheckpoint(plant: string): Promise<unknown>;
  /** datasets and where their rows come from; all of them unless a test gives fewer */
  sources?: readonly Source[];
}

const checkpoint = z.object({
  /** Odoo's watermark from which this run reads; absent: everything */
  since: z.string().optional(),
  /** Odoo's watermark from which the next run reads */
  mark: z.string().optional(),
  /** events that arrived since then are read */
  arrivedSince: z.string().optional(),
  /** start of this run; the next run reads from here */
  looked: z.string(),
  /** the last partition that was written */
  at: z.object({ day: z.string(), dataset: z.string() }).optional(),
  done: z.boolean(),
});

type Checkpoint = z.output<typeof checkpoint>;

/** The event store's index by arrival may lag, and so may the clock that wrote the arrival. */
const overlapSeconds = 15 * 60;

/** No partition is started with less time than this. */
const partitionMs = 60_000;

/** A step takes about this long. Progress is saved at its end, and a killed step is repeated. */
const stepMs = 120_000;

/**
 * Writes the days of a plant into the lake: days that changed since the last run, or all days of a range. A partition is
 * always written as a whole from the current data, so a repeated or killed run does no harm.
 */
export const historyJob = (deps: HistoryDeps): Job => ({
  name: 'history',
  async step(run, timeLeft) {
    const plant = deps.plants[run.plant];
    if (!plant) throw new Error(`there is no plant ${run.plant}`);
    const begun = await begin(run, deps);
    const { work, mark } = await workOf(plant, run, begun, deps);
    return write(plant, run, { ...begun, ...(mark !== undefined && { mark }) }, work, timeLeft, deps);
  },
});

const begin = async (run: RunRecord, deps: HistoryDeps): Promise<Checkpoint> => {
  const saved = checkpoint.safeParse(run.checkpoint);
  if (saved.success) return saved.data;
  const begun = { looked: run.startedAt, done: false };
  if (run.range) return begun;
  const { data: before } = checkpoint.safeParse(await deps.lastCheckpoint(run.plant));
  if (!before) return begun;
  const arrivedSince = secondsAfter(new Date(before.looked), -overlapSeconds).toISOString();
  return { ...begun, arrivedSince, ...(before.mark !== undefined && { since: before.mark }) };
};

interface Partition {
  day: Day;
  source: Source;
}

/** Partitions to write, by day. The same changes give the same list, and later changes only add to it. */
const workOf = async (
  plant: PlantProfile,
  run: RunRecord,
  begun: Checkpoint,
  deps: HistoryDeps,
): Promise<{ work: Partition[]; mark?: string }> => {
  const all = deps.sources ?? sources;
  const looked = new Date(begun.looked);
  const today = dayOf(looked, plant.timeZone);
  const byDay = (a: Partition, b: Partition) =>
    a.day === b.day ? all.indexOf(a.source) - all.indexOf(b.source) : a.day < b.day ? -1 : 1;
  if (run.range) {
    const { from, to } = run.range;
    const days = daysFrom(from, to < today ? to : today);
    return { work: days.flatMap((day) => all.map((source) => ({ day, source }))) };
  }
  const { days: odoo, mark } = await daysWritten(deps.odoo, plant, begun.since);
  const reportedDays = (type: keyof typeof reportedTypes) =>
    daysReported(deps.eventStore, plant, reportedTypes[type], begun.arrivedSince, looked);
  const passed = begun.arrivedSince
    ? daysFrom(dayOf(new Date(begun.arrivedSince), plant.timeZone), today)
    : [];
  const changed: Changed = {
    odoo,
    states: await reportedDays('states'),
    counts: await reportedDays('counts'),
    passed,
    today,
  };
  const work = all
    .flatMap((source) => [...new Set(source.days(changed))].map((day) => ({ day, source })))
    .sort(byDay);
  // The first step's watermark counts: a later write may belong to a day that this run has written already.
  return { work, mark: begun.mark ?? mark };
};

const write = async (
  plant: PlantProfile,
  run: RunRecord,
  begun: Checkpoint,
  work: readonly Partition[],
  timeLeft: () => number,
  deps: HistoryDeps,
): Promise<Step> => {
  const counts: Record<string, number> = { partitions: 0, ...run.counts };
  let { at } = begun;
  const start = timeLeft();
  const over = () => timeLeft() < partitionMs || start - timeLeft() > stepMs;
  const left = work.filter(({ day, source }) => isAfter(day, source, at, deps.sources ?? sources));
  for (const [index, { day, source }] of left.entries()) {
    if (index > 0 && over()) return { done: false, checkpoint: { ...begun, at }, counts };
    const rows = source.rows({ plant, day, now: new Date(begun.looked) }, deps);
    const written = await deps.lake.replace(source.dataset, { plant: plant.id, day }, rows);
    counts.partitions = (counts.partitions ?? 0) + 1;
    counts[source.dataset.name] = (counts[source.dataset.name] ?? 0) + written.rows;
    at = { day, dataset: source.dataset.name };
  }
  return { done: true, checkpoint: { ...begun, at, done: true }, counts };
};

const isAfter = (day: Day, { dataset }: Source, at: Checkpoint['at'], all: readonly Source[]): boolean => {
  if (!at || day > at.day) return true;
  const placeOf = (name: string) => all.findIndex((source) => source.dataset.name === name);
  return day === at.day && placeOf(dataset.name) > placeOf(at.dataset);
};

export const reportedTypes = { states: stateType, counts: countType } as const;

const eventsPerPage = 500;

const reachDays = reachMilliseconds / 86_400_000;

type ReadEvents = Pick<EventStore, 'events' | 'eventsAbout'>;

type OfPlant = Pick<PlantProfile, 'id' | 'timeZone'>;

/** Days of the plant that events accepted since `since` are about; without `since`, every day since the first event. */
export const daysReported = async (
  eventStore: ReadEvents,
  { id, timeZone }: OfPlant,
  type: typeof stateType | typeof countType,
  since: string | undefined,
  now: Date,
): Promise<Set<Day>> => {
  const today = dayOf(now, timeZone);
  const days = new Set<Day>();
  const add = (record: EventRecord) => {
    const about = aboutTime(record.event);
    if (about === undefined) return;
    const { until } = Object(record.event.data) as { until?: string };
    const first = dayOf(new Date(about), timeZone);
    const last = until === undefined ? addDays(first, reachDays) : dayOf(new Date(until), timeZone);
    for (const day of daysFrom(first, last < today ? last : today)) days.add(day);
  };
  if (since === undefined) {
    const oldest = { type, from: '1900-01-01T00:00:00Z', to: now.toISOString(), limit: 1 };
    const [first] = (await eventStore.eventsAbout(id, oldest)).events;
    const about = first && aboutTime(first.event);
    return new Set(about ? daysFrom(dayOf(new Date(about), timeZone), today) : []);
  }
  let cursor: string | undefined;
  do {
    const page = await eventStore.events(id, { type, since, cursor, limit: eventsPerPage });
    for (const record of page.events) add(record);
    cursor = page.cursor;
  } while (cursor);
  return days;
};
