import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionNames, serviceOf } from '../../lib/bundle.ts';
import { type LocalGateway, startLocalGateway } from '../../local/run/local-gateway.ts';
import { type OdooAtHand, odooOrFake } from '../../local/run/odoo-or-fake.ts';
import { synthesize } from '../../local/run/synthesize.ts';
import { IsolatedFunction } from './isolated-function.ts';
import { eventsOfSampleDay } from './sample-events.ts';

/**
 * Every function of the synthesized app, in a folder with nothing but Node and its archive, behind Lambda's Runtime API. Its
 * events are those that it got in a sample day; the services that it calls are the local cloud's.
 */
describe('every function, alone with its archive', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'isolated-functions-'));
  let odoo: OdooAtHand;
  let gateway: LocalGateway;
  let events: Map<string, unknown[]>;

  beforeAll(async () => {
    const assembly = await synthesize(join(dataDir, 'cdk.out'));
    odoo = await odooOrFake(join(dataDir, 'fake-odoo'), new Date(), () => {});
    gateway = await startLocalGateway({ dataDir, assembly, odoo: odoo.address });
    events = await eventsOfSampleDay(gateway, odoo);
  });
  afterAll(async () => {
    await gateway?.stop();
    await odoo?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is among those that the app deploys', () => {
    const services = gateway.cloud.functions.map(
      (name) => gateway.cloud.describe(name).variables.POWERTOOLS_SERVICE_NAME,
    );
    expect(new Set(services)).toEqual(new Set(functionNames.map(serviceOf)));
  });

  it.each(functionNames)(
    '%s starts, answers two events in one process, and ends when it is told to',
    async (entry) => {
      const { cloud } = gateway;
      const names = cloud.functions.filter(
        (name) => cloud.describe(name).variables.POWERTOOLS_SERVICE_NAME === serviceOf(entry),
      );
      for (const name of names) {
        const given = names.flatMap((other) => (other === name ? [] : (events.get(other) ?? [])));
        const [first, second = first] = [...(events.get(name) ?? []), ...given];
        expect(first, `no event of ${name} in the sample day`).toBeDefined();
        const { directory, ...about } = cloud.describe(name);
        const isolated = new IsolatedFunction({ name, code: directory, ...about });
        try {
          await isolated.start();
          for (const event of [first, second])
            expect(await isolated.invoke(event), isolated.output).toMatchObject({ ok: true });
          expect(await isolated.shutDown()).toBe(0);
          expect(isolated.output).not.toMatch(/ERR_MODULE_NOT_FOUND|ERR_ACCESS_DENIED|Cannot find/);
        } finally {
          await isolated.remove();
        }
      }
    },
  );

  it('would not start without a module that its archive lacks', async () => {
    const code = join(import.meta.dirname, 'fixture');
    const lacking = new IsolatedFunction({
      name: 'lacking',
      code,
      handler: 'index.handler',
      memory: 128,
      variables: {},
    });
    await expect(lacking.start()).rejects.toThrow(/@aws-sdk\/client-sqs/);
    await lacking.remove();
  });
});
