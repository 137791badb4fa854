import * as z from 'zod';
import { codeKinds, type PlantCode } from '../../../events/code-kinds.ts';
import { code as plantsOwn } from '../../../events/fields.ts';

/** Odoo's code for it: an internal reference, a barcode or a name. */
export interface CodeMappingEntry extends PlantCode {
  odooCode: string;
}

/** One text per kind and code, in whose order a plant's entries lie. */
export const codeKey = ({ kind, code }: PlantCode): string => `${kind}#${code}`;

/** Odoo's codes by {@link codeKey}. */
export type ListedCodes = ReadonlyMap<string, string>;

// Of the shape that events may spell, so that whatever an event may miss can be entered.
const code = plantsOwn('Code');
const odooCode = z
  .string()
  .max(128)
  .regex(
    /^(?:[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?)?$/u,
    'must not start or end with white space nor hold control characters',
  );

/** A line of an import; an empty Odoo code takes the entry out. */
export const codeMappingLine = z.strictObject({
  plant: z.string().min(1).max(31),
  kind: z.enum(codeKinds),
  code,
  odooCode,
});
export type CodeMappingLine = z.infer<typeof codeMappingLine>;

/** Who changed an entry last. */
export interface Change {
  by: string;
  /** RFC 3339, UTC */
  at: string;
  importId: string;
}

/** What an import did to an entry: `from` is absent when it added it, `to` when it took it out. */
export interface ChangedEntry extends PlantCode {
  from?: string;
  to?: string;
}

/** Part of an import, as it is kept for whoever asks later; large files come in several. */
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
  /** where the next page begins; absent on the last */
  next?: string;
}

/**
 * Each plant's codes and what Odoo calls them. Single-item writes; every read is of what was written last, so that
 * a retry right after an import finds it. Throws when the store fails.
 */
export interface CodeMappingTable {
  /** Odoo's codes of those that are listed; the others are Odoo's own already. */
  lookUp(plant: string, codes: readonly PlantCode[]): Promise<ListedCodes>;
  /** Entries of a plant by kind and code, in the order of their UTF-8 bytes. */
  page(plant: string, limit: number, after?: string): Promise<EntryPage>;
  put(plant: string, entry: CodeMappingEntry, change: Change): Promise<void>;
  remove(plant: string, code: PlantCode): Promise<void>;
  /** A part that is recorded already stays as it is: the repeat of a part finds its work done. */
  recordImport(record: ImportRecord): Promise<void>;
  /** Parts of imports, the latest first. */
  imports(plant: string, limit: number): Promise<ImportRecord[]>;
}

/** What a line does to the table; `absent`: it takes out what is not there. */
export type MappingEffect =
  | { change: 'added' | 'unchanged' | 'absent' }
  | { change: 'changed' | 'removed'; was: string };

/** What each line would do now, in their order. */
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
