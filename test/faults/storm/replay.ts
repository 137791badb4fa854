import type { ProductionOrder } from '../../../events/messages/production-order.ts';
import type { Feed, FeedMessage } from '../../../lambdas/outbound/feed/feed.ts';
import { isNotCancelled, type PlainOrder, type PlainPart } from './orders-in-odoo.ts';

/** The whole feed of a plant, page by page. */
export async function wholeFeed(feed: Feed, plant: string): Promise<FeedMessage[]> {
  const all: FeedMessage[] = [];
  for (;;) {
    const page = await feed.after(plant, all.at(-1)?.sequence ?? 0, 500);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

const isOpen = (status: string) => status !== 'done' && status !== 'cancelled';

const partOf = (part: ProductionOrder['parts'][number]): PlainPart => ({
  part: part.part,
  status: part.status,
  quantity: part.quantity.value,
  produced: part.produced.value,
  components: (part.components ?? []).map(({ item, quantity, reserved, used }) => ({
    item,
    quantity: quantity.value,
    recorded: (reserved ?? used)?.value ?? 0,
  })),
  operations: (part.operations ?? []).map(({ operation, status }) => ({ operation, status })),
});

/** The current state of the orders for a reader of the feed alone. */
export function replayed(messages: readonly FeedMessage[], item: string): Map<string, PlainOrder> {
  const orders = new Map<string, PlainOrder>();
  for (const { thing, data } of messages) {
    if (thing.kind !== 'production-order') continue;
    const order = data as ProductionOrder;
    if (order.item !== item) continue;
    orders.set(order.order, {
      status: isOpen(order.status) ? 'open' : (order.status as 'done' | 'cancelled'),
      parts: order.parts.map(partOf).filter(isNotCancelled),
    });
  }
  return orders;
}
