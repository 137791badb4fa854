import type { PlantProfile } from '../../../configuration/plant.ts';
import { eventType } from '../../../events/define-event.ts';
import { machineCounted } from '../../../events/machine-counted.ts';
import { machineStateChanged } from '../../../events/machine-state-changed.ts';
import type { QuestionPort } from '../../odoo/ports.ts';
import { type Day, spanOfDay } from '../../platform/time.ts';
import type { EventRecord } from '../../store/event-record.ts';
import type { AboutTime, EventStore } from '../../store/event-store.ts';
import type { LakeRow } from '../lake.ts';
import {
  type Counted,
  counted,
  counterOf,
  type Effectiveness,
  effectivenessOf,
  idealSeconds,
} from './effectiveness.ts';
import {
  type CountStatement,
  countsIn,
  reachMilliseconds,
  type ShiftOfDay,
  type StateStatement,
  shiftsOn,
  statesIn,
  stretchesOf,
} from './statements.ts';

export const stateType = eventType(machineStateChanged);

export const countType = eventType(machineCounted);

export interface DayOfPlant {
  plant: PlantProfile;
  day: Day;
  /** rows end here */
  now: Date;
}

export interface MachineDeps {
  eventStore: Pick<EventStore, 'eventsAbout'>;
  odoo: QuestionPort;
}

/** Rows of `machine-state`: one per period of a state. */
export const stateRows = async (of: DayOfPlant, { eventStore }: MachineDeps): Promise<LakeRow[]> => {
  const times = timesOf(of);
  if (times.from >= times.to) return [];
  const byMachine = await statesReported(eventStore, of.plant.id, times);
  return [...byMachine].sort(byName).flatMap(([machine, statements]) =>
    stretchesOf(statements, times.from, times.to).map(
      ({ from, to, statement: { state, reason, order, event } }) => ({
        machine,
        state,
        started_at: new Date(from),
        ended_at: new Date(to),
        seconds: (to - from) / 1000,
        reason,
        production_order: order,
        event,
      }),
    ),
  );
};

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** Rows of `machine-count`: one per reading. */
export const countRows = async (of: DayOfPlant, { eventStore }: MachineDeps): Promise<LakeRow[]> => {
  const times = timesOf(of);
  if (times.from >= times.to) return [];
  return (await countsReported(eventStore, of.plant.id, times)).map(({ reading, good, scrap }) => ({
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

/** Finished shifts that begin on the day, for every machine with an event in or before them. */
export const oeeRows = async (of: DayOfPlant, { eventStore, odoo }: MachineDeps): Promise<LakeRow[]> => {
  const { plant, day, now } = of;
  const over = shiftsOn(plant, day).filter(({ to }) => to <= now.getTime());
  const [first] = over;
  if (!first) return [];
  const times = { from: first.from, to: Math.max(...over.map(({ to }) => to)) };
  const states = await statesReported(eventStore, plant.id, times);
  const counts = await countsReported(eventStore, plant.id, times);
  const ideal = await idealSeconds(
    odoo,
    plant,
    counts.map(({ reading }) => reading),
  );
  const machines = new Set([...states.keys(), ...counts.map(({ reading }) => reading.machine)]);
  return [...machines].sort().flatMap((machine) => {
    const stretches = stretchesOf(states.get(machine) ?? [], times.from, times.to);
    const ofMachine = counts.filter(({ reading }) => reading.machine === machine);
    return over.map((shift) =>
      oeeRow(machine, shift, effectivenessOf(shift, stretches, madeIn(shift, ofMachine), ideal)),
    );
  });
};

const madeIn = ({ from, to }: ShiftOfDay, counts: readonly Counted[]): Counted[] =>
  counts.filter(({ reading }) => reading.at >= from && reading.at < to);

const oeeRow = (machine: string, shift: ShiftOfDay, found: Effectiveness): LakeRow => ({
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

type Times = { from: number; to: number };

const timesOf = ({ plant, day, now }: DayOfPlant): { from: number; to: number } => {
  const { from, to } = spanOfDay(day, plant.timeZone);
  return { from: from.getTime(), to: Math.min(to.getTime(), now.getTime()) };
};

const rfc = (moment: number): string => new Date(moment).toISOString();

/** Machine states reported for a time, by machine, also earlier ones that may last into it. */
export const statesReported = async (
  eventStore: Pick<EventStore, 'eventsAbout'>,
  plant: string,
  { from, to }: Times,
): Promise<Map<string, StateStatement[]>> => {
  const statements: StateStatement[] = [];
  const reach = { from: from - reachMilliseconds, to };
  for await (const page of eventPages(eventStore, plant, reach, { type: stateType }))
    statements.push(...statesIn(page));
  return Map.groupBy(statements, ({ machine }) => machine);
};

/** Counter readings in a time, with what each adds to the one before. */
export const countsReported = async (
  eventStore: Pick<EventStore, 'eventsAbout'>,
  plant: string,
  time: Times,
): Promise<Counted[]> => {
  const readings: CountStatement[] = [];
  for await (const page of eventPages(eventStore, plant, time, { type: countType }))
    readings.push(...countsIn(page));
  return counted(readings, await lastBefore(eventStore, plant, time.from, readings));
};

/** The last reading of each counter before the time. Searches until all are found, but at most `reachMilliseconds` back. */
const lastBefore = async (
  eventStore: Pick<EventStore, 'eventsAbout'>,
  plant: string,
  from: number,
  readings: readonly CountStatement[],
): Promise<Map<string, CountStatement>> => {
  const found = new Map<string, CountStatement>();
  const wanted = new Set(readings.map(counterOf));
  if (wanted.size === 0) return found;
  const reach = { from: from - reachMilliseconds, to: from };
  for await (const page of eventPages(eventStore, plant, reach, { type: countType, newestFirst: true })) {
    for (const reading of countsIn(page)) {
      const counter = counterOf(reading);
      if (!wanted.has(counter)) continue;
      const newest = found.get(counter);
      if (!newest) found.set(counter, reading);
      else if (newest.at === reading.at && newest.arrived < reading.arrived) found.set(counter, reading);
      else if (newest.scrap === undefined && reading.scrap !== undefined)
        found.set(counter, { ...newest, scrap: reading.scrap });
    }
    if (found.size === wanted.size) return found;
  }
  return found;
};

/** Events read at once. */
const pageSize = 500;

async function* eventPages(
  eventStore: Pick<EventStore, 'eventsAbout'>,
  plant: string,
  { from, to }: Times,
  more: Pick<AboutTime, 'type' | 'newestFirst'>,
): AsyncGenerator<EventRecord[]> {
  let cursor: string | undefined;
  do {
    const page = await eventStore.eventsAbout(plant, {
      ...more,
      from: rfc(from),
      to: rfc(to),
      cursor,
      limit: pageSize,
    });
    yield page.events;
    cursor = page.cursor;
  } while (cursor);
}
