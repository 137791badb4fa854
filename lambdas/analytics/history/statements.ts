import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { type Shift, spanOfPause, spanOfShift, weekdays } from '../../../configuration/plant-sections.ts';
import { atWall, type Day, weekdayOf } from '../../platform/time.ts';
import type { EventRecord } from '../../store/event-record.ts';

/** What a machine said of its state; open, as long as it did not say until when. Times are milliseconds. */
export interface StateStatement {
  machine: string;
  state: string;
  since: number;
  until?: number;
  reason?: string;
  order?: string;
  event: string;
  /** sorts as arrival does */
  arrived: string;
}

/** A reading of a counter. */
export interface CountStatement {
  machine: string;
  order?: string;
  operation?: string;
  at: number;
  count: number;
  scrap?: number;
  unit: string;
  cycleSeconds?: number;
  event: string;
  arrived: string;
}

const text = z.string().optional();
const state = z.object({
  machine: z.string(),
  state: z.string(),
  since: z.string(),
  until: text,
  reason: text,
  order: text,
});
const value = z.object({ value: z.number(), unit: z.string() });
const counted = z.object({
  machine: z.string(),
  order: text,
  operation: text,
  count: value,
  scrapCount: value.optional(),
  cycleSeconds: z.number().optional(),
});

/** An operator's skip says that the event is not to count. */
const counts = ({ status }: EventRecord): boolean => status !== 'skipped';

export const statesIn = (records: readonly EventRecord[]): StateStatement[] =>
  records.filter(counts).map(({ event, eventKey, acceptedAt }) => {
    const { since, until, ...said } = state.parse(event.data);
    return {
      ...present(said),
      since: Date.parse(since),
      ...(until !== undefined && { until: Date.parse(until) }),
      event: eventKey,
      arrived: acceptedAt,
    };
  });

export const countsIn = (records: readonly EventRecord[]): CountStatement[] =>
  records.filter(counts).map(({ event, eventKey, acceptedAt }) => {
    const { count, scrapCount, ...said } = counted.parse(event.data);
    // Two counters in two units cannot be added; the good one is the count.
    const scrap = scrapCount?.unit === count.unit ? scrapCount.value : undefined;
    return {
      ...present(said),
      at: Date.parse(event.time),
      count: count.value,
      unit: count.unit,
      ...(scrap !== undefined && { scrap }),
      event: eventKey,
      arrived: acceptedAt,
    };
  });

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

const present = <T extends object>(said: T): Present<T> =>
  Object.fromEntries(Object.entries(said).filter(([, each]) => each !== undefined)) as Present<T>;

/** A machine was in one state from a moment to another, in milliseconds; who said so. */
export interface Stretch {
  from: number;
  to: number;
  said: StateStatement;
}

/** For so long an open state is believed without another word. */
export const reachMilliseconds = 7 * 86_400_000;

/**
 * What one machine did between two moments. An open state lasts until the next open one begins; one that is over covers
 * its own time, and what was before goes on after it. Said twice of one beginning, the later word stands, and one that
 * says the end stands before one that does not. Where nobody said anything there is no stretch.
 */
export const stretchesOf = (statements: readonly StateStatement[], from: number, to: number): Stretch[] => {
  const said = latestWords(statements);
  const open = said.filter(({ until }) => until === undefined);
  const closed = said.filter(({ until }) => until !== undefined);
  const edges = [...new Set([from, ...said.flatMap(edgesOf), to])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);

  const found: Stretch[] = [];
  let reached = 0;
  let going: StateStatement[] = [];
  let latest = -1;
  for (const [at, edge] of edges.entries()) {
    const next = edges[at + 1];
    if (next === undefined) break;
    while ((closed[reached]?.since ?? Number.POSITIVE_INFINITY) <= edge) {
      const begun = closed[reached];
      if (begun) going.push(begun);
      reached += 1;
    }
    going = going.filter(({ until = 0 }) => until > edge);
    while ((open[latest + 1]?.since ?? Number.POSITIVE_INFINITY) <= edge) latest += 1;
    const base = open[latest];
    const rules = going.at(-1) ?? (base && edge - base.since < reachMilliseconds ? base : undefined);
    if (!rules) continue;
    const before = found.at(-1);
    if (before?.said === rules && before.to === edge) before.to = next;
    else found.push({ from: edge, to: next, said: rules });
  }
  return found;
};

/** An open state has an end, too: where it is not believed any more. */
const edgesOf = ({ since, until }: StateStatement): number[] => [since, until ?? since + reachMilliseconds];

/** In the order of their beginnings, one word for each. */
const latestWords = (statements: readonly StateStatement[]): StateStatement[] => {
  const weight = ({ until, arrived, event }: StateStatement): string =>
    `${until === undefined ? 0 : 1} ${arrived} ${event}`;
  const bySince = new Map<number, StateStatement>();
  for (const one of statements) {
    const known = bySince.get(one.since);
    if (!known || weight(known) < weight(one)) bySince.set(one.since, one);
  }
  return [...bySince.values()].sort((a, b) => a.since - b.since);
};

/** The part of stretches that lies in spans, cut where the spans end. */
export const stretchesWithin = (
  stretches: readonly Stretch[],
  spans: readonly { from: number; to: number }[],
): Stretch[] =>
  spans.flatMap((span) =>
    stretches
      .map(({ from, to, said }) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to), said }))
      .filter(({ from, to }) => from < to),
  );

export const lengthOf = (spans: readonly { from: number; to: number }[]): number =>
  spans.reduce((total, { from, to }) => total + to - from, 0);

/** A shift that begins on a day; in milliseconds. */
export interface ShiftOfDay {
  name: string;
  from: number;
  to: number;
  /** without its pauses */
  planned: { from: number; to: number }[];
}

/** As the clocks of the plant go: a night in which they are changed has an hour more, or less. */
export const shiftsOn = (
  { shifts, timeZone }: Pick<PlantProfile, 'shifts' | 'timeZone'>,
  day: Day,
): ShiftOfDay[] => {
  const weekday = weekdays[weekdayOf(day) - 1];
  const at = (minutes: number) => atWall(day, minutes, timeZone).getTime();
  return shifts
    .filter(({ days }) => weekday !== undefined && days.includes(weekday))
    .map((shift) => {
      const { from, to } = spanOfShift(shift);
      const whole = { from: at(from), to: at(to) };
      return { name: shift.name, ...whole, planned: without(whole, pausesOf(shift, at)) };
    })
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
};

const pausesOf = (shift: Shift, at: (minutes: number) => number) =>
  shift.pauses
    .map((pause) => spanOfPause(shift, pause))
    .map(({ from, to }) => ({ from: at(from), to: at(to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);

type Piece = { from: number; to: number };

const without = (whole: Piece, pauses: readonly Piece[]): Piece[] => {
  const left: Piece[] = [];
  let from = whole.from;
  for (const pause of pauses) {
    if (pause.from > from) left.push({ from, to: Math.min(pause.from, whole.to) });
    from = Math.max(from, pause.to);
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
};
