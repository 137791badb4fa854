import { afterAll, beforeAll } from 'vitest';
import { gateOfOslo } from '../worlds/gates.ts';
import type { World } from '../worlds/world.ts';
import { type GatewayUnderTest, gatewayUnderTest } from './gateway.ts';
import { OdooProxy } from './odoo-proxy.ts';

export interface Stage {
  world: World;
  proxy: OdooProxy;
  gateway: GatewayUnderTest;
}

/** For a suite: a gateway that reaches its Odoo through a proxy, which loses what it is told to lose. */
export function behindProxy(
  worldOf: () => World | Promise<World>,
  { seed, impatient = false }: { seed: number; impatient?: boolean },
): () => Stage {
  const stage: Partial<Stage> = {};
  beforeAll(async () => {
    const world = await worldOf();
    stage.world = world;
    await world.seed(gateOfOslo);
    stage.proxy = new OdooProxy(world.url, seed);
    await stage.proxy.up();
    const { database, apiKey } = world;
    stage.gateway = await gatewayUnderTest({ url: stage.proxy.url, database, apiKey }, impatient);
  });
  afterAll(async () => {
    await stage.gateway?.stop();
    await stage.proxy?.stop();
    await stage.world?.close();
  });
  return () => stage as Stage;
}
