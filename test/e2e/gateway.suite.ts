import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { addressOf, Plant, until } from './plant.ts';

/** The whole way, from a partner's call to Odoo's stock; the same on the fake Odoo and on a real Odoo. */
export const gatewaySuite = (backendOf: () => Promise<TestBackend>) =>
  describe('a gateway', () => {
    let plant: Plant;

    beforeAll(async () => {
      plant = await Plant.open(await backendOf());
    });
    afterAll(() => plant?.close());

    it('books a production report and answers with Odoo’s document', async () => {
      const { order, product, component } = await plant.order(100);
      const event = plant.report(order, 40);
      const sent = await plant.send(event);
      expect(sent.status).toBe(202);
      const [row] = sent.body.events ?? [];
      expect(row).toMatchObject({ status: 'accepted', eventKey: eventKeyOf(event) });
      const posted = await plant.become(event, 'posted');
      expect(posted.document).toMatchObject({ model: 'mrp.production', name: `${order}-001` });
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(40);
      expect((await plant.backend.onHand('OSL', component)).quantity).toBe(920);
      expect(await plant.backend.idempotencyRecords([eventKeyOf(event)])).toEqual([eventKeyOf(event)]);
      expect((await plant.get(row?.statusUrl ?? '')).body.status).toBe('posted');
    });

    it('books reports, issues and scrap of one batch in order', async () => {
      const { order, product, component } = await plant.order(100);
      const events = [
        plant.report(order, 30),
        plant.event('material.consumed', { order, item: component, quantity: { value: 7, unit: 'KGM' } }),
        plant.event('production.scrapped', { order, quantity: { value: 500, unit: 'GRM' } }),
        plant.report(order, 50, { final: true }),
      ];
      expect((await plant.send(events)).status).toBe(202);
      for (const event of events) await plant.become(event, 'posted');
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(79.5);
      // 60 by the bill of materials, then the 7 that were issued instead of it.
      expect((await plant.backend.onHand('OSL', component)).quantity).toBe(1000 - 60 - 7);
      expect((await plant.backend.orderFamily(order)).map(({ produced }) => produced)).toEqual([30, 50]);
    });

    it('lets issues wait for each other, and books them before the report that follows', async () => {
      const { order, component } = await plant.order(100);
      const issues = [3, 4, 5].map((value) =>
        plant.event('material.consumed', { order, item: component, quantity: { value, unit: 'KGM' } }),
      );
      for (const issue of issues) expect((await plant.send(issue)).status).toBe(202);
      const report = plant.report(order, 10);
      await plant.send(report);
      await plant.become(report, 'posted');
      for (const issue of issues) expect((await plant.state(issue)).status).toBe('posted');
      expect(await plant.backend.orderFamily(order)).toMatchObject([
        { produced: 10, consumed: { [component]: 12 } },
        { produced: 0 },
      ]);
      const late = plant.event('material.consumed', {
        order,
        item: component,
        quantity: { value: 6, unit: 'KGM' },
      });
      await plant.send(late);
      expect((await plant.become(late, 'posted')).document?.name).toBe(`${order}-002`);
    });

    it('answers an exact repeat as before and books nothing', async () => {
      const { order, product } = await plant.order();
      const event = plant.report(order, 10);
      const first = await plant.send(event);
      await plant.become(event, 'posted');
      const second = await plant.send(event);
      expect([first.status, second.status]).toEqual([202, 202]);
      expect(second.body.events?.[0]).toMatchObject({ status: 'duplicate', eventKey: eventKeyOf(event) });
      const other = await plant.send({ ...event, data: { order, quantity: { value: 11, unit: 'KGM' } } });
      expect(other.status).toBe(409);
      expect(other.headers.get('content-type')).toBe('application/problem+json');
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(10);
    });

    it('takes a hundred deliveries of one event at once and books it once', async () => {
      const { order, product } = await plant.order();
      const event = plant.report(order, 10);
      const answers = await Promise.all(Array.from({ length: 20 }, () => plant.send(Array(5).fill(event))));
      const rows = answers.flatMap(({ body }) => body.events ?? []).map(({ status }) => status);
      expect(rows.filter((status) => status === 'accepted')).toHaveLength(1);
      expect(rows.filter((status) => status === 'duplicate')).toHaveLength(99);
      await plant.become(event, 'posted');
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(10);
    });

    it('quarantines what Odoo refuses, defers what follows, and goes on in order after a retry', async () => {
      const order = plant.name('OSL/MO/');
      const events = [10, 20, 30].map((value) => plant.report(order, value));
      for (const event of events) expect((await plant.send(event)).status).toBe(202);
      const [first, second, third] = events as [(typeof events)[0], (typeof events)[0], (typeof events)[0]];
      const refused = await plant.become(first, 'quarantined');
      expect(refused.reason).toMatchObject({ code: 'unknown-order', pointer: '/data/order' });
      expect(refused.reason?.message).toContain(order);
      await plant.become(second, 'parked');
      await plant.become(third, 'parked');

      // What was missing is made in Odoo, then one command of the operator releases all three.
      const product = plant.name('P');
      await plant.backend.seed({
        warehouses: [{ code: 'OSL', name: 'Oslo' }],
        items: [{ code: product, name: product, uom: 'uom.product_uom_kgm', tracking: 'none' }],
        orders: [{ name: order, warehouse: 'OSL', item: product, quantity: 60 }],
      });
      expect(await plant.operate({ command: 'retry', eventKey: eventKeyOf(second) })).toMatchObject({
        ok: false,
      });
      expect(await plant.operate({ command: 'retry', eventKey: eventKeyOf(first) })).toMatchObject({
        ok: true,
      });
      for (const event of events) await plant.become(event, 'posted');
      expect((await plant.backend.orderFamily(order)).map(({ produced }) => produced)).toEqual([10, 20, 30]);
    });

    it('lets what is deferred follow a skip', async () => {
      const { order, product } = await plant.order(100, 1000);
      const bad = plant.event('production.scrapped', {
        order,
        item: 'NO-SUCH-ITEM',
        quantity: { value: 1, unit: 'KGM' },
      });
      const good = plant.report(order, 25);
      await plant.send([bad, good]);
      await plant.become(bad, 'quarantined');
      await plant.become(good, 'parked');
      const listed = await plant.operate({ command: 'list', plant: 'oslo' });
      expect(JSON.stringify(listed.result)).toContain(eventKeyOf(bad));
      expect((await plant.operate({ command: 'skip', eventKey: eventKeyOf(bad), note: 'typo' })).ok).toBe(
        true,
      );
      await plant.become(good, 'posted');
      expect((await plant.state(bad)).status).toBe('skipped');
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(25);
    });

    it('says which code is missing, and goes on when an import brings it', async () => {
      const { order, product, component } = await plant.order(100);
      const [code, other] = [plant.name('PL-'), plant.name('PL-')];
      const bad = plant.event('production.scrapped', {
        order,
        item: code,
        quantity: { value: 3, unit: 'KGM' },
      });
      const good = plant.report(order, 25);
      await plant.send([bad, good]);
      const refused = await plant.become(bad, 'quarantined');
      expect(refused.reason).toMatchObject({
        code: 'unknown-item',
        pointer: '/data/item',
        missing: [{ kind: 'item', code }],
      });
      await plant.become(good, 'parked');
      expect((await plant.cli('list', 'oslo')).out).toContain(`missing: item ${code}`);
      const missing = await plant.cli('missing', 'oslo');
      expect(missing.out).toContain('plant,kind,code,odoo_code,events\n');
      expect(missing.out).toContain(`oslo,item,${code},,1\n`);

      const header = 'plant;kind;code;odoo_code\r\n';
      const wrong = plant.file(
        'wrong.csv',
        `${header}oslo;item;${code};${component}\r\noslo;itm;${other};X\r\n`,
      );
      const rejected = await plant.cli('crosswalk', 'import', wrong, '--apply');
      expect(rejected).toMatchObject({ code: 1, out: expect.stringContaining('wrong.csv:3: kind ') });
      const file = plant.file('codes.csv', `\ufeff${header}oslo;item;${code};${component}\r\n`);
      const dry = await plant.cli('crosswalk', 'import', file);
      expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('nothing was written') });
      expect(dry.out).toMatch(new RegExp(`line 2 +added +oslo item ${code} → ${component}`));
      expect((await plant.state(bad)).status).toBe('quarantined');

      const applied = await plant.cli('crosswalk', 'import', file, '--apply', '--release');
      expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('1 event released') });
      for (const event of [bad, good]) await plant.become(event, 'posted');
      expect((await plant.backend.onHand('OSL', component)).quantity).toBe(1000 - 3 - 50);
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(25);

      const exported = await plant.cli('crosswalk', 'export', 'oslo');
      expect(exported.out).toContain(`oslo,item,${code},${component}\n`);
      const again = await plant.cli('crosswalk', 'import', plant.file('out.csv', exported.out), '--apply');
      expect(again.out).toContain('0 added, 0 changed, 0 removed');
      expect((await plant.cli('crosswalk', 'export', 'oslo')).out).toBe(exported.out);
      expect((await plant.cli('crosswalk', 'imports', 'oslo')).out).toContain('codes.csv');
    }, 120_000);

    it('takes events from the bus on the same terms', async () => {
      await plant.backend.seed({ warehouses: [{ code: 'LYO', name: 'Lyon' }], items: [] });
      const event = plant.report(plant.name('LYO/MO/'), 10);
      const fromLyon = { ...event, source: '/plants/lyon/mes' };
      await plant.putOnBus('partner.lyon-mes', fromLyon);
      // Accepted and posted to Odoo, which knows no such order.
      await plant.become(fromLyon, 'quarantined', 'lyon-mes');
      const foreign = plant.report(plant.name('OSL/MO/'), 10);
      await plant.putOnBus('partner.lyon-mes', foreign);
      await plant.putOnBus('partner.nobody', { ...foreign, id: plant.name('e-') });
      const last = { ...plant.report(plant.name('LYO/MO/'), 1), source: '/plants/lyon/mes' };
      await plant.putOnBus('partner.lyon-mes', last);
      await plant.become(last, 'quarantined', 'lyon-mes');
      expect((await plant.get(`/v1/events/${eventKeyOf(foreign)}`)).status).toBe(404);
    });

    it('repeats its answer to a repeated Idempotency-Key, and refuses the key with another body', async () => {
      const { order } = await plant.order();
      const headers = { 'idempotency-key': plant.name('call-') };
      const event = plant.report(order, 1);
      const first = await plant.send(event, { headers });
      const second = await plant.send(event, { headers });
      expect(first.body.events?.[0]?.status).toBe('accepted');
      expect(second.body).toEqual(first.body);
      expect((await plant.send(plant.report(order, 2), { headers })).status).toBe(422);
    });

    it('says in a problem which field breaks which rule', async () => {
      const { order } = await plant.order();
      const good = plant.report(order, 10);
      const cases: [unknown, number, string, string][] = [
        [
          { ...good, data: { order, quantity: { value: 0, unit: 'KGM' } } },
          422,
          '/data/quantity/value',
          'minimum',
        ],
        [
          { ...good, data: { order, quantity: { value: 1, unit: 'kg' } } },
          422,
          '/data/quantity/unit',
          'enum',
        ],
        [
          { ...good, data: { order, quantity: { value: 1e9, unit: 'KGM' } } },
          422,
          '/data/quantity/value',
          'ceiling',
        ],
        [{ ...good, time: '2020-01-01T00:00:00Z' }, 422, '/time', 'replay-window'],
        [{ ...good, time: '2120-01-01T00:00:00Z' }, 422, '/time', 'not-in-the-future'],
        [{ ...good, type: 'com.odoo-plant-gateway.production.imagined.v1' }, 422, '/type', 'unknown-type'],
        [{ ...good, source: '/plants/gdansk/mes' }, 403, '/source', 'plant-not-allowed'],
        [{ ...good, source: '/plants/oslo/wms' }, 403, '/source', 'system-not-allowed'],
        [{ hello: 'world' }, 400, '/specversion', 'required'],
      ];
      for (const [body, status, pointer, rule] of cases) {
        const answer = await plant.send(body);
        expect([answer.status, answer.body.errors?.[0]]).toEqual([
          status,
          expect.objectContaining({ pointer, rule }),
        ]);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
      }
      const mixed = await plant.send([good, { ...good, id: 'x y' }, 7]);
      expect(mixed.status).toBe(207);
      expect(mixed.body.events?.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'rejected']);
    });

    it('knows its partners by their keys and tells none about another', async () => {
      const { order } = await plant.order();
      const event = plant.report(order, 1);
      expect((await plant.send(event, { partner: 'nobody' })).status).toBe(401);
      expect((await plant.send(event, { partner: 'gdansk-mes' })).status).toBe(403);
      expect((await plant.send(event)).status).toBe(202);
      expect((await plant.get(`/v1/events/${eventKeyOf(event)}`, 'gdansk-mes')).status).toBe(404);
      expect((await plant.get('/v1/plants/oslo/events', 'gdansk-mes')).status).toBe(404);
      expect((await plant.get('/v1/nowhere')).status).toBe(404);
      expect((await plant.send(event, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
      expect((await plant.send('{"specversion":', {})).status).toBe(400);
      expect((await plant.send(Array(101).fill(event))).status).toBe(413);
    });

    it('lets a partner read its own events, and all of its plant’s only where its record says so', async () => {
      const { order, component } = await plant.order();
      const fromMes = plant.report(order, 1);
      const quantity = { value: 2, unit: 'KGM' };
      const issue = plant.event('material.consumed', { order, item: component, quantity });
      const fromWms = { ...issue, source: '/plants/oslo/wms' };
      expect((await plant.send(fromMes)).status).toBe(202);
      expect((await plant.send(fromWms, { partner: 'baltic-wms' })).status).toBe(202);
      await plant.become(fromMes, 'posted');
      await plant.become(fromWms, 'posted', 'baltic-wms');
      expect((await plant.state(fromWms)).status).toBe('posted');
      expect((await plant.get(`/v1/events/${eventKeyOf(fromMes)}`, 'baltic-wms')).status).toBe(404);
      const listed = async (partner: string) => {
        const { body } = await plant.get('/v1/plants/oslo/events?limit=100', partner);
        return (body.events as { source: string; id: string }[]).map(({ source, id }) => `${source} ${id}`);
      };
      expect(await listed('baltic-wms')).toEqual([`/plants/oslo/wms ${fromWms.id}`]);
      expect(await listed('oslo-mes')).toEqual(
        expect.arrayContaining([`/plants/oslo/wms ${fromWms.id}`, `/plants/oslo/mes ${fromMes.id}`]),
      );
    });

    it('lists a plant’s events page by page', async () => {
      const { order } = await plant.order();
      const events = [1, 2, 3].map((value) => plant.report(order, value));
      await plant.send(events);
      const seen: string[] = [];
      let path = '/v1/plants/oslo/events?limit=2';
      while (seen.length < 3) {
        const { status, body } = await plant.get(path);
        expect(status).toBe(200);
        seen.push(...(body.events as { id: string }[]).map(({ id }) => id));
        path = `/v1/plants/oslo/events?limit=2&cursor=${body.cursor}`;
      }
      expect(seen.slice(0, 3)).toEqual(events.map(({ id }) => id).reverse());
      const first = async (type: string) =>
        (await plant.get(`/v1/plants/oslo/events?limit=1&type=${type}`)).body.events;
      expect(await first('production.reported')).toMatchObject([{ id: events[2]?.id }]);
      expect(await first('com.odoo-plant-gateway.production.reported.v1')).toMatchObject([
        { id: events[2]?.id },
      ]);
      expect(await first('labor.reported')).toEqual([]);
      const wrong = await plant.get('/v1/plants/oslo/events?type=production.praised');
      expect(wrong).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/type', rule: 'unknown-type' }] },
      });
      expect((await plant.get('/v1/plants/oslo/events?limit=0')).status).toBe(400);
      expect((await plant.get('/v1/plants/oslo/events?cursor=abc')).status).toBe(400);
    });

    it('publishes its contract', async () => {
      const openapi = await plant.get('/openapi.json', 'nobody');
      expect(openapi.body).toMatchObject({ openapi: '3.1.0' });
      expect((await plant.get('/asyncapi.json', 'nobody')).body).toMatchObject({ asyncapi: '3.0.0' });
      const schema = await plant.get('/schemas/production.reported.v1', 'nobody');
      expect(schema.body.$id).toBe('urn:odoo-plant-gateway:production.reported:v1');
      expect((await plant.get('/schemas/nothing', 'nobody')).status).toBe(404);
      expect((await plant.get('/health', 'nobody')).body).toEqual({ status: 'ok' });
    });

    it('holds a plant queue whose key is wrong, quarantines nothing, and goes on when it is right', async () => {
      const { order, product } = await plant.order();
      plant.gateway.connect({ ...addressOf(plant.backend), apiKey: 'not-the-key' });
      // The old key is remembered for minutes; a function that starts anew reads the secret.
      while (await plant.gateway.cloud.killWorker('opg-local-post-oslo'));
      const events = [5, 6].map((value) => plant.report(order, value));
      await plant.send(events);
      const plantQueues = () => plant.operate({ command: 'lanes' });
      const stateOf = async () =>
        ((await plantQueues()).result as { plant: string; state: string; reason?: string }[]).find(
          (plantQueue) => plantQueue.plant === 'oslo',
        );
      const held = await until(async () => {
        const plantQueue = await stateOf();
        return plantQueue?.state === 'held' ? plantQueue : undefined;
      });
      expect(held.reason).toMatch(/^bad-key/);
      await plant.sweep();
      expect((await stateOf())?.state).toBe('held');
      plant.gateway.connect(addressOf(plant.backend));
      await until(async () => {
        await plant.sweep();
        return (await stateOf())?.state === 'working' || undefined;
      });
      for (const event of events) await plant.become(event, 'posted');
      expect((await plant.backend.onHand('OSL', product)).quantity).toBe(11);
    }, 180_000);
  });
