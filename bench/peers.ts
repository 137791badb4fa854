import type { OdooClient } from '../lambdas/odoo/client.ts';
import { bookPostings } from '../lambdas/odoo/ports.ts';
import { completedQuantity, postingFor } from './floor.ts';

/** What the plant queue is compared with: programs that complete orders one by one. */
export type Peer = (order: string) => Promise<void>;

/** The gateway's own call to Odoo, with one event. */
export const sameCall =
  (client: OdooClient): Peer =>
  async (order) => {
    const answer = await bookPostings(client, [postingFor(order)]);
    if (!answer.ok || answer.rows[0]?.result !== 'posted')
      throw new Error(`${order}: ${JSON.stringify(answer)}`);
  };

/** What an integration without a module in Odoo does; it knows the orders' ids beforehand. */
export const fourCalls =
  (client: OdooClient, idOf: ReadonlyMap<string, number>): Peer =>
  async (order) => {
    const call = async (method: string, body: object) => {
      const answer = await client.call('mrp.production', method, { ids: [idOf.get(order)], ...body });
      if (!answer.ok) throw new Error(`${order}: ${method}: ${answer.message}`);
      return answer.value;
    };
    await call('write', { vals: { qty_producing: completedQuantity } });
    await call('set_qty_producing', {});
    const context = { skip_backorder: true, skip_consumption: true, skip_redirection: true };
    await call('button_mark_done', { context });
    const [read] = (await call('read', { fields: ['state'] })) as { state: string }[];
    if (read?.state !== 'done') throw new Error(`${order} is ${read?.state}`);
  };

/** Milliseconds in which a peer completes the orders, so many at once. */
export async function loop(peer: Peer, orders: readonly string[], atOnce: number): Promise<number> {
  const began = performance.now();
  const waiting = [...orders];
  const work = async () => {
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) await peer(order);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return performance.now() - began;
}
