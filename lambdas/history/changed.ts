import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventRecord } from '../ledger/records.ts';
import { toldAt } from '../ledger/told.ts';
import { addDays, type Day, dayOf, daysFrom } from '../runtime/plant-day.ts';
import { countType, stateType } from './machine-history.ts';
import { reachMilliseconds } from './stretches.ts';

/** Which days are no more as they were written. */
export interface Changed {
  /** by dataset, days with rows of Odoo that were written */
  odoo: Readonly<Record<string, readonly Day[]>>;
  /** days that what machines told now is about, and those that it reaches into */
  states: ReadonlySet<Day>;
  counts: ReadonlySet<Day>;
  /** days that went on, or were over, since the run before: what depends on the time is another on them */
  passed: readonly Day[];
  today: Day;
}

const aPage = 500;
const reachDays = reachMilliseconds / 86_400_000;

type ReadLedger = Pick<Ledger, 'events' | 'told'>;
type OfPlant = Pick<PlantProfile, 'id' | 'timeZone'>;

/** Days of the plant that events are about which came since then; without a beginning, every day since the first one. */
export const daysTold = async (
  ledger: ReadLedger,
  { id, timeZone }: OfPlant,
  type: typeof stateType | typeof countType,
  since: string | undefined,
  now: Date,
): Promise<Set<Day>> => {
  const today = dayOf(now, timeZone);
  const days = new Set<Day>();
  const add = (record: EventRecord) => {
    const about = toldAt(record.event);
    if (about === undefined) return;
    const { until } = Object(record.event.data) as { until?: string };
    const first = dayOf(new Date(about), timeZone);
    const last = until === undefined ? addDays(first, reachDays) : dayOf(new Date(until), timeZone);
    for (const day of daysFrom(first, last < today ? last : today)) days.add(day);
  };
  if (since === undefined) {
    const oldest = { type, from: '1900-01-01T00:00:00Z', to: now.toISOString(), limit: 1 };
    const [first] = (await ledger.told(id, oldest)).events;
    const about = first && toldAt(first.event);
    return new Set(about ? daysFrom(dayOf(new Date(about), timeZone), today) : []);
  }
  let cursor: string | undefined;
  do {
    const page = await ledger.events(id, { type, since, cursor, limit: aPage });
    for (const record of page.events) add(record);
    cursor = page.cursor;
  } while (cursor);
  return days;
};

export const typesTold = { states: stateType, counts: countType } as const;
