import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Row } from '../lake/lake.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import { type Day, spanOfDay } from '../runtime/plant-day.ts';
import type { Counted } from './counting.ts';
import { idealSeconds } from './cycles.ts';
import { type Effectiveness, effectivenessOf } from './effectiveness.ts';
import { countsTold, statesTold } from './machine-history.ts';
import { type ShiftOfDay, shiftsOn } from './shifts.ts';
import { stretchesOf } from './stretches.ts';

export interface MachineDeps {
  ledger: Pick<Ledger, 'told'>;
  odoo: QuestionPort;
}

export interface DayOfPlant {
  plant: PlantProfile;
  day: Day;
  /** nothing is said of what is after it */
  now: Date;
}

const timesOf = ({ plant, day, now }: DayOfPlant): { from: number; to: number } => {
  const { from, to } = spanOfDay(day, plant.timeZone);
  return { from: from.getTime(), to: Math.min(to.getTime(), now.getTime()) };
};

export const stateRows = async (of: DayOfPlant, { ledger }: MachineDeps): Promise<Row[]> => {
  const times = timesOf(of);
  if (times.from >= times.to) return [];
  const told = await statesTold(ledger, of.plant.id, times);
  return [...told].sort(byName).flatMap(([machine, said]) =>
    stretchesOf(said, times.from, times.to).map(({ from, to, said: { state, reason, order, event } }) => ({
      machine,
      state,
      started_at: new Date(from),
      ended_at: new Date(to),
      seconds: (to - from) / 1000,
      reason,
      production_order: order,
      event,
    })),
  );
};

export const countRows = async (of: DayOfPlant, { ledger }: MachineDeps): Promise<Row[]> => {
  const times = timesOf(of);
  if (times.from >= times.to) return [];
  return (await countsTold(ledger, of.plant.id, times)).map(({ reading, good, scrap }) => ({
    machine: reading.machine,
    production_order: reading.order,
    operation: reading.operation,
    counted_at: new Date(reading.at),
    counted: reading.count,
    scrap_counted: reading.scrap,
    good,
    scrap,
    unit: reading.unit,
    cycle_seconds: reading.cycleSeconds,
    event: reading.event,
  }));
};

/** Shifts that begin on the day and are over, for every machine that said something in or before them. */
export const oeeRows = async (of: DayOfPlant, { ledger, odoo }: MachineDeps): Promise<Row[]> => {
  const { plant, day, now } = of;
  const over = shiftsOn(plant, day).filter(({ to }) => to <= now.getTime());
  const [first] = over;
  if (!first) return [];
  const times = { from: first.from, to: Math.max(...over.map(({ to }) => to)) };
  const states = await statesTold(ledger, plant.id, times);
  const counts = await countsTold(ledger, plant.id, times);
  const ideal = await idealSeconds(
    odoo,
    plant,
    counts.map(({ reading }) => reading),
  );
  const machines = new Set([...states.keys(), ...counts.map(({ reading }) => reading.machine)]);
  return [...machines].sort().flatMap((machine) => {
    const stretches = stretchesOf(states.get(machine) ?? [], times.from, times.to);
    const own = counts.filter(({ reading }) => reading.machine === machine);
    return over.map((shift) =>
      oeeRow(machine, shift, effectivenessOf(shift, stretches, madeIn(shift, own), ideal)),
    );
  });
};

const madeIn = ({ from, to }: ShiftOfDay, counts: readonly Counted[]): Counted[] =>
  counts.filter(({ reading }) => reading.at >= from && reading.at < to);

const oeeRow = (machine: string, shift: ShiftOfDay, found: Effectiveness): Row => ({
  machine,
  shift: shift.name,
  started_at: new Date(shift.from),
  ended_at: new Date(shift.to),
  planned_seconds: found.plannedSeconds,
  run_seconds: found.runSeconds,
  unknown_seconds: found.unknownSeconds,
  good: found.good,
  scrap: found.scrap,
  ideal_seconds: found.idealSeconds,
  availability: found.availability,
  performance: found.performance,
  quality: found.quality,
  oee: found.oee,
});

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
