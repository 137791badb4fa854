import { askOdoo } from '../../lambdas/odoo/ports.ts';
import type { Policy, PostingRow } from '../../lambdas/odoo/posting.ts';
import { hoursAgo, posting, type ShopFloor } from './shop-floor.ts';

interface Movement {
  id: number;
  item: string;
  lot: string;
}

/** What people did with held goods in a warehouse, as the gateway finds it: since a watermark, or the watermark alone. */
export async function byPeople(floor: ShopFloor, warehouse: string, since?: string) {
  const about = since === undefined ? {} : { since };
  const answered = await askOdoo(floor.client, { question: 'lots.by-people', warehouse, about });
  if (!answered.ok) throw new Error(answered.message);
  return answered.answer as { mark: string; movements: Movement[] };
}

/** Answers what people did with an item since a watermark, as the gateway does: an event for each movement. */
export async function contain(
  floor: ShopFloor,
  { item, policy, warehouse }: { item: string; policy: Policy; warehouse: string },
  since: string,
): Promise<PostingRow[]> {
  const { movements } = await byPeople(floor, warehouse, since);
  const own = movements.filter((each) => each.item === item);
  return Promise.all(
    own.map(({ id, lot }) =>
      floor.bookOne(
        posting(
          'lot.contained',
          { item, lot, movement: id },
          { policy, warehouse, stream: `lot/${item}/${lot}`, time: hoursAgo(0) },
        ),
      ),
    ),
  );
}
