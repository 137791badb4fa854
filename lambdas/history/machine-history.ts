import { eventType } from '../../events/define-event.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { machineStateChanged } from '../../events/machine-state-changed.ts';
import type { Ledger, Told } from '../ledger/ledger.ts';
import type { EventRecord } from '../ledger/records.ts';
import { type Counted, counted, counterOf } from './counting.ts';
import { type CountSaid, countsIn, type StateSaid, statesIn } from './statements.ts';
import { reachMilliseconds } from './stretches.ts';

export const stateType = eventType(machineStateChanged);
export const countType = eventType(machineCounted);

/** Items of the ledger that are read at once. */
const aPage = 500;

type Times = { from: number; to: number };
const rfc = (moment: number): string => new Date(moment).toISOString();

async function* told(
  ledger: Pick<Ledger, 'told'>,
  plant: string,
  { from, to }: Times,
  more: Pick<Told, 'type' | 'newestFirst'>,
): AsyncGenerator<EventRecord[]> {
  let cursor: string | undefined;
  do {
    const page = await ledger.told(plant, { ...more, from: rfc(from), to: rfc(to), cursor, limit: aPage });
    yield page.events;
    cursor = page.cursor;
  } while (cursor);
}

/** What machines said of their states in a time, and before it as far as it reaches into it. */
export const statesTold = async (
  ledger: Pick<Ledger, 'told'>,
  plant: string,
  { from, to }: Times,
): Promise<Map<string, StateSaid[]>> => {
  const said: StateSaid[] = [];
  const reach = { from: from - reachMilliseconds, to };
  for await (const page of told(ledger, plant, reach, { type: stateType })) said.push(...statesIn(page));
  return Map.groupBy(said, ({ machine }) => machine);
};

/** Readings in a time, with what each adds to the one before. */
export const countsTold = async (
  ledger: Pick<Ledger, 'told'>,
  plant: string,
  time: Times,
): Promise<Counted[]> => {
  const readings: CountSaid[] = [];
  for await (const page of told(ledger, plant, time, { type: countType })) readings.push(...countsIn(page));
  return counted(readings, await lastBefore(ledger, plant, time.from, readings));
};

/** Of every counter that was read, the last reading before; looked for until all are found, or as far as is believed. */
const lastBefore = async (
  ledger: Pick<Ledger, 'told'>,
  plant: string,
  from: number,
  readings: readonly CountSaid[],
): Promise<Map<string, CountSaid>> => {
  const found = new Map<string, CountSaid>();
  const wanted = new Set(readings.map(counterOf));
  if (wanted.size === 0) return found;
  const reach = { from: from - reachMilliseconds, to: from };
  for await (const page of told(ledger, plant, reach, { type: countType, newestFirst: true })) {
    for (const reading of countsIn(page)) {
      const counter = counterOf(reading);
      if (!wanted.has(counter)) continue;
      const known = found.get(counter);
      if (!known) found.set(counter, reading);
      else if (known.at === reading.at && known.arrived < reading.arrived) found.set(counter, reading);
      else if (known.scrap === undefined && reading.scrap !== undefined)
        found.set(counter, { ...known, scrap: reading.scrap });
    }
    if (found.size === wanted.size) return found;
  }
  return found;
};
