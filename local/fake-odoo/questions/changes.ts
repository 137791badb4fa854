import { createHash, randomUUID } from 'node:crypto';
import type { Books } from '../database.ts';
import {
  type Fields,
  listAt,
  malformed,
  numberAt,
  onlyKeys,
  optionalTextAt,
  type Warehouse,
} from '../desk.ts';

/**
 * Which entities changed, as the module answers it. Postgres numbers the writers of rows. Here an entity gets a number
 * when a poll finds it changed since the last poll. A watermark of an earlier start of the fake is unknown, like that of
 * a database that was restored elsewhere.
 */
export interface Entity {
  id: number | string;
  /** to be answered whether it was written or not */
  open: boolean;
  document: object;
}

const mostRead = 200;
const mostEntities = 20_000;
const start = randomUUID();

interface Seen {
  last: number;
  entities: Map<string, { fingerprint: string; written: number }>;
}
const seenIn = new WeakMap<Books, Map<string, Seen>>();

const fingerprintOf = (document: object): string =>
  createHash('md5').update(JSON.stringify(document)).digest('hex');

/** Entities that are open or were written since the watermark. */
export function changesAnswered(
  { books, warehouse }: { books: Books; warehouse: Warehouse },
  question: string,
  about: unknown,
  entities: readonly Entity[],
  more: readonly string[] = [],
): { mark: string; known: boolean; things: [number | string, string][]; next?: string } {
  const given = onlyKeys(about, ['since', 'after', 'most', ...more], '');
  const after = optionalTextAt(given, 'after', '/after');
  const most = 'most' in given ? numberAt(given, 'most', '/most') : mostEntities;
  if (most > mostEntities || !Number.isInteger(most))
    throw malformed('/most', `most must be a whole number up to ${mostEntities}`);
  const since = sinceAt(given);
  const seen = seenOf(books, `${question} of ${warehouse.id}`);
  const answered = entities.flatMap(({ id, open, document }): [number | string, string][] => {
    const fingerprint = fingerprintOf(document);
    const known = seen.entities.get(String(id));
    if (known?.fingerprint !== fingerprint) {
      seen.last += 1;
      seen.entities.set(String(id), { fingerprint, written: seen.last });
    }
    const written = seen.entities.get(String(id))?.written ?? 0;
    return open || (since !== undefined && written > since) ? [[id, fingerprint]] : [];
  });
  const left = answered
    .filter(([id]) => String(id) > after)
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const page = left.slice(0, most);
  const last = page.at(-1);
  return {
    mark: `${start}:${seen.last}`,
    known: since !== undefined,
    things: page,
    ...(last && left.length > page.length && { next: String(last[0]) }),
  };
}

/** Entities by `ids`, open or not. */
export function entitiesRead(
  about: unknown,
  entities: readonly Entity[],
  more: readonly string[] = [],
): { things: { id: number | string; fingerprint: string; document: object }[] } {
  const ids = listAt(onlyKeys(about, ['ids', ...more], ''), 'ids', '/ids');
  if (ids.length > mostRead) throw malformed('/ids', `ids must be at most ${mostRead}`);
  const wanted = new Set(ids);
  return {
    things: entities
      .filter(({ id }) => wanted.has(id))
      .map(({ id, document }) => ({ id, fingerprint: fingerprintOf(document), document })),
  };
}

/** Leaves out nulls at any depth, as the statements of the module do. */
export const stripped = (document: object): object =>
  JSON.parse(JSON.stringify(document, (_, value) => (value === null ? undefined : value)));

function seenOf(books: Books, key: string): Seen {
  const ofBooks = seenIn.get(books) ?? new Map<string, Seen>();
  seenIn.set(books, ofBooks);
  const seen = ofBooks.get(key) ?? { last: 0, entities: new Map() };
  ofBooks.set(key, seen);
  return seen;
}

/** The watermark of a question about what people did: nobody works in the fake Odoo. */
export const markAnswered = (given: Fields): { mark: string; known: boolean } => ({
  mark: `${start}:0`,
  known: sinceAt(given) !== undefined,
});

function sinceAt(given: Fields): number | undefined {
  const [of, position] = optionalTextAt(given, 'since', '/since').split(':');
  return of === start ? Number(position) : undefined;
}
