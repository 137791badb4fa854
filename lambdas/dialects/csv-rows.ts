import { CsvError, parse } from 'csv-parse/sync';
import { type Refused, refuseDocument } from './refuse.ts';

export interface Row {
  /** as a spreadsheet counts: the names of the columns are in the first */
  number: number;
  /** in which it begins; a cell may hold line ends */
  line: number;
  cells: string[];
}

export const csvLimits = { rows: 20_000, columns: 256, rowCharacters: 64 * 1024 } as const;

/** Rows of an RFC 4180 file, empty ones left out. A quote that is never closed leaves no row to trust. */
export const rowsOf = (text: string, delimiter: string): { ok: true; rows: Row[] } | Refused => {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      // Found out by itself it would be the first row's, and rows that end otherwise one long row.
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: csvLimits.rowCharacters,
      to: csvLimits.rows + 2,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    return refuseDocument(400, `not readable as CSV: ${error.message.slice(0, 200)}`, line ? { line } : {});
  }
  if (records.length > csvLimits.rows + 1) return refuseDocument(413, `more than ${csvLimits.rows} rows`);
  const rows = records
    .map(({ record, info }, index) => ({
      number: index + 1,
      line: info.lines - lineEndsIn(record),
      cells: record,
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
