import type { Finding } from '../../../events/findings.ts';
import { guarded } from '../../platform/spreadsheet.ts';
import { ownColumns } from '../formats/csv-rows.ts';
import type { EntryRow } from '../take-entries.ts';

const conflict: Finding = {
  pointer: '/id',
  rule: 'conflict',
  detail: 'was accepted before with other content',
};

/** What is wrong with an entry; nothing when it was taken in. */
export const faultsOf = (row: EntryRow): readonly Finding[] => {
  if (row.status === 'conflict') return [conflict];
  return row.status === 'rejected' ? row.errors : [];
};

/** RFC 4180, for spreadsheets with a byte order mark: without it they take UTF-8 for the PC's own code page. */
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
  /** of a CSV file; what is left of its rows comes back under it */
  header?: readonly string[];
  rows: readonly EntryRow[];
  delimiter?: string;
}

const [lineColumn, ...findingColumns] = ownColumns;

/**
 * One row for every entry that was not taken in: where it stands, what is wrong with it, and all of it as it came.
 * That comes last, so that a row with too few or too many cells is given back with as many.
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
