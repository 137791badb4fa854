import { describe, expect, it } from 'vitest';
import { orderMessage, osloMes, type Read, Reader, stockMessage } from '../fakes/reader.ts';

const rowsOf = ({ body }: Read, called: string): Record<string, unknown>[] =>
  body[called] as Record<string, unknown>[];
const namesOf = (read: Read): unknown[] => rowsOf(read, 'orders').map(({ order }) => order);

/** All of it free. */
const lying = (value: number) => {
  const [all, none] = [value, 0].map((amount) => ({ value: amount, unit: 'KGM' }));
  return { quantity: all, reserved: none, free: all, held: none };
};

const dairy = async (): Promise<Reader> => {
  const reader = new Reader();
  await reader.publish([
    orderMessage('MO/1'),
    orderMessage('MO/2', { data: { status: 'done' } }),
    orderMessage('MO/3'),
    stockMessage('MILK', 'TANK-1', { data: lying(5) }, 'M-1'),
    stockMessage('MILK', 'TANK-2', { data: lying(7) }, 'M-2'),
    stockMessage('JAR', 'SHELF', { data: lying(900) }),
  ]);
  return reader;
};

describe('orders and stock', () => {
  it('are as the last messages say, each with its position and time', async () => {
    const reader = await dairy();
    reader.now += 60_000;
    const again = { quantity: { value: 8, unit: 'KGM' } };
    await reader.publish([orderMessage('MO/1', { name: 'production-order.changed', data: again })]);
    const read = await reader.get('/orders');
    expect(read.status).toBe(200);
    expect(rowsOf(read, 'orders')).toMatchObject([
      { order: 'MO/1', ...again, sequence: 7, asOf: '2026-11-24T12:01:00.000Z' },
      { order: 'MO/2', sequence: 2 },
      { order: 'MO/3', sequence: 3, asOf: '2026-11-24T12:00:00.000Z' },
    ]);
    expect(read.body).toMatchObject({ sequence: 7 });
    expect(rowsOf(await reader.get('/stock'), 'stock')).toHaveLength(3);
  });

  it('say how far the feed was before they were read, and when Odoo was', async () => {
    const reader = await dairy();
    const at = '2026-11-24T11:59:00Z';
    await reader.feed.setRead('oslo', 'production-order', { mark: '1:1', at, throughAt: at });
    const page = reader.feed.statePage;
    reader.feed.statePage = async (...asked) => {
      await reader.publish([orderMessage('MO/9')]);
      return page(...asked);
    };
    const read = await reader.get('/orders');
    expect(read.body).toMatchObject({ sequence: 6, readAt: at });
    expect(read.headers).toMatchObject({ 'feed-sequence': '6', 'read-at': at });
    expect(namesOf(read)).toContain('MO/9');
    const stock = await reader.get('/stock');
    expect(stock.body).not.toHaveProperty('readAt');
    expect(stock.headers).not.toHaveProperty('read-at');
  });

  it.each([
    ['/orders', { status: 'done' }, ['MO/2']],
    ['/orders', { status: 'cancelled' }, []],
    ['/stock', { item: 'MILK' }, ['TANK-1', 'TANK-2']],
    ['/stock', { item: 'MILK', lot: 'M-2' }, ['TANK-2']],
    ['/stock', { location: 'SHELF' }, ['SHELF']],
    ['/stock', { lot: 'M' }, []],
  ])('%s are narrowed by %o', async (path, query, found) => {
    const read = await (await dairy()).get(path, query as never);
    const rows = rowsOf(read, path.slice(1));
    expect(rows.map(({ order, location }) => order ?? location)).toEqual(found);
  });

  it('come a page at a time, whole, also through many that are not asked for', async () => {
    const reader = new Reader();
    const rare = (index: number) => index % 40 === 7;
    await reader.publish(
      Array.from({ length: 400 }, (_, index) =>
        orderMessage(`MO/${String(index).padStart(3, '0')}`, {
          data: { status: rare(index) ? 'done' : 'released' },
        }),
      ),
    );
    const all: unknown[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query: Record<string, string> = { status: 'done', limit: '3', ...(cursor && { cursor }) };
      const read = await reader.get('/orders', query);
      expect(namesOf(read).length).toBeLessThanOrEqual(3);
      all.push(...namesOf(read));
      cursor = read.body.cursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(all).toEqual(
      [7, 47, 87, 127, 167, 207, 247, 287, 327, 367].map((n) => `MO/${String(n).padStart(3, '0')}`),
    );
    expect(pages).toBe(4);
  });

  it('go on with a cursor of this list only', async () => {
    const reader = await dairy();
    const { cursor = '' } = (await reader.get('/orders', { limit: '1' })).body;
    expect(namesOf(await reader.get('/orders', { cursor, limit: '5' }))).toEqual(['MO/2', 'MO/3']);
    const gdansk = { ...osloMes, plants: ['oslo', 'gdansk'] };
    for (const [path, query, plant] of [
      ['/orders', { status: 'done' }, 'oslo'],
      ['/orders', { since: '2026-11-24T00:00:00Z' }, 'oslo'],
      ['/stock', {}, 'oslo'],
      ['/orders', {}, 'gdansk'],
    ] as const) {
      const { status, body } = await reader.get(path, { ...query, cursor }, gdansk, { plant });
      expect([status, body.errors]).toMatchObject([400, [{ pointer: '/cursor', rule: 'cursor' }]]);
    }
    expect((await reader.get('/orders', { cursor: 'xyz' })).status).toBe(400);
  });

  it('leave out what is no more, but for those who ask what changed since', async () => {
    const reader = await dairy();
    reader.now += 3_600_000;
    await reader.publish([
      stockMessage('MILK', 'TANK-1', { gone: true, data: lying(0) }, 'M-1'),
      stockMessage('JAR', 'SHELF', { data: lying(800) }),
    ]);
    expect(rowsOf(await reader.get('/stock'), 'stock').map(({ location }) => location)).toEqual([
      'SHELF',
      'TANK-2',
    ]);
    const since = rowsOf(await reader.get('/stock', { since: '2026-11-24T13:30:00+01:00' }), 'stock');
    expect(since).toMatchObject([
      { location: 'SHELF', ...lying(800) },
      { location: 'TANK-1', ...lying(0), gone: true },
    ]);
  });

  it('are not sent again to who has them, though Odoo was read since', async () => {
    const reader = await dairy();
    const first = await reader.get('/stock');
    const held = { headers: { 'If-None-Match': `"other", ${first.headers.etag}` } };
    await reader.publish([orderMessage('MO/9')]);
    const second = await reader.get('/stock', {}, osloMes, held);
    expect([second.status, second.headers.etag]).toEqual([304, first.headers.etag]);
    expect(second.headers).toMatchObject({ 'feed-sequence': '7' });
    await reader.publish([stockMessage('JAR', 'SHELF', { data: lying(1) })]);
    const third = await reader.get('/stock', {}, osloMes, held);
    expect([third.status, third.headers.etag === first.headers.etag]).toEqual([200, false]);
  });

  it('are shown to partners who read all of the plant', async () => {
    const reader = await dairy();
    for (const path of ['/orders', '/stock'])
      expect((await reader.get(path, {}, { ...osloMes, reads: 'own' })).status).toBe(403);
    expect(
      (await reader.get('/orders/{order}', {}, { ...osloMes, reads: 'own' }, { order: 'MO%2F1' })).status,
    ).toBe(403);
  });

  it.each([
    ['/orders', { status: 'finished' }, '/status'],
    ['/orders', { since: 'yesterday' }, '/since'],
    ['/orders', { item: 'MILK' }, '/item'],
    ['/stock', { limit: '1000' }, '/limit'],
    ['/stock', { lot: '' }, '/lot'],
  ])('%s are refused with %o', async (path, query, pointer) => {
    const { status, body } = await (await dairy()).get(path, query as never);
    expect([status, body.errors]).toMatchObject([400, [{ pointer }]]);
  });
});

describe('an order', () => {
  it('is found by its name, and not sent again to who has it', async () => {
    const reader = await dairy();
    const { status, body, headers } = await reader.get('/orders/{order}', {}, osloMes, { order: 'MO%2F2' });
    expect([status, body]).toMatchObject([200, { order: 'MO/2', status: 'done', sequence: 2 }]);
    expect(headers).toMatchObject({ 'feed-sequence': '6' });
    const held = { order: 'MO%2F2', headers: { 'if-none-match': String(headers.etag) } };
    expect((await reader.get('/orders/{order}', {}, osloMes, held)).status).toBe(304);
  });

  it('is unknown when nothing was published about it, it is gone, or its name is no text', async () => {
    const reader = await dairy();
    await reader.publish([orderMessage('MO/3', { gone: true })]);
    for (const order of ['MO%2F3', 'MO%2F77', '%E0%A4%A'])
      expect((await reader.get('/orders/{order}', {}, osloMes, { order })).status).toBe(404);
  });
});
