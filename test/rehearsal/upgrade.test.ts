import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleMasterData } from '../../local/sample/master-data.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { until } from '../faults/until.ts';
import { RunningGateway } from './running-gateway.ts';
import { type Sent, SteadyLoad } from './steady-load.ts';

const { OLDER_CHECKOUT: older = '', OLDER_COMMIT: commit = '' } = process.env;
const here = join(import.meta.dirname, '..', '..');
const port = 18_191;
const orders = ['UPG/MO/1', 'UPG/MO/2', 'UPG/MO/3'];
/** Events that must be posted after each step before the next one begins. */
const postedPerStep = 9;

describe(`an upgrade from ${commit}, under load`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const odoo = realOdooFromEnvironment();
  const gateway = new RunningGateway(folder, port);
  /** names of the documents in Odoo, by event key */
  const posted = new Map<string, string>();
  let load: SteadyLoad;

  /** The installer of commit 863c5cd does not know environments; the mark of the newer one stays. */
  const installModule = (checkout: string) =>
    execFileSync(
      process.execPath,
      [
        'odoo/install.ts',
        ...(checkout === here ? ['--env', 'local'] : []),
        ...['--user', process.env.ODOO_LOGIN ?? ''],
      ],
      { cwd: checkout, stdio: 'pipe' },
    );
  const replaceGateway = async (checkout: string) => {
    await gateway.kill();
    await gateway.start(checkout);
  };
  /** Undefined while the gateway is replaced, and when it was asked too often. */
  const eventOf = async (
    eventKey: string,
  ): Promise<{ status?: string; document?: { name: string } } | undefined> => {
    const response = await fetch(`${gateway.url}/v1/events/${eventKey}`, {
      headers: { 'x-api-key': gateway.keys['oslo-mes'] ?? '' },
    }).catch(() => undefined);
    return response?.ok ? ((await response.json()) as { status: string }) : undefined;
  };
  const lookAfter = async (events: readonly Sent[]) => {
    for (const { eventKey } of events)
      if (!posted.has(eventKey)) {
        const { status, document } = (await eventOf(eventKey)) ?? {};
        if (status === 'posted' && document) posted.set(eventKey, document.name);
      }
  };
  /** Events that were sent after this moment are posted, so the present gateway and module work together. */
  const goesOn = async () => {
    const before = load.sent.length;
    await until(
      `${postedPerStep} more events are posted`,
      async () => {
        await lookAfter(load.sent.slice(before));
        return load.sent.slice(before).filter(({ eventKey }) => posted.has(eventKey)).length >= postedPerStep;
      },
      { atMostMs: 120_000, everyMs: 500, currentState: () => gateway.operate('lanes') },
    );
  };
  const logged = (code: string): number =>
    readFileSync(join(folder, 'functions.log'), 'utf8').split(`"${code}"`).length - 1;

  beforeAll(async () => {
    installModule(older);
    const { warehouses, locations = [], items, ...sample } = sampleMasterData(new Date());
    await odoo.seed({
      ...sample,
      warehouses,
      locations,
      items: [...items, { code: 'UPG-1', name: 'Cup', uom: 'uom.product_uom_unit', tracking: 'none' }],
      orders: orders.map((name) => ({ name, warehouse: 'OSL', item: 'UPG-1', quantity: 2000 })),
    });
    await gateway.start(older);
    load = new SteadyLoad(gateway.url, gateway.keys['oslo-mes'] ?? '', orders);
    load.start();
  });
  afterAll(async () => {
    await load?.stop().catch(() => undefined);
    await gateway.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each<[string, () => unknown]>([
    ['the older gateway and module', () => undefined],
    ['the new module, the older gateway', () => installModule(here)],
    ['both new', () => replaceGateway(here)],
    ['the gateway rolled back', () => replaceGateway(older)],
    ['both rolled back', () => installModule(older)],
    ['the new gateway first, the older module', () => replaceGateway(here)],
    ['both new again', () => installModule(here)],
  ])('goes on with %s', async (_, change) => {
    await change();
    await goesOn();
  });

  it('lost nothing, held nothing, doubled nothing, and kept the order', async () => {
    await load.stop();
    await until(
      'every event is posted',
      async () => {
        await lookAfter(load.sent);
        return posted.size === load.sent.length;
      },
      { atMostMs: 120_000, currentState: () => gateway.operate('list', 'oslo') },
    );
    console.log(`${load.sent.length} events sent, ${posted.size} posted`);
    expect(logged('LANE_HELD')).toBe(0);
    expect(logged('EVENT_QUARANTINED')).toBe(0);
    for (const order of orders) {
      const ofOrder = load.sent.filter((event) => event.order === order);
      const family = await odoo.orderFamily(order);
      expect(family.reduce((sum, { produced }) => sum + produced, 0)).toBe(ofOrder.length);
      // Odoo numbers the parts of an order as they are reported: the sender's order must be theirs.
      const names = ofOrder.map(({ eventKey }) => posted.get(eventKey));
      expect(names).toEqual([...new Set(names)].sort());
    }
  });
});
