import { afterAll, beforeAll } from 'vitest';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { type GatewayUnderTest, gatewayUnderTest } from './gateway.ts';
import { OdooProxy } from './odoo-proxy.ts';

export interface Stage {
  backend: TestBackend;
  proxy: OdooProxy;
  gateway: GatewayUnderTest;
}

/** For a suite: a gateway that reaches its Odoo through a proxy, which loses the calls that the test says. */
export function behindProxy(
  backendOf: () => TestBackend | Promise<TestBackend>,
  { seed, shortWaits = false }: { seed: number; shortWaits?: boolean },
): () => Stage {
  const stage: Partial<Stage> = {};
  beforeAll(async () => {
    const backend = await backendOf();
    stage.backend = backend;
    await backend.seed(qualityHoldOfOslo);
    stage.proxy = new OdooProxy(backend.url, seed);
    await stage.proxy.up();
    const { database, apiKey } = backend;
    stage.gateway = await gatewayUnderTest({ url: stage.proxy.url, database, apiKey }, shortWaits);
  });
  afterAll(async () => {
    await stage.gateway?.stop();
    await stage.proxy?.stop();
    await stage.backend?.close();
  });
  return () => stage as Stage;
}
