import { createHash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { problem, unlessHeld } from '../../platform/http.ts';
import type { EntityState, Feed } from './feed.ts';
import { type FeedAnswer, type FeedCall, type FeedRequestDeps, pageBounds } from './request.ts';

/** How current an answer is. */
interface AsOf {
  /** the rows include at least the messages up to here; a reader of the rows continues the feed after it */
  sequence: number;
  /** when Odoo was last polled for rows of this entity type; absent: it never was */
  readAt?: string;
}

/** Must be read before the rows: then the feed repeats messages published meanwhile, and a reader misses none. */
const positionBefore = async (feed: Pick<Feed, 'head'>, plant: string, kind: string): Promise<AsOf> => {
  const head = await feed.head(plant);
  const readAt = head?.read[kind]?.at;
  return { sequence: head?.applied ?? 0, ...(readAt !== undefined && { readAt }) };
};

/** The same as headers, for a 304, which has no body. */
const asHeaders = ({ sequence, readAt }: AsOf): Record<string, string> => ({
  'feed-sequence': String(sequence),
  ...(readAt !== undefined && { 'read-at': readAt }),
});

const content = z.tuple([z.string(), z.string().min(1)]);

/** Hash of a list's plant and parameters: a cursor continues only the list that answered it. */
const sealOf = (list: unknown): string =>
  createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 16);

const cursorAfter = (list: unknown, name: string): string =>
  Buffer.from(JSON.stringify([sealOf(list), name])).toString('base64url');

/** The name after which a cursor continues; undefined when the cursor is not one of this list. */
const nameOf = (list: unknown, cursor: string): string | undefined => {
  try {
    const [seal, name] = content.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return seal === sealOf(list) ? name : undefined;
  } catch {
    return undefined;
  }
};

/** Which entities of a type are asked for. */
interface Filter {
  /** fields of the data by name, and the values that they must have */
  fields: Readonly<Record<string, string | undefined>>;
  /** only entities with a message at or after this time, including those that are gone */
  since?: Date | undefined;
}

/** The current state of an entity: the data of the last message about it, its position, and its time. */
const stateRow = ({ sequence, message }: EntityState) => ({
  ...message.data,
  sequence,
  asOf: message.time,
  ...(message.gone && { gone: true }),
});

type StateRow = ReturnType<typeof stateRow>;

const isCurrent = ({ message, expires }: EntityState, now: Date): boolean =>
  !message.gone && (expires === undefined || expires * 1000 > now.getTime());

const passes = (state: EntityState, { fields, since }: Filter, now: Date): boolean =>
  (since ? new Date(state.message.time) >= since : isCurrent(state, now)) &&
  Object.entries(fields).every(
    ([field, asked]) => asked === undefined || Reflect.get(state.message.data, field) === asked,
  );

interface Bounds {
  limit: number;
  mostBytes: number;
  mostScanned: number;
}

const perQuery = 100;

/** Rows of entities after this name, in the order of names. `last`, if there may be more, is the name to continue after. */
const rowsAfter = async (
  feed: Pick<Feed, 'statePage'>,
  { plant, kind, after }: { plant: string; kind: string; after: string | undefined },
  filter: Filter,
  { limit, mostBytes, mostScanned }: Bounds,
  now: Date,
): Promise<{ rows: StateRow[]; last?: string }> => {
  const rows: StateRow[] = [];
  let [bytes, scanned, last] = [0, 0, after];
  const end = () => ({ rows, ...(last !== undefined && { last }) });
  for (;;) {
    const { states, cursor } = await feed.statePage(plant, kind, { limit: perQuery, cursor: last });
    for (const state of states) {
      if (passes(state, filter, now)) {
        const row = stateRow(state);
        bytes += Buffer.byteLength(JSON.stringify(row));
        if (rows.length === limit || (rows.length > 0 && bytes > mostBytes)) return end();
        rows.push(row);
      }
      last = state.name;
      scanned += 1;
    }
    if (cursor === undefined) return { rows };
    last = cursor;
    if (scanned >= mostScanned) return end();
  }
};

const orderType = 'production-order';

/** An order by its name. */
export const getOrder = async (
  { request, plant, name }: Pick<FeedCall, 'request' | 'plant'> & { name: string },
  { feed, clock }: FeedRequestDeps,
): Promise<APIGatewayProxyResult> => {
  const before = await positionBefore(feed, plant, orderType);
  const found = name ? await feed.named(plant, orderType, name) : [];
  // Should two orders ever have had this name, the answer is the one with the later message.
  const [order] = found
    .filter((state) => isCurrent(state, clock()))
    .toSorted((a, b) => b.sequence - a.sequence);
  if (!order) return problem({ status: 404, title: 'Not Found' });
  const row = stateRow(order);
  return unlessHeld(request, row, row, asHeaders(before));
};

interface Paging {
  cursor?: string | undefined;
  limit: number;
  since?: string | undefined;
}

/** A list of current states. `called` is the list's name in the answer. */
const listOf =
  (called: string, kind: string): FeedAnswer<Paging & Pick<Filter, 'fields'>> =>
  async ({ request, plant, query }, { feed, clock }) => {
    const { cursor, limit, since, fields } = query;
    const filter = { fields, since: since === undefined ? undefined : new Date(since) };
    const identity = [plant, kind, filter];
    const after = cursor === undefined ? undefined : nameOf(identity, cursor);
    if (cursor !== undefined && after === undefined) {
      const detail = 'cursor is not one that this list has answered, for this plant and these parameters';
      const errors = [{ pointer: '/cursor', rule: 'cursor', detail }];
      return problem({ status: 400, title: 'Bad Request', errors });
    }
    const before = await positionBefore(feed, plant, kind);
    const { rows, last } = await rowsAfter(
      feed,
      { plant, kind, after },
      filter,
      { ...pageBounds, limit },
      clock(),
    );
    const page = { [called]: rows, ...(last !== undefined && { cursor: cursorAfter(identity, last) }) };
    return unlessHeld(request, page, { ...page, ...before }, asHeaders(before));
  };

export const getOrders = listOf('orders', orderType);
export const getStock = listOf('stock', 'stock');
