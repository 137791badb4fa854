import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../events/catalogue.ts';
import type { Fields } from './fields.ts';
import type { Books } from './model/books.ts';

/** Where a posting is booked. */
export interface Desk {
  books: Books;
  now: Date;
  warehouse: string;
  negativeStock: 'refuse' | 'allow';
}

export interface Document {
  model: string;
  id: number;
  name: string;
}

/** What one operation does; throws a `Refusal` when it can't be done. */
export interface Procedure {
  operation: string;
  book(desk: Desk, payload: Fields): Document;
}

/**
 * An event type has the same name on every floor, so the contract's catalogue says which files there are:
 * a new event is one new file. Events without a file never reach Odoo.
 */
export async function loadProcedures(): Promise<ReadonlyMap<string, Procedure>> {
  const files = catalogue
    .map(({ name }) => `${name.replaceAll('.', '-')}.ts`)
    .filter((file) => existsSync(join(import.meta.dirname, file)));
  const loaded = await Promise.all(
    files.map(async (file) => (await import(`./${file}`)) as { procedure: Procedure }),
  );
  return new Map(loaded.map(({ procedure }) => [procedure.operation, procedure]));
}
