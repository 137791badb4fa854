import { CsvError, parse } from 'csv-parse/sync';
import { csvLimits } from '../../../events/limits.ts';
import { unguarded } from '../../platform/spreadsheet.ts';
import { type DocumentRefusal, refuseDocument } from './document.ts';

/** What the gateway puts before the columns of a CSV file when it gives rows back. */
export const ownColumns = ['line', 'pointer', 'rule', 'detail'] as const;

/** Whether the first row begins as that of a file with rows given back. */
export const isGivenBack = (names: readonly string[]): boolean =>
  ownColumns.every((own, index) => names[index]?.trim() === own);

/** A row as it first came, without what the gateway put before it. */
export const asItCame = (cells: readonly string[]): string[] => cells.slice(ownColumns.length).map(unguarded);

export interface CsvRow {
  /** as a spreadsheet counts: the names of the columns are in the first */
  number: number;
  /** in which it begins; a cell may hold line ends */
  line: number;
  cells: string[];
  /** a quote where none may be: the row's cells cannot be told apart, all its text is in one */
  strayQuote?: true;
}

export const strayQuote =
  'has a quote within a cell; a cell with quotes is put in quotes, and each of its own is doubled';

interface Parsed {
  record: string[];
  info: { lines: number };
  raw?: string;
}

const parsed = (text: string, delimiter: string, how: object = {}): Parsed[] =>
  parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    // Found out by itself it would be the first row's, and rows that end otherwise one long row.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: csvLimits.rowCharacters,
    to: csvLimits.rows + 2,
    ...how,
  }) as unknown as Parsed[];

const isStray = (error: unknown): boolean =>
  error instanceof CsvError && /^(CSV_)?INVALID_(OPENING|CLOSING)_QUOTE$/.test(error.code);

/** Whether a row cannot be read as it stands. */
const isAstray = (raw: string, delimiter: string): boolean => {
  if (!raw.includes('"')) return false;
  try {
    parsed(raw, delimiter);
    return false;
  } catch {
    return true;
  }
};

const parsedRows = (text: string, delimiter: string): (Parsed & { strayQuote?: true })[] => {
  try {
    return parsed(text, delimiter);
  } catch (error) {
    if (!isStray(error)) throw error;
  }
  return parsed(text, delimiter, { relax_quotes: true, raw: true }).map((row) => {
    const raw = row.raw ?? '';
    if (!isAstray(raw, delimiter)) return row;
    return { record: [raw.replace(/[\r\n]+$/, '')], info: row.info, strayQuote: true };
  });
};

/** Rows of an RFC 4180 file, empty ones left out. A quote that is never closed leaves no row to trust. */
export const rowsOf = (text: string, delimiter: string): { ok: true; rows: CsvRow[] } | DocumentRefusal => {
  let records: ReturnType<typeof parsedRows>;
  try {
    records = parsedRows(text, delimiter);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    return refuseDocument(400, `not readable as CSV: ${error.message.slice(0, 200)}`, line ? { line } : {});
  }
  if (records.length > csvLimits.rows + 1) return refuseDocument(413, `more than ${csvLimits.rows} rows`);
  const rows = records
    .map(({ record, info, strayQuote }, index) => ({
      number: index + 1,
      line: info.lines - lineEndsIn(record),
      cells: record,
      ...(strayQuote && { strayQuote }),
    }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const wide = rows.find(({ cells }) => cells.length > csvLimits.columns);
  if (wide)
    return refuseDocument(413, `more than ${csvLimits.columns} columns`, {
      place: `row ${wide.number}`,
      line: wide.line,
    });
  return { ok: true, rows };
};

const lineEndsIn = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
