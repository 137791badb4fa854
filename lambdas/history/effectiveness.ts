import { type Counted, exact } from './counting.ts';
import type { ShiftOfDay } from './shifts.ts';
import { lengthOf, type Stretch, within } from './stretches.ts';

/** How well a machine was used in a shift. What is not known is absent: it is neither nothing nor everything. */
export interface Effectiveness {
  plannedSeconds: number;
  runSeconds: number;
  unknownSeconds: number;
  good?: number;
  scrap?: number;
  idealSeconds?: number;
  availability?: number;
  performance?: number;
  quality?: number;
  oee?: number;
}

/**
 * Availability: run time of planned time, known only when all of it is. Performance: the ideal time for all that was
 * made, of run time. Quality: what of it was good. Time outside of the plan counts for nothing, and goods that were
 * made then do count, as nobody says which.
 */
export const effectivenessOf = (
  shift: ShiftOfDay,
  stretches: readonly Stretch[],
  made: readonly Counted[],
  idealSecondsOf: (reading: Counted['reading']) => number | undefined,
): Effectiveness => {
  const planned = lengthOf(shift.planned);
  const known = within(stretches, shift.planned);
  const run = lengthOf(known.filter(({ said }) => said.state === 'running'));
  const unknown = planned - lengthOf(known);
  const { good, scrap, ideal } = sums(made, idealSecondsOf);
  const total = good === undefined || scrap === undefined ? undefined : good + scrap;

  const availability = unknown > 0 ? undefined : shareOf(run, planned);
  const performance = unknown > 0 ? undefined : shareOf(ideal, run / 1000);
  const quality = good === undefined || good > (total ?? 0) ? undefined : shareOf(good, total);
  const idle = availability === 0;
  const whole =
    availability === undefined || performance === undefined || quality === undefined
      ? undefined
      : availability * performance * quality;
  const oee = idle ? 0 : whole;
  return {
    plannedSeconds: planned / 1000,
    runSeconds: run / 1000,
    unknownSeconds: unknown / 1000,
    ...(good !== undefined && { good }),
    ...(scrap !== undefined && { scrap }),
    ...(ideal !== undefined && { idealSeconds: ideal }),
    ...(availability !== undefined && { availability }),
    ...(performance !== undefined && { performance }),
    ...(quality !== undefined && { quality }),
    ...(oee !== undefined && { oee }),
  };
};

/** Of nothing there is no share; of what is not known neither. Corrected counters can say less than nothing. */
const shareOf = (part: number | undefined, whole: number | undefined): number | undefined => {
  if (part === undefined || whole === undefined || whole <= 0 || part < 0) return undefined;
  return Math.min(1, part / whole);
};

/** One reading that says nothing of it makes a sum unknown; without readings nothing is known at all. */
const sums = (
  made: readonly Counted[],
  idealSecondsOf: (reading: Counted['reading']) => number | undefined,
): { good?: number; scrap?: number; ideal?: number } => {
  if (made.length === 0) return {};
  const add = (values: (number | undefined)[]): number | undefined =>
    values.some((value) => value === undefined)
      ? undefined
      : exact(values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const oneUnit = new Set(made.map(({ reading }) => reading.unit)).size === 1;
  const good = oneUnit ? add(made.map((one) => one.good)) : undefined;
  const scrap = oneUnit ? add(made.map((one) => one.scrap)) : undefined;
  const ideal = add(
    made.map((one) => {
      if (one.good === undefined || one.scrap === undefined) return undefined;
      const amount = one.good + one.scrap;
      const seconds = amount === 0 ? 0 : idealSecondsOf(one.reading);
      return seconds === undefined ? undefined : seconds * amount;
    }),
  );
  return {
    ...(good !== undefined && { good }),
    ...(scrap !== undefined && { scrap }),
    ...(ideal !== undefined && { ideal }),
  };
};
