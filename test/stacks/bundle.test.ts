import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bundle, functionNames } from '../../lib/bundle.ts';
import { bundleReport } from '../../scripts/bundle-report.ts';

describe('the bundles', () => {
  it('stay below their limits', () => {
    expect(bundleReport(functionNames)).toBe(0);
  });

  it('hold the contract beside the code of query, which serves it', async () => {
    const { directory, code } = bundle('query');
    vi.stubEnv('LEDGER_TABLE', 'none');
    vi.stubEnv('AUDIT_TABLE', 'none');
    vi.stubEnv('RECONCILIATION_TABLE', 'none');
    vi.stubEnv('PARTNER_PARAMETERS', '/none/');
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('POWERTOOLS_TRACE_ENABLED', 'false');
    const { handler } = await import(/* @vite-ignore */ join(directory, 'index.mjs'));
    const get = async (resource: string, name?: string) =>
      JSON.parse((await handler({ httpMethod: 'GET', resource, pathParameters: { name } }, {})).body);
    expect(await get('/openapi.json')).toMatchObject({ openapi: '3.1.0' });
    expect(await get('/asyncapi.json')).toMatchObject({ asyncapi: '3.0.0' });
    expect(await get('/schemas/{name}', 'production.reported.v1.json')).toMatchObject({
      $id: 'urn:odoo-plant-gateway:production.reported:v1',
    });
    expect(await get('/schemas/{name}', 'production-order.released.v1')).toMatchObject({
      title: 'production-order.released',
    });
    expect(new TextDecoder().decode(code)).not.toContain('urn:odoo-plant-gateway:production.reported:v1');
    vi.unstubAllEnvs();
  });
});
