import type { Dataset } from '../../../datasets/define-dataset.ts';
import { machineCount, machineState, oee } from '../../../datasets/machines.ts';
import { consumption, deliveries, labour, production, receipts, scrap } from '../../../datasets/odoo.ts';
import { supplierScorecard } from '../../../datasets/suppliers.ts';
import type { Day } from '../../platform/time.ts';
import { addDays, daysFrom } from '../../platform/time.ts';
import type { LakeRow } from '../lake.ts';
import { rowsFromOdoo } from './ask-history.ts';
import { countRows, type DayOfPlant, type MachineDeps, oeeRows, stateRows } from './machine-rows.ts';

/** Where the rows of a dataset come from, and when they come anew. */
export interface Source {
  dataset: Dataset;
  /** days to be written again, of what has changed */
  days(changed: Changed): Iterable<Day>;
  rows(of: DayOfPlant, deps: MachineDeps): AsyncIterable<readonly LakeRow[]>;
}

const fromOdoo = (dataset: Dataset): Source => ({
  dataset,
  days: ({ odoo }) => odoo[dataset.name] ?? [],
  rows: ({ plant, day }, { odoo }) => rowsFromOdoo(odoo, plant, dataset, day),
});

const atOnce = (read: (of: DayOfPlant, deps: MachineDeps) => Promise<LakeRow[]>): Source['rows'] =>
  async function* (of, deps) {
    yield await read(of, deps);
  };

/** A promise that was moved leaves the day it was made for, and says nothing of that day any more. */
const promisesMoveWithin = 14;

/** In the order in which a day is written. */
export const sources: readonly Source[] = [
  ...[production, consumption, scrap, labour, deliveries, receipts].map(fromOdoo),
  {
    dataset: machineState,
    days: ({ states, passed }) => new Set([...states, ...passed]),
    rows: atOnce(stateRows),
  },
  { dataset: machineCount, days: ({ counts }) => counts, rows: atOnce(countRows) },
  {
    dataset: oee,
    // The night shift of a day goes on in the next.
    days: ({ states, counts, passed }) =>
      new Set([...states, ...counts, ...passed].flatMap((day) => [addDays(day, -1), day])),
    rows: atOnce(oeeRows),
  },
  {
    ...fromOdoo(supplierScorecard),
    days: ({ odoo, passed, today }) => {
      const lately = daysFrom(addDays(today, -promisesMoveWithin), addDays(today, -1));
      const days = new Set([...(odoo[supplierScorecard.name] ?? []), ...passed, ...lately]);
      return [...days].filter((day) => day < today);
    },
  },
];

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
