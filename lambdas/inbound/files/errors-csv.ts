import type { Finding } from '../../../events/findings.ts';
import { guarded } from '../../platform/spreadsheet.ts';
import { ownColumns } from '../formats/csv-parser.ts';
import type { EntryRow } from '../take-entries.ts';

const conflict: Finding = {
  pointer: '/id',
  rule: 'conflict',
  detail: 'was accepted before with other content',
};

/** Findings of an entry; none when it was accepted or is a duplicate. */
export const faultsOf = (row: EntryRow): readonly Finding[] => {
  if (row.status === 'conflict') return [conflict];
  return row.status === 'rejected' ? row.errors : [];
};

/** RFC 4180 with a byte order mark: without it, spreadsheets read UTF-8 in the PC's own code page. */
const csv = (rows: readonly (readonly string[])[], delimiter: string): string => {
  const field = (cell: string) => {
    const text = guarded(cell);
    return /["\r\n;,\t|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${rows.map((row) => `${row.map(field).join(delimiter)}\r\n`).join('')}`;
};

const all = (findings: readonly Finding[], part: keyof Finding): string =>
  findings.map((finding) => finding[part]).join(' | ');

export interface ErrorsFile {
  /** first row of a CSV file; its rejected rows are written under these names */
  header?: readonly string[];
  rows: readonly EntryRow[];
  delimiter?: string;
}

const [lineColumn, ...findingColumns] = ownColumns;

/**
 * The errors file: one row per entry that was not accepted, with its place, its findings and, for CSV, its cells as
 * sent. The cells come last, so that a row with too few or too many cells keeps their number.
 */
export const errorsCsv = ({ header, rows, delimiter = ',' }: ErrorsFile): string => {
  const wrong = rows.flatMap((row) => {
    const findings = faultsOf(row);
    return findings.length > 0 ? [{ row, findings }] : [];
  });
  return csv(
    [
      [lineColumn, ...(header ? [] : ['element']), ...findingColumns, ...(header ?? [])],
      ...wrong.map(({ row, findings }) => [
        String(row.line ?? ''),
        ...(header ? [] : [row.place]),
        ...findingColumns.map((part) => all(findings, part)),
        ...(header ? (row.raw ?? []) : []),
      ]),
    ],
    delimiter,
  );
};
