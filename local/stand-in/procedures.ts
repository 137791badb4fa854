import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OdooDocument } from '../../events/booking.ts';
import { catalogue } from '../../events/catalogue.ts';
import type { Books } from './model/books.ts';
import type { Place } from './model/locations.ts';

export interface Warehouse {
  id: number;
  code: string;
}

/** Which goods are held, and where. */
export interface Gate {
  hold: Place;
  rework: Place | undefined;
  everything: boolean;
  /** ids */
  items: ReadonlySet<number>;
  /** full names */
  categories: readonly string[];
}

/** Of components whose lot had expired when it was used, or would so many days later; 0: never. */
export interface ExpiryRules {
  expired: 'refuse' | 'warn';
  soon: 'refuse' | 'warn';
  days: number;
}

/** Where a posting is booked, and by which rules. */
export interface Desk {
  books: Books;
  warehouse: Warehouse;
  /** when the event happened, `YYYY-MM-DD HH:MM:SS` in UTC, never in the future: lots expire by it */
  moment: string;
  refuseNegative: boolean;
  /** as the event says it, also when that is in the future: words of quality are compared by it */
  said: string;
  /** of the server's clock */
  now: string;
  gate: Gate | undefined;
  expiry: ExpiryRules;
  /** what was booked although somebody may want to know; the procedure adds to it */
  warnings: string[];
  /** the event's key */
  event: string;
  /** apps that this Odoo does not have */
  withoutApps: readonly string[];
}

export type Document = OdooDocument;

/** What one operation does; throws a `Refusal` when it can't be done. */
export interface Procedure {
  operation: string;
  book(desk: Desk, payload: unknown): Document;
}

/**
 * An event type has the same name on every floor, so the contract's catalogue says which files there are:
 * a new event is one new file. Events without a file never reach Odoo.
 */
export async function loadProcedures(): Promise<ReadonlyMap<string, Procedure>> {
  const files = catalogue
    .map(({ name }) => name.replaceAll('.', '-'))
    .filter((file) => existsSync(join(import.meta.dirname, `${file}.ts`)));
  const loaded = await Promise.all(
    files.map(async (file) => (await import(/* @vite-ignore */ `./${file}.ts`)) as { procedure: Procedure }),
  );
  return new Map(loaded.map(({ procedure }) => [procedure.operation, procedure]));
}
