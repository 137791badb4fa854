import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../events/catalogue.ts';
import type { OdooDocument } from '../../lambdas/odoo/posting.ts';
import type { Books } from './model/books.ts';

export interface Warehouse {
  id: number;
  code: string;
}

/** Where a posting is booked, and by which rules. */
export interface Desk {
  books: Books;
  warehouse: Warehouse;
  /** when the event happened, `YYYY-MM-DD HH:MM:SS` in UTC, never in the future: lots expire by it */
  moment: string;
  refuseNegative: boolean;
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
