import { describe, expect, it } from 'vitest';
import { eventType, schemaId } from '../../events/define-event.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { workOrderPaused } from '../../events/work-order-paused.ts';
import { missingFrom } from '../../lambdas/posting/settle.ts';
import { report } from '../fakes/events.ts';
import { odooKnows, scrapOf } from '../fakes/scraps.ts';
import { Spine } from '../fakes/spine.ts';

const change = { by: 'ola', at: '2026-11-23T12:00:00.000Z', importId: 'i' };
const itemsSent = (spine: Spine) =>
  spine.odoo.calls.flat().map(({ payload }) => (payload as { item?: string }).item);

/** An event without a code and without a unit. */
const paused = {
  ...report({ data: { order: 'OSL/MO/1', operation: 'Fill' } }),
  type: eventType(workOrderPaused),
  dataschema: schemaId(workOrderPaused),
};

describe('the codes of a batch', () => {
  it('are looked up in one go, and go to Odoo as it knows them', async () => {
    const spine = new Spine();
    await spine.codeMapping.put('oslo', { kind: 'item', code: 'A', odooCode: 'ALPHA' }, change);
    await spine.codeMapping.put('oslo', { kind: 'location', code: 'B', odooCode: 'not an item' }, change);
    await spine.codeMapping.put('lyon', { kind: 'item', code: 'C', odooCode: 'of another plant' }, change);
    const asked: unknown[] = [];
    const lookUp = spine.codeMapping.lookUp;
    spine.codeMapping.lookUp = (plant, codes) => {
      asked.push([plant, ...codes]);
      return lookUp(plant, codes);
    };
    await spine.accept([scrapOf('A', '1'), scrapOf('B', '2'), scrapOf('C', '3'), report({ id: '4' })]);
    await spine.post();
    expect(itemsSent(spine)).toEqual(['ALPHA', 'B', 'C', undefined]);
    const unit = { kind: 'unit', code: 'KGM' };
    const items = ['A', 'B', 'C'].map((code) => ({ kind: 'item', code }));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toEqual(expect.arrayContaining(['oslo', ...items, unit]));
  });

  it('are not asked for when there are none', async () => {
    const spine = new Spine();
    spine.codeMapping.lookUp = () => Promise.reject(new Error('away'));
    await spine.accept([paused]);
    await spine.drain();
    expect(spine.odoo.booked).toHaveLength(1);
  });

  it('have Odoo’s name of a unit that was made in Odoo', async () => {
    const spine = new Spine();
    await spine.codeMapping.put('oslo', { kind: 'unit', code: 'KGM', odooCode: 'Net kg' }, change);
    await spine.accept([report({ id: '1', value: 3 })]);
    await spine.post();
    expect(spine.odoo.calls.flat()[0]?.payload).toMatchObject({ quantity: { value: 3, uom: 'Net kg' } });
  });

  it('make the plant queue try again while their table is away: nothing is booked, quarantined or held', async () => {
    const spine = new Spine();
    const event = scrapOf('A', '1');
    const lookUp = spine.codeMapping.lookUp;
    spine.codeMapping.lookUp = () => Promise.reject(new Error('throttled'));
    await spine.accept([event]);
    expect([...(await spine.post()).values()]).toMatchObject([{ done: false }]);
    expect(spine.odoo.calls).toEqual([]);
    // The claim is given back, so that the next try need not wait for its lease.
    expect(await spine.statusOf(eventKeyOf(event))).toBe('accepted');
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
    expect(spine.logged).toContainEqual(
      expect.objectContaining({
        code: 'STORE_UNAVAILABLE',
        about: expect.objectContaining({ what: 'code mapping' }),
      }),
    );
    spine.codeMapping.lookUp = lookUp;
    spine.queue.reappear();
    await spine.post();
    expect(await spine.statusOf(eventKeyOf(event))).toBe('posted');
  });

  it('are Odoo’s also when the batch is booked one by one', async () => {
    const spine = new Spine();
    await spine.codeMapping.put('oslo', { kind: 'item', code: 'A', odooCode: 'ALPHA' }, change);
    const events = [scrapOf('A', '1'), scrapOf('A', '2')];
    for (const event of events.slice(1)) spine.odoo.defects.add(eventKeyOf(event));
    await spine.accept(events);
    await spine.post();
    expect(spine.odoo.calls.map((call) => call.length)).toEqual([2, 1, 1]);
    expect(new Set(itemsSent(spine))).toEqual(new Set(['ALPHA']));
  });
});

describe('a refusal of a code', () => {
  it('names the plant’s own code, in the event store and on the bus', async () => {
    const spine = new Spine();
    await spine.codeMapping.put('oslo', { kind: 'item', code: 'A', odooCode: 'ALPHA' }, change);
    odooKnows(spine);
    const event = scrapOf('A', '1');
    await spine.accept([event]);
    await spine.drain();
    const missing = [{ kind: 'item', code: 'A' }];
    expect((await spine.eventStore.get(eventKeyOf(event)))?.reason).toMatchObject({
      code: 'unknown-item',
      missing,
    });
    expect(spine.settled).toMatchObject([{ kind: 'quarantined', reason: { missing } }]);
  });

  const data = {
    order: 'O',
    quantity: { value: 1, unit: 'KGM' },
    consumed: [
      { item: 'X', quantity: { value: 1, unit: 'KGM' } },
      { item: 'Y', quantity: { value: 1, unit: 'KGM' } },
    ],
    labour: [
      {
        operation: 'Mixing',
        workCenter: 'L1',
        startedAt: '2026-11-23T10:00:00Z',
        endedAt: '2026-11-23T11:00:00Z',
      },
    ],
    final: false,
  };
  const event = report({ data });

  it.each([
    ['unknown-item', '/data/consumed/1/item', [{ kind: 'item', code: 'Y' }]],
    ['unknown-work-center', '/data/labour/0/workCenter', [{ kind: 'work-center', code: 'L1' }]],
    // Operations are Odoo's own names, which no code mapping lists.
    ['unknown-work-center', '/data/labour/0/operation', undefined],
    ['unknown-item', '/data/consumed/7/item', undefined],
    ['unknown-item', '/data/consumed', undefined],
    ['unknown-item', '', undefined],
    ['unknown-order', '/data/order', undefined],
    ['unknown-unit', '/data/quantity/unit', [{ kind: 'unit', code: 'KGM' }]],
    ['ambiguous-code', '/data/consumed/1/item', [{ kind: 'item', code: 'Y' }]],
    ['ambiguous-code', '/data/labour/0/workCenter', [{ kind: 'work-center', code: 'L1' }]],
    ['ambiguous-code', '/data/order', undefined],
    ['constructor', '/data/order', undefined],
  ])('of %s at "%s" misses what the code mapping is asked for there', (code, pointer, missing) => {
    expect(missingFrom({ code, pointer }, { event }).missing).toEqual(missing);
  });

  it('of a scrap reason or a code with a slash misses it too', () => {
    const scrap = scrapOf('A', '1');
    const reasoned = { ...scrap, data: { ...(scrap.data as object), reason: 'Q/1' } };
    expect(
      missingFrom({ code: 'unknown-scrap-reason', pointer: '/data/reason' }, { event: reasoned }),
    ).toEqual({
      missing: [{ kind: 'scrap-reason', code: 'Q/1' }],
    });
  });
});
