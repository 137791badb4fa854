import type { CsvCell, CsvMapping } from '../../../configuration/csv-mapping.ts';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Finding } from '../../../events/findings.ts';
import { type CsvRow, strayQuote } from './csv-parser.ts';
import { type DocumentEntry, eventOf, hashOf, localNumberOf, put, unitCode } from './document.ts';
import { timeOf } from './times.ts';

/** The column names of a file. */
export interface CsvHead {
  names: readonly string[];
  /** index of each name; -1 when several columns have it */
  places: ReadonlyMap<string, number>;
}

export const headOf = (cells: readonly string[]): CsvHead => {
  const names = cells.map((cell) => cell.trim().normalize('NFC'));
  const places = new Map<string, number>();
  names.forEach((name, index) => {
    places.set(name, places.has(name) ? -1 : index);
  });
  return { names, places };
};

export interface CsvContext {
  plant: PlantProfile;
  /** name of the mapping */
  name: string;
  mapping: CsvMapping;
  head: CsvHead;
  source: string;
  /** counts the file's rows with this content; the first one is 1 */
  occurrence(content: string): number;
}

/** The event of a row, or why the row gives none. */
export const rowEntry = (row: CsvRow, context: CsvContext): DocumentEntry => {
  const { head, mapping, name, source } = context;
  const at = { place: `row ${row.number}`, line: row.line, raw: row.cells };
  // Counted for every row, also for wrong ones: correcting a row must not change the ids of rows with the same content.
  const content = contentOf(row, head);
  const nth = context.occurrence(content);
  if (row.strayQuote) return { ...at, findings: [finding('', 'quote', strayQuote)] };
  if (row.cells.length !== head.names.length)
    return { ...at, findings: [finding('', 'columns', wrongWidth(row, head))] };
  const findings: Finding[] = [];
  const cellOf = (column: string): string => row.cells[head.places.get(column) ?? -1]?.trim() ?? '';
  const event = eventNameOf(mapping, cellOf, findings);
  const time = timeOfRow(context, cellOf, findings);
  const data = event === undefined ? {} : dataOf(event, context, cellOf, findings);
  const id = idOf(context, content, nth, cellOf, findings);
  if (event === undefined || time === undefined || findings.length > 0) return { ...at, findings };
  return { ...at, event: eventOf({ name: event, id: `${name}-${id}`, source, time, data }) };
};

type CellOf = (column: string) => string;

const finding = (pointer: string, rule: string, detail: string): Finding => ({ pointer, rule, detail });
export const inColumn = (column: string, detail: string): string => `column "${column}": ${detail}`;

const wrongWidth = ({ cells }: CsvRow, { names }: CsvHead): string =>
  `has ${cells.length} cells, the first row has ${names.length}; a delimiter in a text must be quoted`;

/** All cells of a row with their column names, independent of the order of columns. */
const contentOf = ({ cells }: CsvRow, { names }: CsvHead): string =>
  JSON.stringify(cells.map((cell, index) => [names[index] ?? '', cell.trim()]).sort(byName));

const byName = ([one = '']: string[], [other = '']: string[]): number =>
  one < other ? -1 : one > other ? 1 : 0;

const eventNameOf = ({ event }: CsvMapping, cellOf: CellOf, findings: Finding[]): string | undefined => {
  if (typeof event === 'string') return event;
  const text = cellOf(event.column);
  if (Object.hasOwn(event.values, text)) return event.values[text];
  const detail =
    text === '' ? 'is required' : `${quoted(text)} is none of ${Object.keys(event.values).join(', ')}`;
  findings.push(finding('/type', text === '' ? 'required' : 'enum', inColumn(event.column, detail)));
  return undefined;
};

const timeOfRow = (
  { mapping, plant }: CsvContext,
  cellOf: CellOf,
  findings: Finding[],
): string | undefined => {
  const columns = timeColumns(mapping);
  const label = columns.join('" and "');
  const empty = columns.find((column) => cellOf(column) === '');
  if (empty !== undefined) {
    findings.push(finding('/time', 'required', inColumn(empty, 'is required')));
    return undefined;
  }
  const text = columns.map(cellOf).join(' ');
  const read = timeOf(text, mapping.time.format, mapping.timeZone ?? plant.timeZone);
  if (read.ok) return read.time;
  findings.push(finding('/time', read.rule, inColumn(label, `${quoted(text)} ${read.detail}`)));
  return undefined;
};

const dataOf = (
  event: string,
  { mapping, plant }: CsvContext,
  cellOf: CellOf,
  findings: Finding[],
): Record<string, unknown> => {
  const data: Record<string, unknown> = {};
  for (const [pointer, value] of Object.entries(mapping.constants)) put(data, pointer, value);
  for (const [key, cell] of Object.entries(mapping.columns)) {
    if (cell.events && !cell.events.includes(event)) continue;
    if (cell.when !== undefined && cellOf(cell.when) === '') continue;
    const text = cellOf(cell.column);
    if (text === '') {
      if (!cell.optional)
        findings.push(finding(`/data${key}`, 'required', inColumn(cell.column, 'is required')));
      continue;
    }
    const read = readCell(text, cell, mapping, plant);
    if (read.ok) put(data, key, read.value);
    else findings.push(finding(`/data${key}`, read.rule, inColumn(cell.column, read.detail)));
  }
  return data;
};

export type CellResult =
  | { ok: true; value: string | number | boolean }
  | { ok: false; rule: string; detail: string };

const wrong = (rule: string, detail: string): CellResult => ({ ok: false, rule, detail });

/** A cell's text in a finding, shortened. Findings with cells are answered to the sender only, never logged. */
export const quoted = (text: string): string => `"${text.slice(0, 40)}"`;

/** Value of a cell that is not empty. */
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
    const value = unitCode(text, plant.units);
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

/**
 * Id of a row: a hash of the mapping's key columns, so that a corrected, moved or repeated row keeps its id. Without
 * key columns: a hash of the row's content and its occurrence, so that a second weighing of 25 kg in the same minute
 * counts.
 */
const idOf = (
  { plant, name, mapping }: CsvContext,
  content: string,
  nth: number,
  cellOf: CellOf,
  findings: Finding[],
): string => {
  if (!mapping.key) return hashOf([plant.id, name, 'content', content, nth]);
  for (const column of mapping.key)
    if (cellOf(column) === '')
      findings.push(finding('/id', 'required', inColumn(column, 'is required, it is part of the key')));
  return hashOf([plant.id, name, 'key', ...mapping.key.map(cellOf)]);
};

/** One column, or a date column and a time column. */
export const timeColumns = ({ time }: Pick<CsvMapping, 'time'>): string[] => [time.column].flat();
