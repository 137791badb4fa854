import { describe, expect, it } from 'vitest';
import { broken, transient } from '../../lambdas/odoo/failures.ts';
import type { TracedGenealogy, TracedRecall } from '../../lambdas/traceability/traced.ts';
import { at, dairy, oslo, tracedDocument, tracing } from '../fakes/tracing.ts';

const answering = (answer: unknown) => tracing({ ok: true, answer });
const recallOf = (more: Partial<TracedRecall> = {}): TracedRecall => {
  const { links: _, ...rest } = dairy();
  return { ...rest, on_hand: [], ...more };
};

describe('the genealogy of a lot', () => {
  it('is asked of the plant’s warehouse, up when nobody says where to', async () => {
    const { get, asked } = answering(dairy());
    await get('genealogy');
    await get('genealogy', { lot: 'A%2FB%20C', query: { direction: 'down', item: 'I' } });
    expect(asked).toEqual([
      { question: 'lot.genealogy', warehouse: 'OSL', about: { lot: 'MILK', direction: 'up' } },
      { question: 'lot.genealogy', warehouse: 'OSL', about: { lot: 'A/B C', direction: 'down', item: 'I' } },
    ]);
  });

  it('is a flat graph: the lot asked for first, quantities with the codes of their units', async () => {
    const { read, headers } = await answering(dairy()).get('genealogy');
    expect(headers).toMatchObject({ 'content-type': 'application/json', vary: 'accept' });
    expect(read).toMatchObject({ lot: 'MILK', item: 'ITEM-MILK', direction: 'up', truncated: false });
    expect((read.nodes as { lot: string }[]).map(({ lot }) => lot)).toEqual(['MILK', 'BUTTER', 'CHEESE']);
    expect((read.nodes as object[])[2]).toEqual({
      id: 2,
      item: 'ITEM-CHEESE',
      lot: 'CHEESE',
      name: 'Name of CHEESE',
      plant: 'oslo',
      expires: at(23),
      verdict: 'held',
      verdictAt: at(10),
      documents: [
        {
          kind: 'production',
          name: 'OSL/MO/1',
          plant: 'oslo',
          at: at(9),
          quantity: { value: 2, unit: 'KGM' },
        },
        {
          kind: 'delivery',
          name: 'OSL/OUT/1',
          plant: 'oslo',
          at: at(12),
          quantity: { value: 1.5, unit: 'KGM' },
          customer: { reference: 'K1', name: 'Corner Shop' },
          customerReference: 'PO-9',
          salesOrder: 'S00001',
          trackingNumber: 'T-1',
        },
      ],
    });
    expect((read.links as object[])[1]).toEqual({
      from: 0,
      to: 2,
      kind: 'production',
      document: 'OSL/MO/1',
      plant: 'oslo',
      at: at(9),
      consumed: { value: 4, unit: 'KGM' },
      produced: { value: 2, unit: 'KGM' },
    });
  });

  it('shows of another plant which lots there are, and nothing else', async () => {
    const { read, body } = await answering(dairy()).get('genealogy');
    expect((read.nodes as object[])[1]).toEqual({ id: 1, item: 'ITEM-BUTTER', lot: 'BUTTER' });
    expect((read.links as object[])[0]).toEqual({ from: 0, to: 1 });
    for (const secret of ['GDA', 'Secret', 'pass', 'gdansk', at(20)]) expect(body).not.toContain(secret);
    expect(read).toMatchObject({ withheld: true, remarks: [expect.stringContaining('may not read')] });
    const { get } = tracing({ ok: true, answer: dairy() }, { ...oslo, plants: ['oslo', 'gdansk'] });
    const whole = (await get('genealogy')).read;
    expect(whole).toMatchObject({ withheld: false });
    expect((whole.nodes as object[])[1]).toMatchObject({ plant: 'gdansk', verdict: 'pass' });
  });

  it('shows no lot in full whose plant is unknown', async () => {
    const { lots, ...rest } = dairy();
    const answer = { ...rest, lots: lots.map(({ home: _, ...lot }) => lot) };
    const { read } = await answering(answer).get('genealogy');
    expect((read.nodes as object[])[2]).toEqual({ id: 2, item: 'ITEM-CHEESE', lot: 'CHEESE' });
  });

  it('names a unit that has no code', async () => {
    const traced = dairy();
    const lots = traced.lots.map((lot) => ({ ...lot, uom: '__export__.uom_9', uom_name: 'Churn' }));
    const { read } = await answering({ ...traced, lots }).get('genealogy');
    expect((read.links as object[])[1]).toMatchObject({ consumed: { value: 4, unitName: 'Churn' } });
  });

  it('says in words that a bound was reached', async () => {
    const { read } = await answering({ ...dairy(), truncated: true }).get('genealogy');
    expect(read).toMatchObject({
      truncated: true,
      remarks: [expect.stringContaining('5,000 lots'), expect.any(String)],
    });
  });

  it('is 413 when it would be larger than a function can answer', async () => {
    const traced: TracedGenealogy = dairy();
    const documents = Array.from({ length: 60_000 }, (_, n) => tracedDocument('delivery', `OSL/OUT/${n}`));
    const { statusCode, read } = await answering({
      ...traced,
      lots: traced.lots.map((lot) => ({ ...lot, documents })),
    }).get('genealogy');
    expect([statusCode, read.title]).toEqual([413, 'Content Too Large']);
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/html, application/*;q=0.9', 'application/json'],
    ['application/ld+json', 'application/ld+json'],
    ['Application/LD+JSON; profile=x, application/json', 'application/ld+json'],
  ])('asked for %s, is %s', async (accept, type) => {
    const { headers } = await answering(dairy()).get('genealogy', accept ? { accept } : {});
    expect(headers?.['content-type']).toBe(type);
  });

  it('is 406 in another format', async () => {
    const { get, asked } = answering(dairy());
    expect(await get('genealogy', { accept: 'text/html' })).toMatchObject({ statusCode: 406 });
    expect(asked).toEqual([]);
  });
});

describe('a recall', () => {
  it('lists shipments with their lots, what came back of them, and what is on hand', async () => {
    const recall = recallOf({
      on_hand: [
        { lot: 3, location: 'OSL/Stock', warehouse: 'OSL', quantity: 0.5 },
        { lot: 1, location: 'Subcontracting', quantity: 2 },
      ],
    });
    recall.lots[1]?.documents.push(
      tracedDocument('customer-return', 'OSL/IN/9', {
        at: at(14),
        quantity: 1,
        of: 'OSL/OUT/1',
        partner: { reference: 'K1', name: 'Corner Shop' },
      }),
    );
    const { read, statusCode } = await answering(recall).get('recall');
    expect([statusCode, read.lot]).toEqual([200, 'MILK']);
    const shop = { reference: 'K1', name: 'Corner Shop' };
    const cheese = { item: 'ITEM-CHEESE', lot: 'CHEESE' };
    expect(read.shipments).toEqual([
      {
        delivery: 'OSL/OUT/1',
        plant: 'oslo',
        at: at(12),
        customer: shop,
        customerReference: 'PO-9',
        salesOrder: 'S00001',
        trackingNumber: 'T-1',
        lots: [{ ...cheese, quantity: { value: 1.5, unit: 'KGM' }, returned: { value: 1, unit: 'KGM' } }],
      },
    ]);
    expect(read.returns).toEqual([
      {
        return: 'OSL/IN/9',
        delivery: 'OSL/OUT/1',
        plant: 'oslo',
        at: at(14),
        customer: shop,
        lots: [{ ...cheese, quantity: { value: 1, unit: 'KGM' } }],
      },
    ]);
    expect(read.lots).toMatchObject([
      { lot: 'BUTTER', onHand: [] },
      { lot: 'CHEESE', onHand: [{ location: 'OSL/Stock', plant: 'oslo', quantity: { value: 0.5 } }] },
      { lot: 'MILK', onHand: [{ location: 'Subcontracting', quantity: { value: 2 } }] },
    ]);
  });

  it('says that shipments of other plants are left out, and shows nothing of them', async () => {
    const on_hand = [{ lot: 2, location: 'GDA/Stock', warehouse: 'GDA', quantity: 3 }];
    const { read, body } = await answering(recallOf({ on_hand })).get('recall');
    for (const secret of ['GDA', 'Secret', 'gdansk']) expect(body).not.toContain(secret);
    expect(read).toMatchObject({ withheld: true, remarks: [expect.stringContaining('must be asked')] });
  });

  it('shows a shipment of a plant’s own, whoever made the lot', async () => {
    const recall = recallOf();
    recall.lots[0]?.documents.push(tracedDocument('delivery', 'OSL/OUT/2', { at: at(13) }));
    const { read } = await answering(recall).get('recall');
    expect((read.shipments as { delivery: string }[]).map(({ delivery }) => delivery)).toEqual([
      'OSL/OUT/1',
      'OSL/OUT/2',
    ]);
  });
});

describe('who asks about lots', () => {
  it('must be a partner that may read the whole plant', async () => {
    const ask = async (access: typeof oslo | undefined, plant = 'oslo') => {
      const { get, asked } = tracing({ ok: true, answer: dairy() }, access ?? undefined);
      const { statusCode } = await get('genealogy', { plant });
      return [statusCode, asked.length];
    };
    expect(await ask(oslo)).toEqual([200, 1]);
    expect(await ask({ ...oslo, reads: 'own' })).toEqual([403, 0]);
    for (const plant of ['gdansk', 'nowhere', 'constructor'])
      expect(await ask(oslo, plant)).toEqual([404, 0]);
  });

  it.each<[string, Parameters<ReturnType<typeof tracing>['get']>[1], number]>([
    ['another direction', { query: { direction: 'sideways' } }, 400],
    ['a parameter there is none of', { query: { depth: '3' } }, 400],
    ['an empty item', { query: { item: '' } }, 400],
    ['a lot that is no text', { lot: '%E0%A4%A' }, 404],
    ['a lot that is too long', { lot: 'x'.repeat(129) }, 404],
  ])('does not reach Odoo with %s', async (_, more, status) => {
    const { get, asked } = answering(dairy());
    expect([(await get('genealogy', more)).statusCode, asked.length]).toEqual([status, 0]);
  });

  it('gets the answer that the lot is unknown, or which item to name', async () => {
    const declined = (code: 'unknown-lot' | 'ambiguous-lot', message: string) =>
      tracing({ ok: false, kind: 'declined', code, message, pointer: '/lot' });
    const unknown = await declined('unknown-lot', 'no lot').get('recall');
    expect([unknown.statusCode, unknown.headers?.['content-type']]).toEqual([
      404,
      'application/problem+json',
    ]);
    const several = await declined('ambiguous-lot', 'several items have a lot L: A, B').get('recall');
    expect([several.statusCode, several.read.errors]).toEqual([
      422,
      [{ pointer: '/item', rule: 'ambiguous-lot', detail: 'several items have a lot L: A, B' }],
    ]);
  });

  it.each([
    transient('timeout', 'Traceback of Odoo', { outcome: 'unknown' }),
    broken('bad-key', 'Traceback of Odoo'),
    { ok: false, kind: 'declined', code: 'odoo-refused', message: 'Traceback of Odoo', pointer: '' } as const,
    { ok: true, answer: { root: 'Traceback of Odoo' } } as const,
    new Error('Traceback of Odoo'),
  ])('is asked to come back when Odoo cannot answer, and sees nothing of its words', async (answered) => {
    const { get, logged, counted } = tracing(answered);
    const { statusCode, headers, body } = await get('genealogy');
    expect([statusCode, headers?.['content-type']]).toEqual([503, 'application/problem+json']);
    expect(Number(headers?.['retry-after'])).toBeGreaterThan(0);
    expect(body).not.toContain('Traceback');
    expect(logged).toHaveLength(1);
    // Somebody is paged, except when Odoo is away: the plant queues show that.
    const isAway = 'kind' in answered && answered.kind === 'transient';
    expect(counted).toEqual(isAway ? [] : ['TraceFailed']);
  });
});
