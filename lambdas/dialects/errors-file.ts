import { unguarded } from '../runtime/spreadsheet.ts';

/** What the gateway puts before the columns of a CSV file when it gives rows back. */
export const ownColumns = ['line', 'pointer', 'rule', 'detail'] as const;

/** Whether the first row begins as that of a file with rows given back. */
export const isGivenBack = (names: readonly string[]): boolean =>
  ownColumns.every((own, index) => names[index]?.trim() === own);

/** A row as it first came, without what the gateway put before it. */
export const asItCame = (cells: readonly string[]): string[] => cells.slice(ownColumns.length).map(unguarded);
