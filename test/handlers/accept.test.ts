import { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventType, schemaId } from '../../events/define-event.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { handle } from '../../lambdas/inbound/accept.ts';
import { oslo } from '../../plants/oslo.ts';
import { noon, report } from '../fakes/events.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

describe('accepting', () => {
  it('answers a row per event in their order, repeats and contradictions within the call among them', async () => {
    const spine = new Spine();
    const rows = await spine.accept([
      report({ id: 'a' }),
      report({ id: 'a' }),
      report({ id: 'a', value: 11 }),
      'nonsense',
      report({ id: 'b' }),
    ]);
    expect(rows.map(({ status }) => status)).toEqual([
      'accepted',
      'duplicate',
      'conflict',
      'rejected',
      'accepted',
    ]);
    expect(spine.queue.size).toBe(2);
  });

  it('refuses what the system of record has not said', async () => {
    const wms = { ...osloMes, systems: ['mes', 'wms'] };
    const [row] = await new Spine().accept([report({ source: '/plants/oslo/wms' })], wms);
    expect(row).toMatchObject({
      status: 'rejected',
      httpStatus: 403,
      errors: [{ pointer: '/source', rule: 'not-the-owner' }],
    });
  });

  it('refuses an event that only the gateway sends, whatever types the partner may send', async () => {
    const lab = { ...osloMes, systems: ['lab'], types: ['lot.*', 'lot.contained'] };
    const about = { item: 'BRUNOST', lot: 'L1' };
    const event = (name: string, data: object) => ({
      ...report({ id: name, source: '/plants/oslo/lab', data: data as Record<string, unknown> }),
      type: eventType({ name, version: 1 }),
      dataschema: schemaId({ name, version: 1 }),
      subject: 'L1',
    });
    const rows = await new Spine().accept(
      [event('lot.held', about), event('lot.contained', { ...about, movement: 7 })],
      lab,
    );
    expect(rows).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', httpStatus: 403, errors: [{ pointer: '/type', rule: 'type-not-allowed' }] },
    ]);
  });

  it('refuses what is older than the replay window or ahead of the clock, to the second', async () => {
    const at = (seconds: number) =>
      report({ id: `${seconds}`, time: new Date(noon.getTime() + seconds * 1000).toISOString() });
    const window = oslo.replayWindowDays * 24 * 3600;
    const rows = await new Spine().accept([
      at(oslo.clockToleranceSeconds),
      at(oslo.clockToleranceSeconds + 1),
      at(-window),
      at(-window - 1),
    ]);
    expect(rows.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted', 'rejected']);
  });

  it('refuses a word that lets goods go and is of a time to come; one that holds counts from now', async () => {
    const lab = { ...osloMes, systems: ['lab'], types: ['lot.*'] };
    const word = (name: string, data: object, seconds: number) => ({
      ...report({
        id: `${name}${seconds}${JSON.stringify(data)}`,
        source: '/plants/oslo/lab',
        data: { item: 'BRUNOST', lot: 'L1', ...data },
        time: new Date(noon.getTime() + seconds * 1000).toISOString(),
      }),
      type: eventType({ name, version: 1 }),
      dataschema: schemaId({ name, version: 1 }),
      subject: 'L1',
    });
    const rows = await new Spine().accept(
      [
        word('lot.inspected', { verdict: 'pass' }, 5),
        word('lot.inspected', { verdict: 'pass' }, 6),
        word('lot.released', {}, 6),
        word('lot.inspected', { verdict: 'fail' }, 6),
        word('lot.held', {}, 6),
      ],
      lab,
    );
    expect(rows.map(({ status }) => status)).toEqual([
      'accepted',
      'rejected',
      'rejected',
      'accepted',
      'accepted',
    ]);
    expect(rows[1]).toMatchObject({
      httpStatus: 422,
      errors: [
        {
          pointer: '/time',
          rule: 'not-in-the-future',
          detail: "must be at most 5 s ahead of the gateway's clock",
        },
      ],
    });
  });

  it('refuses an event that does not fit the event store', async () => {
    const lots = Array.from({ length: 200 }, (_, index) => ({
      number: `${index}-${'l'.repeat(60)}`,
      quantity: { value: 1, unit: 'KGM' },
    }));
    const consumed = Array.from({ length: 20 }, (_, index) => ({
      item: `I${index}`,
      quantity: { value: 200, unit: 'KGM' },
      lots,
    }));
    const data = { order: 'O', quantity: { value: 1, unit: 'KGM' }, consumed };
    const [row] = await new Spine().accept([report({ data })]);
    expect(row).toMatchObject({ httpStatus: 422, errors: [{ rule: 'size' }] });
  });

  it('keeps in the outbox what the queue did not take, and lets nothing of the ordering key overtake it', async () => {
    const spine = new Spine();
    const [first, second] = [report({ id: '1' }), report({ id: '2' })];
    spine.queue.failing.add('order/OSL/MO/1');
    expect((await spine.accept([first, second])).map(({ status }) => status)).toEqual([
      'accepted',
      'accepted',
    ]);
    await spine.post();
    expect(await spine.statusOf(eventKeyOf(second))).toBe('parked');
    spine.tick(61);
    await spine.sweep();
    await spine.drain();
    expect(spine.odoo.booked).toEqual([eventKeyOf(first), eventKeyOf(second)]);
    expect(spine.gauges.get('OutboxOldestSeconds')).toBe(0);
  });

  it('records none of an ordering key after one that could not be recorded, and the repeat in the old order', async () => {
    const spine = new Spine();
    const events = ['1', '2', '3'].map((id) => report({ id }));
    const record = spine.eventStore.accept;
    spine.eventStore.accept = async (given) => {
      if (given.event.id === '2') throw new Error('throttled');
      return record(given);
    };
    await expect(spine.accept(events)).rejects.toThrow('throttled');
    spine.eventStore.accept = record;
    spine.tick(1);
    expect((await spine.accept(events)).map(({ status }) => status)).toEqual([
      'duplicate',
      'accepted',
      'accepted',
    ]);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
  });

  it('sends what is still in the outbox when its event is repeated', async () => {
    const spine = new Spine();
    spine.queue.failing.add('order/OSL/MO/1');
    await spine.accept([report()]);
    expect(spine.queue.size).toBe(0);
    const [row] = await spine.accept([report()]);
    expect(row?.status).toBe('duplicate');
    expect(spine.queue.size).toBe(1);
  });
});

/** Powertools' own storage is tested with the real table; here no request has a key. */
class NoStore extends BasePersistenceLayer {
  protected override async _deleteRecord() {}
  protected override async _getRecord(): Promise<never> {
    throw new Error('not used');
  }
  protected override async _putRecord() {}
  protected override async _updateRecord() {}
}

describe('the door', () => {
  const call = async (
    spine: Spine,
    request: Partial<APIGatewayProxyEvent>,
  ): Promise<APIGatewayProxyResult> => {
    const answer = await handle(
      {
        httpMethod: 'POST',
        resource: '/v1/events',
        headers: { 'Content-Type': 'application/cloudevents+json; charset=utf-8' },
        requestContext: { identity: { apiKeyId: 'key-1' } },
        isBase64Encoded: false,
        ...request,
      } as APIGatewayProxyEvent,
      {} as Context,
      {
        ...spine.deps,
        plants: { oslo },
        directory: async (caller) => (caller === 'key-1' ? osloMes : undefined),
        idempotency: new NoStore(),
      },
    );
    if (!answer) throw new Error('no answer');
    return answer;
  };

  it('reads base64 bodies and content types with parameters', async () => {
    const body = Buffer.from(JSON.stringify(report())).toString('base64');
    expect((await call(new Spine(), { body, isBase64Encoded: true })).statusCode).toBe(202);
  });

  it.each([
    [{ body: null }, 400],
    [{ body: '' }, 400],
    [{ body: 'null' }, 400],
    [{ body: '{}', headers: {} }, 415],
    [{ body: '[]', headers: { 'content-type': 'application/cloudevents-batch+json' } }, 400],
    [{ body: '{}', headers: { 'content-type': 'application/cloudevents-batch+json' } }, 400],
    [{ body: `"${'x'.repeat(1024 * 1024)}"` }, 413],
  ])('answers %j with %i', async (request, status) => {
    const answer = await call(new Spine(), request as Partial<APIGatewayProxyEvent>);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
  });

  it('answers 503 when the event store fails, and says nothing of why', async () => {
    const spine = new Spine();
    spine.eventStore.accept = () => Promise.reject(new Error('table opg-secret-table is on fire'));
    const answer = await call(spine, { body: JSON.stringify(report()) });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['retry-after']).toBe('5');
    expect(answer.body).not.toContain('secret-table');
  });

  it('takes one event from the bus, and publishes why another is not taken', async () => {
    const spine = new Spine();
    const deps = {
      ...spine.deps,
      plants: { oslo },
      directory: async (caller: string) => (caller === 'bus.123456789012.partner.oslo' ? osloMes : undefined),
      idempotency: new NoStore(),
    };
    const fromBus = (source: string, detail: unknown) =>
      handle({ 'detail-type': 't', account: '123456789012', source, detail } as never, {} as Context, deps);
    await fromBus('partner.oslo', report());
    await fromBus('partner.oslo', report({ value: 12 }));
    await fromBus('partner.oslo', { hello: 'world' });
    await fromBus('partner.unknown', report());
    expect(spine.queue.size).toBe(1);
    expect(spine.rejected.map(({ status }) => status)).toEqual([409, 400, 403]);
  });
});
