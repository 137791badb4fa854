import { CsvError, parse } from 'csv-parse/sync';
import { csvLimits } from '../../../events/limits.ts';
import { unguarded } from '../../platform/spreadsheet.ts';
import { type DocumentRefusal, refuseDocument } from './document.ts';

/** Columns of an errors file that the gateway writes before the columns of the partner's file. */
export const ownColumns = ['line', 'pointer', 'rule', 'detail'] as const;

/** True when a header begins with the gateway's own columns: the partner sends a corrected errors file. */
export const hasOwnColumns = (names: readonly string[]): boolean =>
  ownColumns.every((own, index) => names[index]?.trim() === own);

/** A row of an errors file as the partner first sent it, without the gateway's own columns. */
export const asSent = (cells: readonly string[]): string[] => cells.slice(ownColumns.length).map(unguarded);

export interface CsvRow {
  /** row number as a spreadsheet shows it; row 1 has the column names */
  number: number;
  /** line in which the row begins; a cell may contain line breaks */
  line: number;
  cells: string[];
  /** the row has a quote in a wrong place, so its cells cannot be separated; its whole text is in one cell */
  strayQuote?: true;
}

export const strayQuote =
  'has a quote within a cell; a cell with quotes is put in quotes, and each of its own is doubled';

/** Rows of an RFC 4180 file without the empty ones. A quote that is never closed refuses the whole file. */
export const rowsOf = (text: string, delimiter: string): { ok: true; rows: CsvRow[] } | DocumentRefusal => {
  let records: ReturnType<typeof parseRows>;
  try {
    records = parseRows(text, delimiter);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    return refuseDocument(400, `not readable as CSV: ${error.message.slice(0, 200)}`, line ? { line } : {});
  }
  if (records.length > csvLimits.rows + 1) return refuseDocument(413, `more than ${csvLimits.rows} rows`);
  const rows = records
    .map(({ record, info, strayQuote }, index) => ({
      number: index + 1,
      line: info.lines - lineBreaksIn(record),
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

interface ParsedRecord {
  record: string[];
  info: { lines: number };
  raw?: string;
}

const parseRecords = (text: string, delimiter: string, options: object = {}): ParsedRecord[] =>
  parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    // Given, because the parser would take that of the first row, and rows with another line end would be one row.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: csvLimits.rowCharacters,
    to: csvLimits.rows + 2,
    ...options,
  }) as unknown as ParsedRecord[];

const isQuoteError = (error: unknown): boolean =>
  error instanceof CsvError && /^(CSV_)?INVALID_(OPENING|CLOSING)_QUOTE$/.test(error.code);

/** True when this row alone cannot be parsed. */
const hasStrayQuote = (raw: string, delimiter: string): boolean => {
  if (!raw.includes('"')) return false;
  try {
    parseRecords(raw, delimiter);
    return false;
  } catch {
    return true;
  }
};

const parseRows = (text: string, delimiter: string): (ParsedRecord & { strayQuote?: true })[] => {
  try {
    return parseRecords(text, delimiter);
  } catch (error) {
    if (!isQuoteError(error)) throw error;
  }
  return parseRecords(text, delimiter, { relax_quotes: true, raw: true }).map((row) => {
    const raw = row.raw ?? '';
    if (!hasStrayQuote(raw, delimiter)) return row;
    return { record: [raw.replace(/[\r\n]+$/, '')], info: row.info, strayQuote: true };
  });
};

const lineBreaksIn = (cells: readonly string[]): number =>
  cells.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
