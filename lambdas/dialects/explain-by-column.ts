import type { Finding } from '../../events/findings.ts';
import type { CsvMapping } from '../../plants/csv-mapping.ts';
import { timeColumns } from './csv-head.ts';
import { inColumn } from './csv-row.ts';

/**
 * Says the contract's findings about a row's event in the words of its file. The pointers stay: a finding about a
 * constant, or about something no column holds, has only that.
 */
export const explainByColumn = (findings: readonly Finding[], mapping: CsvMapping): Finding[] =>
  findings.map((finding) => {
    const columns = columnsAt(finding.pointer, mapping);
    if (columns.length === 0 || finding.detail.startsWith('column "')) return finding;
    return { ...finding, detail: inColumn(columns.join('" and "'), finding.detail) };
  });

/** Columns that fill what a pointer names: it, what it is a part of, or its parts. */
const columnsAt = (pointer: string, mapping: CsvMapping): string[] => {
  if (pointer === '/time') return timeColumns(mapping);
  if (pointer === '/id') return mapping.key ?? [];
  if (pointer === '/type') return typeof mapping.event === 'string' ? [] : [mapping.event.column];
  const within = pointer.startsWith('/data/') ? pointer.slice('/data'.length) : undefined;
  if (within === undefined) return [];
  const columns = Object.entries(mapping.columns)
    .filter(([key]) => `${key}/`.startsWith(`${within}/`) || `${within}/`.startsWith(`${key}/`))
    .map(([, { column }]) => column);
  return [...new Set(columns)];
};
