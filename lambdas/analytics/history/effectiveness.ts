import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { UnitCode } from '../../../events/units.ts';
import type { QuestionPort } from '../../odoo/ports.ts';
import { odooQuantity } from '../../odoo/units.ts';
import { type AskedPlant, askHistory } from './ask-history.ts';
import {
  type CountStatement,
  lengthOf,
  type ShiftOfDay,
  type Stretch,
  stretchesWithin,
} from './statements.ts';

/** Overall equipment effectiveness of a machine in a shift. Shares are 0 to 1. An unknown value is absent, never 0 or 1. */
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
 * Availability: run time divided by planned time, known only when the state is known for all of it. Performance: ideal time
 * of all counted goods divided by run time. Quality: good divided by all. Time outside the plan does not count. Goods made
 * in it do count, because readings do not say when each was made.
 */
export const effectivenessOf = (
  shift: ShiftOfDay,
  stretches: readonly Stretch[],
  made: readonly Counted[],
  idealSecondsOf: (reading: Counted['reading']) => number | undefined,
): Effectiveness => {
  const planned = lengthOf(shift.planned);
  const covered = stretchesWithin(stretches, shift.planned);
  const run = lengthOf(covered.filter(({ statement }) => statement.state === 'running'));
  const unknown = planned - lengthOf(covered);
  const { good, scrap, ideal } = sums(made, idealSecondsOf);
  const total = good === undefined || scrap === undefined ? undefined : good + scrap;

  const availability = unknown > 0 ? undefined : shareOf(run, planned);
  const performance = unknown > 0 ? undefined : shareOf(ideal, run / 1000);
  const quality = good === undefined || good > (total ?? 0) ? undefined : shareOf(good, total);
  const product =
    availability === undefined || performance === undefined || quality === undefined
      ? undefined
      : availability * performance * quality;
  const oee = availability === 0 ? 0 : product;
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

/** Undefined when a value is unknown, the whole is 0, or the part is negative: corrected counters can be negative. */
const shareOf = (part: number | undefined, whole: number | undefined): number | undefined => {
  if (part === undefined || whole === undefined || whole <= 0 || part < 0) return undefined;
  return Math.min(1, part / whole);
};

/** One reading without a value makes its sum unknown. Without readings all sums are unknown. */
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

/** A reading, and how much it adds to the reading before. */
export interface Counted {
  reading: CountStatement;
  good?: number;
  scrap?: number;
}

/**
 * Readings of a day with what each adds. `before` has the last reading of each counter before the day. The first reading
 * of an order adds its whole count. A machine's own counter, without an order, may start anywhere: what its first reading
 * adds is unknown, and a lower count than before means that it restarted.
 */
export const counted = (
  readings: readonly CountStatement[],
  before: ReadonlyMap<string, CountStatement>,
): Counted[] => {
  const last = new Map(before);
  return [...readings].sort(inOrder).map((reading) => {
    const counter = counterOf(reading);
    const previous = last.get(counter);
    const scrap = reading.scrap ?? previous?.scrap;
    // A reading without scrap keeps the last known scrap.
    last.set(counter, { ...reading, ...(scrap !== undefined && { scrap }) });
    const good = increaseOf(reading.count, previous?.count, reading);
    const wasted = scrap === undefined ? undefined : increaseOf(scrap, previous?.scrap, reading);
    return {
      reading,
      ...(good !== undefined && { good }),
      ...(wasted !== undefined && { scrap: wasted }),
    };
  });
};

const inOrder = (a: CountStatement, b: CountStatement): number =>
  a.at - b.at || (`${a.arrived} ${a.event}` < `${b.arrived} ${b.event}` ? -1 : 1);

const increaseOf = (
  now: number,
  before: number | undefined,
  { order }: CountStatement,
): number | undefined => {
  if (before === undefined) return order === undefined ? undefined : now;
  if (order === undefined && now < before) return now;
  return exact(now - before);
};

/** Identity of a counter: every order, operation and unit counts from zero. */
export const counterOf = ({ machine, order = '', operation = '', unit }: CountStatement): string =>
  JSON.stringify([machine, order, operation, unit]);

/** Removes floating-point rest of a difference. */
export const exact = (value: number): number => Number(value.toPrecision(12));

const cycle = z.object({
  production_order: z.string(),
  operation: z.string(),
  work_center: z.string(),
  /** for one of `uom`; without `uom` the gateway does not know the unit */
  seconds: z.number().positive(),
  uom: z.string().optional(),
});

const cyclesAnswer = z.object({ cycles: z.array(cycle) });

export type Cycle = z.output<typeof cycle>;

export type IdealSeconds = (reading: CountStatement) => number | undefined;

const ordersACall = 200;

/** Ideal seconds for one counted unit, from the machine in the plant's profile, or else from the operation in Odoo. */
export const idealSeconds = async (
  odoo: QuestionPort,
  plant: AskedPlant & Pick<PlantProfile, 'machines'>,
  readings: readonly CountStatement[],
): Promise<IdealSeconds> => {
  const ofPlant = ({ machine }: CountStatement) => plant.machines[machine]?.idealCycleSeconds;
  const open = readings.filter((reading) => ofPlant(reading) === undefined);
  const orders = [...new Set(open.flatMap(({ order }) => order ?? []))];
  const cycles: Cycle[] = [];
  for (let from = 0; from < orders.length; from += ordersACall) {
    const about = { orders: orders.slice(from, from + ordersACall) };
    cycles.push(...(await askHistory(odoo, plant, 'history.cycles', about, cyclesAnswer)).cycles);
  }
  return (reading) => ofPlant(reading) ?? ofOperation(cycles, reading);
};

/** Ideal seconds of the reading's operation. Undefined when several operations fit. */
export const ofOperation = (cycles: readonly Cycle[], reading: CountStatement): number | undefined => {
  const { order, operation, machine, unit } = reading;
  const ofOrder = cycles.filter(({ production_order }) => production_order === order);
  const named = ofOrder.filter((one) =>
    operation === undefined ? one.work_center === machine : one.operation === operation,
  );
  const [only, another] = named;
  if (!only || another) return undefined;
  const one = odooQuantity({ value: 1, unit: unit as UnitCode });
  return only.uom === one.uom ? only.seconds * one.value : undefined;
};
