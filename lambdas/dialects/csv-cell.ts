import type { CsvCell, CsvMapping } from '../../plants/csv-mapping.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { localNumberOf } from './numbers.ts';
import { timeOf } from './times.ts';
import { unitOf } from './unit-of.ts';

export type CellResult =
  | { ok: true; value: string | number | boolean }
  | { ok: false; rule: string; detail: string };

const wrong = (rule: string, detail: string): CellResult => ({ ok: false, rule, detail });

/** Cells are answered to their sender only, and short. */
export const quoted = (text: string): string => `"${text.slice(0, 40)}"`;

/** What a cell says, which is not empty. */
export const readCell = (
  text: string,
  cell: CsvCell,
  mapping: CsvMapping,
  plant: Pick<PlantProfile, 'units' | 'timeZone'>,
): CellResult => {
  if (cell.number) {
    const value = localNumberOf(text, mapping);
    return value === undefined
      ? wrong('type', `${quoted(text)} is not a number with the decimal sign "${mapping.decimal}"`)
      : { ok: true, value };
  }
  if (cell.unit) {
    const value = unitOf(text, plant.units);
    return value === undefined
      ? wrong('enum', `${quoted(text)} is neither a unit of the plant's profile nor a UN/CEFACT code`)
      : { ok: true, value };
  }
  if (cell.time !== undefined) {
    const read = timeOf(text, cell.time, mapping.timeZone ?? plant.timeZone);
    return read.ok ? { ok: true, value: read.time } : wrong(read.rule, `${quoted(text)} ${read.detail}`);
  }
  if (cell.values) {
    const value = Object.hasOwn(cell.values, text) ? cell.values[text] : undefined;
    return value === undefined
      ? wrong('enum', `${quoted(text)} is none of ${Object.keys(cell.values).join(', ')}`)
      : { ok: true, value };
  }
  return { ok: true, value: text };
};
