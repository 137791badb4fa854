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

const cycle = z.object({
  production_order: z.string(),
  operation: z.string(),
  work_center: z.string(),
  /** for one of `uom`, where that is a unit that the gateway knows */
  seconds: z.number().positive(),
  uom: z.string().optional(),
});
const agreed = z.object({ cycles: z.array(cycle) });

export type Cycle = z.output<typeof cycle>;
export type IdealSeconds = (reading: CountStatement) => number | undefined;

const ordersACall = 200;

/** Seconds that one counted unit needs at least: what the plant's profile says of the machine, or Odoo of the operation. */
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
    cycles.push(...(await askHistory(odoo, plant, 'history.cycles', about, agreed)).cycles);
  }
  return (reading) => ofPlant(reading) ?? ofOperation(cycles, reading);
};

/** Of several operations that it could be, it is none. */
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

/** What a counter went on by since the reading before. */
export interface Counted {
  reading: CountStatement;
  good?: number;
  scrap?: number;
}

/** Every order and operation is counted from zero, by its own unit. */
export const counterOf = ({ machine, order = '', operation = '', unit }: CountStatement): string =>
  JSON.stringify([machine, order, operation, unit]);

const inOrder = (a: CountStatement, b: CountStatement): number =>
  a.at - b.at || (`${a.arrived} ${a.event}` < `${b.arrived} ${b.event}` ? -1 : 1);

/**
 * Readings of a day with what each adds, given the last reading before it of each counter. The first reading of an order
 * adds all that it shows. A machine's own counter, of no order, has no known beginning: its first reading adds what
 * nobody knows, and one that shows less than the one before began anew.
 */
export const counted = (
  readings: readonly CountStatement[],
  before: ReadonlyMap<string, CountStatement>,
): Counted[] => {
  const last = new Map(before);
  return [...readings].sort(inOrder).map((reading) => {
    const counter = counterOf(reading);
    const known = last.get(counter);
    const scrap = reading.scrap ?? known?.scrap;
    // A reading without scrap says nothing of it: what was known of it stays.
    last.set(counter, { ...reading, ...(scrap !== undefined && { scrap }) });
    const good = goneOn(reading.count, known?.count, reading);
    const wasted = scrap === undefined ? undefined : goneOn(scrap, known?.scrap, reading);
    return {
      reading,
      ...(good !== undefined && { good }),
      ...(wasted !== undefined && { scrap: wasted }),
    };
  });
};

/** The bits that a difference of binary fractions leaves over are no goods. */
export const exact = (value: number): number => Number(value.toPrecision(12));

const goneOn = (now: number, before: number | undefined, { order }: CountStatement): number | undefined => {
  if (before === undefined) return order === undefined ? undefined : now;
  if (order === undefined && now < before) return now;
  return exact(now - before);
};

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
  const known = stretchesWithin(stretches, shift.planned);
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
