import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { type Shift, spanOfPause, spanOfShift, weekdays } from '../../../configuration/plant-sections.ts';
import { atWall, type Day, weekdayOf } from '../../platform/time.ts';
import type { EventRecord } from '../../store/event-record.ts';

/** A reported machine state. It is open when `until` is absent. Times are milliseconds since 1970. */
export interface StateStatement {
  machine: string;
  state: string;
  since: number;
  until?: number;
  reason?: string;
  order?: string;
  event: string;
  /** sorts by arrival */
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

/** An event that an operator skipped does not count. */
const isCounted = ({ status }: EventRecord): boolean => status !== 'skipped';

export const statesIn = (records: readonly EventRecord[]): StateStatement[] =>
  records.filter(isCounted).map(({ event, eventKey, acceptedAt }) => {
    const { since, until, ...data } = state.parse(event.data);
    return {
      ...present(data),
      since: Date.parse(since),
      ...(until !== undefined && { until: Date.parse(until) }),
      event: eventKey,
      arrived: acceptedAt,
    };
  });

export const countsIn = (records: readonly EventRecord[]): CountStatement[] =>
  records.filter(isCounted).map(({ event, eventKey, acceptedAt }) => {
    const { count, scrapCount, ...data } = counted.parse(event.data);
    // Counts in two units cannot be added: then the scrap is left out.
    const scrap = scrapCount?.unit === count.unit ? scrapCount.value : undefined;
    return {
      ...present(data),
      at: Date.parse(event.time),
      count: count.value,
      unit: count.unit,
      ...(scrap !== undefined && { scrap }),
      event: eventKey,
      arrived: acceptedAt,
    };
  });

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

const present = <T extends object>(data: T): Present<T> =>
  Object.fromEntries(Object.entries(data).filter(([, each]) => each !== undefined)) as Present<T>;

/** A period of one state, in milliseconds since 1970, and the statement that it comes from. */
export interface Stretch {
  from: number;
  to: number;
  statement: StateStatement;
}

/** An open state counts for at most this long without another statement. */
export const reachMilliseconds = 7 * 86_400_000;

/**
 * States of one machine between two moments. An open state lasts until the next open one begins. A state with an end covers
 * its own time, and the state before it continues afterwards. Of two statements with the same beginning the later one
 * counts, but one with an end counts before one without. Time without a statement has no stretch.
 */
export const stretchesOf = (statements: readonly StateStatement[], from: number, to: number): Stretch[] => {
  const effective = latestStatements(statements);
  const open = effective.filter(({ until }) => until === undefined);
  const closed = effective.filter(({ until }) => until !== undefined);
  const edges = [...new Set([from, ...effective.flatMap(edgesOf), to])]
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
    const current = going.at(-1) ?? (base && edge - base.since < reachMilliseconds ? base : undefined);
    if (!current) continue;
    const before = found.at(-1);
    if (before?.statement === current && before.to === edge) before.to = next;
    else found.push({ from: edge, to: next, statement: current });
  }
  return found;
};

/** An open state ends after `reachMilliseconds`. */
const edgesOf = ({ since, until }: StateStatement): number[] => [since, until ?? since + reachMilliseconds];

/** One statement for each beginning, by beginning. */
const latestStatements = (statements: readonly StateStatement[]): StateStatement[] => {
  const weight = ({ until, arrived, event }: StateStatement): string =>
    `${until === undefined ? 0 : 1} ${arrived} ${event}`;
  const bySince = new Map<number, StateStatement>();
  for (const one of statements) {
    const previous = bySince.get(one.since);
    if (!previous || weight(previous) < weight(one)) bySince.set(one.since, one);
  }
  return [...bySince.values()].sort((a, b) => a.since - b.since);
};

/** The parts of stretches inside the spans. */
export const stretchesWithin = (
  stretches: readonly Stretch[],
  spans: readonly { from: number; to: number }[],
): Stretch[] =>
  spans.flatMap((span) =>
    stretches
      .map(({ from, to, statement }) => ({
        from: Math.max(from, span.from),
        to: Math.min(to, span.to),
        statement,
      }))
      .filter(({ from, to }) => from < to),
  );

export const lengthOf = (spans: readonly { from: number; to: number }[]): number =>
  spans.reduce((total, { from, to }) => total + to - from, 0);

/** A shift that begins on a day, in milliseconds since 1970. */
export interface ShiftOfDay {
  name: string;
  from: number;
  to: number;
  /** the shift without its pauses */
  planned: { from: number; to: number }[];
}

/** Shifts by the plant's wall clock: in a night of a clock change a shift is an hour longer or shorter. */
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
