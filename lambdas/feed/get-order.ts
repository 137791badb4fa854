import { unlessHeld } from '../http/etag.ts';
import { decoded } from '../http/path.ts';
import { problem } from '../http/problem.ts';
import { refusedStanding } from '../partners/reads-plant.ts';
import { besideRows, positionBefore } from './as-of.ts';
import type { Answer } from './handle.ts';
import { rowOf, stands } from './standing.ts';

const kind = 'production-order';

/** An order by its name. */
export const getOrder: Answer = async (request, { access, plant }, { feed, clock }) => {
  const refusal = refusedStanding(access, plant);
  if (refusal) return refusal;
  const before = await positionBefore(feed, plant, kind);
  const name = decoded(request.pathParameters?.order ?? '');
  const found = name ? await feed.named(plant, kind, name) : [];
  // Should two orders ever have had this name, it is the one that was told of last.
  const [order] = found.filter((state) => stands(state, clock())).toSorted((a, b) => b.sequence - a.sequence);
  if (!order) return problem({ status: 404, title: 'Not Found' });
  const row = rowOf(order);
  return unlessHeld(request, row, row, besideRows(before));
};
