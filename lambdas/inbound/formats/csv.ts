import type { CsvMapping } from '../../../configuration/csv-mapping.ts';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Finding } from '../../../events/findings.ts';
import type { CsvHead } from './csv-event.ts';
import { headOf, inColumn, rowEntry, timeColumns } from './csv-event.ts';
import { asSent, type CsvRow, hasOwnColumns, rowsOf, strayQuote } from './csv-parser.ts';
import {
  type DocumentEntry,
  type DocumentInput,
  type DocumentResult,
  decode,
  hashOf,
  markedEncoding,
  refuseDocument,
  sourceOf,
} from './document.ts';

/** Turns each row of a plant's CSV file into an event by its mapping, or into findings. */
export const readCsv = ({ plant, system, bytes, mapping: mappingName }: DocumentInput): DocumentResult => {
  const chosen = csvMappingOf(plant, mappingName);
  if (!chosen) return refuseDocument(422, noMapping(plant, mappingName));
  const { name, mapping } = chosen;
  if (mapping.system !== system)
    return refuseDocument(
      422,
      `mapping ${name} is for files of ${mapping.system}, not of ${system.slice(0, 40)}`,
    );
  const encoding = markedEncoding(bytes) ?? mapping.encoding;
  const text = decode(bytes, encoding);
  if (text === undefined)
    return refuseDocument(
      400,
      `the bytes are not ${encoding.toUpperCase()}, the encoding of mapping ${name}`,
    );
  const read = rowsOf(text, mapping.delimiter);
  if (!read.ok) return read;
  const [first, ...rows] = withoutOwnColumns(read.rows, mapping);
  if (!first) return refuseDocument(400, 'has no row with the names of the columns');
  if (first.strayQuote) return refuseDocument(400, strayQuote, { place: 'row 1', line: first.line });
  const head = headOf(first.cells);
  const missing = missingColumns(mapping, head);
  if (missing) return refuseDocument(422, missing, { place: `row ${first.number}`, line: first.line });
  const seen = new Map<string, number>();
  const occurrence = (content: string): number => {
    const nth = (seen.get(content) ?? 0) + 1;
    seen.set(content, nth);
    return nth;
  };
  const context = { plant, name, mapping, head, source: sourceOf(plant.id, system), occurrence };
  const entries = rows.map((row): DocumentEntry => rowEntry(row, context));
  return {
    ok: true,
    documentId: `csv-${hashOf([plant.id, name, text])}`,
    entries,
    header: first.cells,
  };
};

const columnsOf = (mapping: CsvMapping): Set<string> =>
  new Set([
    ...timeColumns(mapping),
    ...(typeof mapping.event === 'string' ? [] : [mapping.event.column]),
    ...Object.values(mapping.columns).flatMap(({ column, when }) => [column, ...(when ? [when] : [])]),
    ...(mapping.key ?? []),
  ]);

/** Why a mapping cannot read a file with these columns: it is another file, or it has another delimiter. */
export const missingColumns = (mapping: CsvMapping, { places, names }: CsvHead): string | undefined => {
  const wanted = [...columnsOf(mapping)];
  const missing = wanted.filter((column) => !places.has(column));
  if (missing.length > 0)
    return `has no column ${missing.join(', ')}; its columns are ${names.slice(0, 20).join(' | ').slice(0, 300)}`;
  const twice = wanted.filter((column) => places.get(column) === -1);
  return twice.length > 0 ? `has several columns ${twice.join(', ')}` : undefined;
};

/**
 * Adds the names of the file's columns to findings about a row's event. The pointers stay. A finding about a constant,
 * or about a field that no column fills, has only its pointer.
 */
export const explainByColumn = (findings: readonly Finding[], mapping: CsvMapping): Finding[] =>
  findings.map((finding) => {
    const columns = columnsAt(finding.pointer, mapping);
    if (columns.length === 0 || finding.detail.startsWith('column "')) return finding;
    return { ...finding, detail: inColumn(columns.join('" and "'), finding.detail) };
  });

/** Columns that fill the field of a pointer, a field around it, or a field inside it. */
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

/** A plant's CSV mapping by name. Without a name: its only mapping, if there is exactly one. */
export const csvMappingOf = (
  plant: PlantProfile,
  name: string | undefined,
): { name: string; mapping: CsvMapping } | undefined => {
  const { csv } = plant.dialects;
  const [only, ...others] = Object.keys(csv);
  const chosen = name ?? (others.length === 0 ? only : undefined);
  const mapping = chosen !== undefined && Object.hasOwn(csv, chosen) ? csv[chosen] : undefined;
  return chosen !== undefined && mapping ? { name: chosen, mapping } : undefined;
};

/** The error text for a missing or unknown mapping name, with the names that exist. */
export const noMapping = (plant: PlantProfile, mappingName: string | undefined): string => {
  const known = Object.keys(plant.dialects.csv).join(', ') || 'it has none';
  return mappingName === undefined
    ? `which CSV mapping of the plant's profile? ${known}`
    : `"${mappingName.slice(0, 40)}" is no CSV mapping of the plant's profile: ${known}`;
};

/**
 * Removes the gateway's own columns from a corrected errors file, so that a corrected row has the same id as in the
 * corrected file itself. When the mapping itself needs columns of these names, the file is read as it is.
 */
const withoutOwnColumns = (rows: CsvRow[], mapping: CsvMapping): CsvRow[] => {
  const [first] = rows;
  if (!first || !hasOwnColumns(first.cells)) return rows;
  if (missingColumns(mapping, headOf(asSent(first.cells)))) return rows;
  return rows.map((row) => ({ ...row, cells: asSent(row.cells) }));
};
