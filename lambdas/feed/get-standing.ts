import * as z from 'zod';
import { timestamp } from '../../events/fields.ts';
import { productionOrder } from '../../events/messages/production-order.ts';
import { unlessHeld } from '../http/etag.ts';
import { problem } from '../http/problem.ts';
import { parseQuery } from '../http/query.ts';
import { refusedStanding } from '../partners/reads-plant.ts';
import { besideRows, positionBefore } from './as-of.ts';
import type { Answer } from './handle.ts';
import { cursorAfter, nameOf } from './page-cursor.ts';
import { standingAfter } from './standing.ts';

const field = z.string().min(1).max(128).optional();
const paging = {
  since: timestamp.optional(),
  cursor: z.string().min(1).max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};
const bounds = { mostBytes: 4_500_000, mostScanned: 2000 };

/** A list of things as they stand. `called` is the list in the answer. */
const list =
  (called: string, kind: string, fields: Record<string, z.ZodOptional<z.ZodType<string>>>): Answer =>
  async (request, { access, plant }, { feed, clock }) => {
    const refusal = refusedStanding(access, plant);
    if (refusal) return refusal;
    const parsed = parseQuery(z.strictObject({ ...fields, ...paging }), request.queryStringParameters);
    if (!parsed.ok) return problem(parsed.problem);
    const { cursor, limit, since, ...asked } = parsed.query;
    const filter = { fields: asked, since: since === undefined ? undefined : new Date(since) };
    const identity = [plant, kind, filter];
    const after = cursor === undefined ? undefined : nameOf(identity, cursor);
    if (cursor !== undefined && after === undefined) {
      const detail = 'cursor is not one that this list has answered, for this plant and these parameters';
      const errors = [{ pointer: '/cursor', rule: 'cursor', detail }];
      return problem({ status: 400, title: 'Bad Request', errors });
    }
    const before = await positionBefore(feed, plant, kind);
    const { rows, last } = await standingAfter(
      feed,
      { plant, kind, after },
      filter,
      { ...bounds, limit },
      clock(),
    );
    const page = { [called]: rows, ...(last !== undefined && { cursor: cursorAfter(identity, last) }) };
    return unlessHeld(request, page, { ...page, ...before }, besideRows(before));
  };

const { status } = productionOrder.shape;
export const getOrders = list('orders', 'production-order', { status: status.optional() });
export const getStock = list('stock', 'stock', { item: field, location: field, lot: field });
