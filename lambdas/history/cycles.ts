import * as z from 'zod';
import type { UnitCode } from '../../events/units.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import { odooQuantity } from '../odoo/units.ts';
import { type AskedPlant, askHistory } from './odoo-answers.ts';
import type { CountSaid } from './statements.ts';

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
export type IdealSeconds = (reading: CountSaid) => number | undefined;

const ordersACall = 200;

/** Seconds that one counted unit needs at least: what the plant's profile says of the machine, or Odoo of the operation. */
export const idealSeconds = async (
  odoo: QuestionPort,
  plant: AskedPlant & Pick<PlantProfile, 'machines'>,
  readings: readonly CountSaid[],
): Promise<IdealSeconds> => {
  const ofPlant = ({ machine }: CountSaid) => plant.machines[machine]?.idealCycleSeconds;
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
export const ofOperation = (cycles: readonly Cycle[], reading: CountSaid): number | undefined => {
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
