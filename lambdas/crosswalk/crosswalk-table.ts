import type { PlantCode } from '../../events/crosswalk-kinds.ts';
import type { CrosswalkEntry, ListedCodes } from './entries.ts';

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
  entries: CrosswalkEntry[];
  /** where the next page begins; absent on the last */
  next?: string;
}

/**
 * Each plant's codes and what Odoo calls them. Single-item writes; every read is of what was written last, so that
 * a retry right after an import finds it. Throws when the store fails.
 */
export interface CrosswalkTable {
  /** Odoo's codes of those that are listed; the others are Odoo's own already. */
  lookUp(plant: string, codes: readonly PlantCode[]): Promise<ListedCodes>;
  /** Entries of a plant by kind and code, in the order of their UTF-8 bytes. */
  page(plant: string, limit: number, after?: string): Promise<EntryPage>;
  put(plant: string, entry: CrosswalkEntry, change: Change): Promise<void>;
  remove(plant: string, code: PlantCode): Promise<void>;
  /** A part that is recorded already stays as it is: the repeat of a part finds its work done. */
  recordImport(record: ImportRecord): Promise<void>;
  /** Parts of imports, the latest first. */
  imports(plant: string, limit: number): Promise<ImportRecord[]>;
}
