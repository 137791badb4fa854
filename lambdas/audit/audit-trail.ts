import type { AuditEntry } from './entry.ts';

export interface OfLot {
  plant: string;
  item: string;
  lot: string;
}

/** An entry as it is read; `tampered`: its content is not the one it was written with. */
export type ReadEntry = AuditEntry & { tampered?: true };

/** The history of lots: entries are added, and never changed or removed. Throws when a store fails. */
export interface AuditTrail {
  /** Repeating it adds nothing. */
  write(entry: AuditEntry): Promise<void>;
  /** Oldest first; `next` continues. */
  read(lot: OfLot, limit: number, after?: string): Promise<{ entries: ReadEntry[]; next?: string }>;
}
