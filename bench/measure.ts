import type { OdooClient } from '../lambdas/odoo/client.ts';
import { oslo } from '../plants/oslo.ts';
import type { Floor } from './floor.ts';
import type { MeasuredLane } from './lane.ts';
import { fourCalls, loop, type Peer, sameCall } from './peers.ts';

export interface Latency {
  gateway: number[];
  odoo: number[];
}

/** One event at a time on an idle lane, and beside each the same call to Odoo without a gateway; in turns. */
export async function measureLatency(
  floor: Floor,
  lane: MeasuredLane,
  client: OdooClient,
  pairs: number,
): Promise<Latency> {
  const warming = 4;
  const orders = await floor.orders(2 * (pairs + warming));
  const bare = sameCall(client);
  const latency: Latency = { gateway: [], odoo: [] };
  for (let pair = 0; pair < pairs + warming; pair++) {
    const [one = '', other = ''] = orders.slice(2 * pair);
    const gatewayFirst = pair % 2 === 0;
    const gateway = gatewayFirst ? await lane.fromAcceptedToPosted(one) : undefined;
    const odoo = await loop(bare, [other], 1);
    const measured = gateway ?? (await lane.fromAcceptedToPosted(one));
    if (pair < warming) continue;
    latency.gateway.push(measured);
    latency.odoo.push(odoo);
  }
  return latency;
}

export interface Throughput {
  lane: number[];
  sameCall: number[];
  fourCalls: number[];
}

/** Milliseconds for so many completions each, by the lane and by its peers, in turns; the turn's order rotates. */
export async function measureThroughput(
  floor: Floor,
  lane: MeasuredLane,
  client: OdooClient,
  { completions, rounds, idsOf }: { completions: number; rounds: number; idsOf: IdLookup | undefined },
): Promise<Throughput> {
  const measured: Throughput = { lane: [], sameCall: [], fourCalls: [] };
  const atOnce = oslo.maximumConcurrency;
  const runs: [keyof Throughput, (orders: string[]) => Promise<number>][] = [
    ['lane', (orders) => lane.drain(orders)],
    ['sameCall', (orders) => loop(sameCall(client), orders, atOnce)],
  ];
  if (idsOf)
    runs.push([
      'fourCalls',
      async (orders) => {
        const peer: Peer = fourCalls(client, await idsOf(orders));
        return loop(peer, orders, atOnce);
      },
    ]);
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < runs.length; turn++) {
      const [name, run] = runs[(round + turn) % runs.length] ?? runs[0] ?? [];
      if (name && run) measured[name].push(await run(await floor.orders(completions)));
    }
  return measured;
}

export type IdLookup = (orders: string[]) => Promise<Map<string, number>>;
