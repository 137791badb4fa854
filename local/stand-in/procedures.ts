import { readdirSync } from 'node:fs';
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

const notOperations = new Set([
  'index.ts',
  'post.ts',
  'procedures.ts',
  'fields.ts',
  'refusal.ts',
  'inspect.ts',
]);

/** Every other file of this folder is one operation, so that a new event is one new file. */
export async function loadProcedures(): Promise<ReadonlyMap<string, Procedure>> {
  const files = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.ts') && !notOperations.has(file.name))
    .map((file) => file.name);
  const loaded = await Promise.all(
    files.map(async (file) => (await import(`./${file}`)) as { procedure: Procedure }),
  );
  return new Map(loaded.map(({ procedure }) => [procedure.operation, procedure]));
}
