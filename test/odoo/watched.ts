import { askOdoo } from '../../lambdas/odoo/ports.ts';
import type { Policy, PostingRow } from '../../lambdas/odoo/posting.ts';
import { hoursAgo, posting, type ShopFloor } from './shop-floor.ts';

interface Found {
  item: string;
  lot: string;
}
interface Movement extends Found {
  id: number;
}

/**
 * What people did with held goods in a warehouse, and which held lots lie open there, as the gateway finds it: since a
 * watermark, or the watermark alone.
 */
export async function byPeople(
  floor: ShopFloor,
  warehouse: string,
  since?: string,
  { gate }: Pick<Policy, 'gate'> = {},
) {
  const about = { ...(since !== undefined && { since }), ...(gate && { gate }) };
  const answered = await askOdoo(floor.client, { question: 'lots.by-people', warehouse, about });
  if (!answered.ok) throw new Error(answered.message);
  return answered.answer as { mark: string; movements: Movement[]; open: Found[] };
}

/** Answers what was found of an item since a watermark, as the gateway does: an event for each. */
export async function contain(
  floor: ShopFloor,
  { item, policy, warehouse }: { item: string; policy: Policy; warehouse: string },
  since: string,
): Promise<PostingRow[]> {
  const { movements, open } = await byPeople(floor, warehouse, since, policy);
  const payloads = [
    ...movements.filter((each) => each.item === item).map(({ id, lot }) => ({ item, lot, movement: id })),
    ...open.filter((each) => each.item === item).map(({ lot }) => ({ item, lot })),
  ];
  return Promise.all(
    payloads.map((payload) =>
      floor.bookOne(
        posting('lot.contained', payload, {
          ...{ policy, warehouse },
          stream: `lot/${item}/${payload.lot}`,
          time: hoursAgo(0),
        }),
      ),
    ),
  );
}
