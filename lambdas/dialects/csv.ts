import type { CsvMapping } from '../../plants/csv-mapping.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { headOf, missingColumns } from './csv-head.ts';
import { rowEntry } from './csv-row.ts';
import { type Row, rowsOf, strayQuote } from './csv-rows.ts';
import { decode, markedEncoding } from './decode.ts';
import type { DocumentEntry, DocumentInput, DocumentResult } from './document.ts';
import { asItCame, isGivenBack } from './errors-file.ts';
import { hashOf, sourceOf } from './event-of.ts';
import { refuseDocument } from './refuse.ts';

/** A plant's CSV mapping by name; without a name, the only one. */
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

/** Why no mapping is chosen, and which there are. */
export const noMapping = (plant: PlantProfile, named: string | undefined): string => {
  const known = Object.keys(plant.dialects.csv).join(', ') || 'it has none';
  return named === undefined
    ? `which CSV mapping of the plant's profile? ${known}`
    : `"${named.slice(0, 40)}" is no CSV mapping of the plant's profile: ${known}`;
};

/**
 * Rows that were given back are read as they first came, so that a mended one has the id that it has when the file
 * itself is mended. A file whose mapping needs columns of these names is read as it is.
 */
const withoutOwnColumns = (rows: Row[], mapping: CsvMapping): Row[] => {
  const [first] = rows;
  if (!first || !isGivenBack(first.cells)) return rows;
  if (missingColumns(mapping, headOf(asItCame(first.cells)))) return rows;
  return rows.map((row) => ({ ...row, cells: asItCame(row.cells) }));
};

/** Turns each row of a plant's file into the event that its mapping says, or says why it cannot. */
export const readCsv = ({ plant, system, bytes, mapping: named }: DocumentInput): DocumentResult => {
  const chosen = csvMappingOf(plant, named);
  if (!chosen) return refuseDocument(422, noMapping(plant, named));
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
