import type { OdooClient } from '../lambdas/odoo/client.ts';
import { oslo } from '../plants/oslo.ts';
import type { Floor } from './floor.ts';
import { fourCalls, loop, sameCall } from './peers.ts';
import type { MeasuredPlantQueue } from './plant-queue.ts';

export interface Latency {
  gateway: number[];
  odoo: number[];
}

/** One event at a time on an idle plant queue, in turns with the same call to Odoo without a gateway. */
export async function measureLatency(
  floor: Floor,
  plantQueue: MeasuredPlantQueue,
  client: OdooClient,
  pairs: number,
): Promise<Latency> {
  const warming = 4;
  const orders = await floor.orders(2 * (pairs + warming), 8);
  const bare = sameCall(client);
  const latency: Latency = { gateway: [], odoo: [] };
  for (let pair = 0; pair < pairs + warming; pair++) {
    const [one = '', other = ''] = orders.slice(2 * pair);
    const gatewayFirst = pair % 2 === 0;
    const gateway = gatewayFirst ? await plantQueue.fromAcceptedToPosted(one) : undefined;
    const odoo = await loop(bare, [other], 1);
    const measured = gateway ?? (await plantQueue.fromAcceptedToPosted(one));
    if (pair < warming) continue;
    latency.gateway.push(measured);
    latency.odoo.push(odoo);
  }
  return latency;
}

/** Milliseconds of every round, by who did it. */
export type Throughput = Map<string, number[]>;
export type IdLookup = (orders: string[]) => Promise<Map<string, number>>;

export interface Backlog {
  completions: number;
  rounds: number;
  /** over which the orders spread, each with its own components */
  products: number;
  /** ids of orders in Odoo, which the script of four calls has to know; without it that peer is left out */
  idsOf: IdLookup | undefined;
}

export const gatewayName = 'plant queue';

/** As many completions through the plant queue as through each peer, in turns. Another one begins each round. */
export async function measureThroughput(
  floor: Floor,
  plantQueue: MeasuredPlantQueue,
  client: OdooClient,
  { completions, rounds, products, idsOf }: Backlog,
): Promise<Throughput> {
  const runs: [string, (orders: string[]) => Promise<number>][] = [
    [gatewayName, (orders) => plantQueue.drain(orders)],
  ];
  for (const atOnce of [1, oslo.maximumConcurrency]) {
    runs.push([
      `same call, one event each, ${atOnce} at once`,
      (orders) => loop(sameCall(client), orders, atOnce),
    ]);
    if (idsOf)
      runs.push([
        `four calls an event, ${atOnce} at once`,
        async (orders) => loop(fourCalls(client, await idsOf(orders)), orders, atOnce),
      ]);
  }
  const measured: Throughput = new Map(runs.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < runs.length; turn++) {
      const [name, run] = runs[(round + turn) % runs.length] ?? [];
      if (name && run) measured.get(name)?.push(await run(await floor.orders(completions, products)));
    }
  return measured;
}
