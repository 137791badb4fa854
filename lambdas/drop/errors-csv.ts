import type { Finding } from '../../events/findings.ts';
import type { EntryRow } from '../documents/take-entries.ts';

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
  const field = (text: string) => (/["\r\n;,\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
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

/** One row for every entry that was not taken in: as it came, where it stands, and what is wrong with it. */
export const errorsCsv = ({ header, rows, delimiter = ',' }: ErrorsFile): string => {
  const wrong = rows.flatMap((row) => {
    const findings = faultsOf(row);
    return findings.length > 0 ? [{ row, findings }] : [];
  });
  // A row with more fields than its header has must not push ours to the side.
  const width = header ? Math.max(header.length, ...wrong.map(({ row }) => row.raw?.length ?? 0)) : 0;
  const asItCame = (fields: readonly string[]) => Array.from({ length: width }, (_, at) => fields[at] ?? '');
  return csv(
    [
      [...asItCame(header ?? []), 'line', ...(header ? [] : ['element']), 'pointer', 'rule', 'detail'],
      ...wrong.map(({ row, findings }) => [
        ...asItCame(row.raw ?? []),
        String(row.line ?? ''),
        ...(header ? [] : [row.place]),
        all(findings, 'pointer'),
        all(findings, 'rule'),
        all(findings, 'detail'),
      ]),
    ],
    delimiter,
  );
};
