import type * as z from 'zod';
import type { dayClosed } from '../../events/day-closed.ts';

export type Day = z.infer<typeof dayClosed.data>;

/** What came of one event type from one system on one day of the plant. */
export interface Came {
  count: number;
  /** by unit */
  sums: Record<string, number>;
}

/** By system, day and event, in the order of {@link totalKey}. */
export type Arrivals = Map<string, Came>;

export const totalKey = (system: string, date: string, event: string): string => `${system} ${date} ${event}`;

interface Measured {
  value: number;
  unit: string;
}
const isMeasured = (value: unknown): value is Measured =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Measured).value === 'number' &&
  typeof (value as Measured).unit === 'string';

/** The quantity of an event, or those of its lines. */
const quantitiesOf = (data: unknown): Measured[] => {
  const { quantity, lines } = Object(data) as { quantity?: unknown; lines?: unknown };
  if (isMeasured(quantity)) return [quantity];
  return Array.isArray(lines) ? lines.flatMap((line) => quantitiesOf(line)) : [];
};

export const addArrival = (arrivals: Arrivals, key: string, data: unknown): void => {
  const came = arrivals.get(key) ?? { count: 0, sums: {} };
  came.count += 1;
  for (const { value, unit } of quantitiesOf(data))
    came.sums[unit] = Number(((came.sums[unit] ?? 0) + value).toPrecision(12));
  arrivals.set(key, came);
};

export interface TotalDiffers {
  system: string;
  date: string;
  event: string;
  sent: number;
  came: number;
  /** the first unit whose sum differs, where the counts agree */
  unit?: string;
}

/** Control totals that what came in does not add up to. Sums may differ by the last bits of their additions. */
export const totalsThatDiffer = ({ date, systems }: Day, arrivals: Arrivals): TotalDiffers[] =>
  systems.flatMap(({ system, totals }) =>
    totals.flatMap(({ event, count, sums = [] }): TotalDiffers[] => {
      const came = arrivals.get(totalKey(system, date, event)) ?? { count: 0, sums: {} };
      const about = { system, date, event };
      if (came.count !== count) return [{ ...about, sent: count, came: came.count }];
      const wrong = sums.find(
        ({ value, unit }) =>
          Math.abs((came.sums[unit] ?? 0) - value) > Math.max(1e-6, Math.abs(value) * 1e-9),
      );
      return wrong
        ? [{ ...about, sent: wrong.value, came: came.sums[wrong.unit] ?? 0, unit: wrong.unit }]
        : [];
    }),
  );

export const totalSaid = ({ system, date, event, sent, came, unit = '' }: TotalDiffers): string =>
  `${system} ${date} ${event}: ${sent} ${unit && `${unit} `}sent, ${came} came`;
