import * as z from 'zod';
import { codeKinds, type PlantCode } from '../../../events/code-kinds.ts';
import { code as codeField } from '../../../events/fields.ts';

/** A plant's code and Odoo's code for it: an internal reference, a barcode or a name. */
export interface CodeMappingEntry extends PlantCode {
  odooCode: string;
}

/** Sort key of an entry: a plant's entries are ordered by it. */
export const codeKey = ({ kind, code }: PlantCode): string => `${kind}#${code}`;

/** Odoo's codes by {@link codeKey}. */
export type ListedCodes = ReadonlyMap<string, string>;

// The same rule as for codes in events, so that every code of an event can have an entry.
const plantCode = codeField('Code');
const odooCode = z
  .string()
  .max(128)
  .regex(
    /^(?:[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?)?$/u,
    'must not start or end with white space nor hold control characters',
  );

/** A line of an import. An empty Odoo code removes the entry. */
export const codeMappingLine = z.strictObject({
  plant: z.string().min(1).max(31),
  kind: z.enum(codeKinds),
  code: plantCode,
  odooCode,
});
export type CodeMappingLine = z.infer<typeof codeMappingLine>;

/** The last change of an entry. */
export interface Change {
  by: string;
  /** RFC 3339, UTC */
  at: string;
  importId: string;
}

/** A change by an import: `from` is absent for an added entry, `to` for a removed one. */
export interface ChangedEntry extends PlantCode {
  from?: string;
  to?: string;
}

/** The stored record of one part of an import. A large file has several parts. */
export interface ImportRecord {
  plant: string;
  importId: string;
  /** when the whole import began, RFC 3339, UTC */
  startedAt: string;
  part: number;
  by: string;
  at: string;
  note?: string;
  file: { name: string; sha256: string; lines: number };
  counts: { added: number; changed: number; removed: number; unchanged: number };
  changes: ChangedEntry[];
}

export interface EntryPage {
  entries: CodeMappingEntry[];
  /** `after` of the next page; absent on the last */
  next?: string;
}

/**
 * Each plant's codes and Odoo's codes for them. Every write is of a single item. Reads are consistent, so that a retry
 * right after an import finds the new codes. Throws when the store fails.
 */
export interface CodeMappingTable {
  /** Odoo's codes for the codes that have an entry. A code without an entry is already Odoo's own. */
  lookUp(plant: string, codes: readonly PlantCode[]): Promise<ListedCodes>;
  /** A plant's entries by kind and code, in the order of their UTF-8 bytes. */
  page(plant: string, limit: number, after?: string): Promise<EntryPage>;
  put(plant: string, entry: CodeMappingEntry, change: Change): Promise<void>;
  remove(plant: string, code: PlantCode): Promise<void>;
  /** Never changes an existing record: a repeat of a part finds its work done and would record no changes. */
  recordImport(record: ImportRecord): Promise<void>;
  /** Parts of imports, newest first. */
  imports(plant: string, limit: number): Promise<ImportRecord[]>;
}

/** What a line changes. `absent`: it removes an entry that does not exist. */
export type MappingEffect =
  | { change: 'added' | 'unchanged' | 'absent' }
  | { change: 'changed' | 'removed'; was: string };

/** What each line would change now, in the order of the lines. */
export const mappingEffects = async (
  lines: readonly CodeMappingLine[],
  table: Pick<CodeMappingTable, 'lookUp'>,
): Promise<MappingEffect[]> => {
  const listed = new Map<string, string>();
  for (const [plant, ofPlant] of Map.groupBy(lines, (line) => line.plant))
    for (const [key, odooCode] of await table.lookUp(plant, ofPlant)) listed.set(`${plant}#${key}`, odooCode);
  return lines.map((line) => effectOf(line, listed.get(`${line.plant}#${codeKey(line)}`)));
};

const effectOf = ({ odooCode }: CodeMappingLine, was: string | undefined): MappingEffect => {
  if (odooCode === '') return was === undefined ? { change: 'absent' } : { change: 'removed', was };
  if (was === undefined) return { change: 'added' };
  return was === odooCode ? { change: 'unchanged' } : { change: 'changed', was };
};
