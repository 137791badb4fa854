import type { CsvMapping } from '../../plants/csv-mapping.ts';

/** Names of a file's columns, in its order. */
export interface Head {
  names: readonly string[];
  /** place of each name; -1 where two columns have it */
  places: ReadonlyMap<string, number>;
}

export const headOf = (cells: readonly string[]): Head => {
  const names = cells.map((cell) => cell.trim().normalize('NFC'));
  const places = new Map<string, number>();
  names.forEach((name, index) => {
    places.set(name, places.has(name) ? -1 : index);
  });
  return { names, places };
};

export const timeColumns = ({ time }: Pick<CsvMapping, 'time'>): string[] => [time.column].flat();

const columnsOf = (mapping: CsvMapping): Set<string> =>
  new Set([
    ...timeColumns(mapping),
    ...(typeof mapping.event === 'string' ? [] : [mapping.event.column]),
    ...Object.values(mapping.columns).flatMap(({ column, when }) => [column, ...(when ? [when] : [])]),
    ...(mapping.key ?? []),
  ]);

/** Why a mapping cannot read a file of these columns: another file, or another delimiter, than it is made for. */
export const missingColumns = (mapping: CsvMapping, { places, names }: Head): string | undefined => {
  const wanted = [...columnsOf(mapping)];
  const missing = wanted.filter((column) => !places.has(column));
  if (missing.length > 0)
    return `has no column ${missing.join(', ')}; its columns are ${names.slice(0, 20).join(' | ').slice(0, 300)}`;
  const twice = wanted.filter((column) => places.get(column) === -1);
  return twice.length > 0 ? `has several columns ${twice.join(', ')}` : undefined;
};
