import type { Dataset } from '../../../datasets/define-dataset.ts';
import { machineCount, machineState, oee } from '../../../datasets/machines.ts';
import {
  consumption,
  deliveries,
  labour,
  production,
  receipts,
  scrap,
  supplierScorecard,
} from '../../../datasets/odoo.ts';
import { addDays, type Day, daysFrom } from '../../platform/time.ts';
import type { LakeRow } from '../lake.ts';
import { rowsFromOdoo } from './ask-history.ts';
import { countRows, type DayOfPlant, type MachineDeps, oeeRows, stateRows } from './machine-rows.ts';

/** Where the rows of a dataset come from, and which days to write again. */
export interface Source {
  dataset: Dataset;
  /** days to write again after these changes */
  days(changed: Changed): Iterable<Day>;
  rows(of: DayOfPlant, deps: MachineDeps): AsyncIterable<readonly LakeRow[]>;
}

/** Days whose partitions may be out of date. */
export interface Changed {
  /** days whose rows in Odoo were written, by dataset */
  odoo: Readonly<Record<string, readonly Day[]>>;
  /** days that newly arrived machine events are about, and days that a state may last into */
  states: ReadonlySet<Day>;
  counts: ReadonlySet<Day>;
  /** days that continued or ended since the run before: rows that depend on the time have changed */
  passed: readonly Day[];
  today: Day;
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

/** Days within which a promised date may move. The promise then leaves its old day, and Odoo does not report that day. */
const promisesMoveWithinDays = 14;

/** All datasets, in the order in which a day is written. */
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
    // The night shift of a day ends on the next day.
    days: ({ states, counts, passed }) =>
      new Set([...states, ...counts, ...passed].flatMap((day) => [addDays(day, -1), day])),
    rows: atOnce(oeeRows),
  },
  {
    ...fromOdoo(supplierScorecard),
    days: ({ odoo, passed, today }) => {
      const lately = daysFrom(addDays(today, -promisesMoveWithinDays), addDays(today, -1));
      const days = new Set([...(odoo[supplierScorecard.name] ?? []), ...passed, ...lately]);
      return [...days].filter((day) => day < today);
    },
  },
];
