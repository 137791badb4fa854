import * as z from 'zod';
import type { EventRecord } from '../ledger/records.ts';

/** What a machine said of its state; open, as long as it did not say until when. Times are milliseconds. */
export interface StateSaid {
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
export interface CountSaid {
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

export const statesIn = (records: readonly EventRecord[]): StateSaid[] =>
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

export const countsIn = (records: readonly EventRecord[]): CountSaid[] =>
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
