import { expect, test } from 'vitest';
import { OdooClient } from '../../../lambdas/odoo/client.ts';
import { bookPostings } from '../../../lambdas/odoo/ports.ts';
import type { Posting } from '../../../lambdas/odoo/posting.ts';
import type { Floor } from '../open-floor.ts';
import { hoursAgo, KG, posting } from '../shop-floor.ts';
import { randomIssues, sameEnd, twins } from './random-issues.ts';

/** FOLD_SEEDS=21,22,23 looks further. */
const seeds = (process.env.FOLD_SEEDS ?? '1,2,3,4').split(',').map(Number);

const results = (rows: readonly { result: string }[]) => rows.map(({ result }) => result);

export function aggregated(floor: Floor): void {
  test.each(seeds)('issues in one call end where the same issues one by one end (seed %i)', async (seed) => {
    const pair = await twins(floor(), seed);
    const issues = randomIssues(seed, 14);
    const together = await floor().book(...issues.map((issue) => issue(floor(), pair.together)));
    const alone = [];
    for (const issue of issues) {
      const row = await floor().bookOne(issue(floor(), pair.alone));
      alone.push(row);
      if (row.result === 'refused') break;
    }
    const behind = issues.slice(alone.length).map(() => 'behind');
    expect(results(together)).toEqual([...results(alone), ...behind]);
    const codes = (rows: readonly object[]) => rows.map((row) => ('code' in row ? row.code : ''));
    expect(codes(together).slice(0, alone.length)).toEqual(codes(alone));
    await sameEnd(floor(), pair);
  });

  test('one that is refused in the middle: those before it are booked, those after it are behind', async () => {
    const on = await floor().release({
      quantity: 10,
      components: [
        { per: 2, stock: 99 },
        { per: 1, stock: 9 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    const issues = [
      floor().consumed(on, milk, 1),
      floor().consumed(on, cup, 4),
      floor().consumed(on, milk, 2),
      floor().consumed(on, cup, 6),
      floor().consumed(on, milk, 4),
    ];
    const rows = await floor().book(...issues);
    expect(results(rows)).toEqual(['posted', 'posted', 'posted', 'refused', 'behind']);
    expect(rows[3]).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().backend.issued(on.order)).toMatchObject({
      [milk]: { quantity: 3 },
      [cup]: { quantity: 4 },
    });
    const keys = issues.map(({ event }) => event);
    expect((await floor().backend.idempotencyRecords(keys)).toSorted()).toEqual(keys.slice(0, 3).toSorted());
  });

  test('one that comes twice, and one that was booked before, count once', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    const [a, b, c, d] = [1, 2, 4, 8].map((value) => floor().consumed(on, milk, value)) as [
      Posting,
      Posting,
      Posting,
      Posting,
    ];
    await floor().bookOne(b);
    const rows = await floor().book(a, b, c, a, d, d);
    expect(results(rows)).toEqual(['posted', 'duplicate', 'posted', 'duplicate', 'posted', 'duplicate']);
    expect(await floor().backend.issued(on.order)).toMatchObject({ [milk]: { quantity: 15 } });
  });

  test('each has its own idempotency record and document', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const issues = [1, 2, 3].map((value) => floor().consumed(on, on.components[0] ?? '', value));
    const rows = await floor().book(...issues);
    const document = { model: 'mrp.production', name: on.order };
    expect(rows).toMatchObject(issues.map(({ event }) => ({ event, result: 'posted', document })));
    const [first, second] = issues as [Posting, Posting, Posting];
    const again = await floor().book(second, first);
    expect(again).toEqual([1, 0].map((index) => ({ ...rows[index], result: 'duplicate' })));
  });

  test('what comes between issues of an order is booked between them', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    const rows = await floor().book(
      floor().consumed(on, milk, 1),
      floor().consumed(on, milk, 2),
      floor().reported(on, 4),
      floor().consumed(on, milk, 4),
      floor().consumed(on, milk, 8),
      floor().reported(on, 6),
    );
    expect(new Set(results(rows))).toEqual(new Set(['posted']));
    expect((await floor().backend.orderFamily(on.order)).map(({ consumed }) => consumed[milk])).toEqual([
      3, 12,
    ]);
  });

  test('each is judged by its own time and its own policy', async () => {
    const stock = { OLD: { quantity: 50, expires: new Date(Date.now() - 2 * 3_600_000).toISOString() } };
    const on = await floor().release({
      quantity: 10,
      components: [
        { per: 2, tracking: 'lot', expires: true, stock },
        { per: 1, stock: 5 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    const lots = { lots: [{ number: 'OLD', quantity: 1 }] };
    const allow = { policy: { negative_stock: 'allow' as const } };
    const rows = await floor().book(
      floor().consumed(on, milk, 1, lots, { time: hoursAgo(3) }),
      floor().consumed(on, milk, 1, lots, { time: hoursAgo(4) }),
      floor().consumed(on, cup, 7, {}, allow),
      floor().consumed(on, milk, 1, lots, { time: hoursAgo(1) }),
    );
    expect(results(rows)).toEqual(['posted', 'posted', 'posted', 'refused']);
    expect(rows[3]).toMatchObject({ code: 'lot-expired' });
    expect(await floor().bookOne(floor().consumed(on, cup, 1))).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().backend.issued(on.order)).toMatchObject({
      [milk]: { quantity: 2 },
      [cup]: { quantity: 7 },
    });
  });

  test('the same call three times at once books each event once', async () => {
    const on = await floor().release({ quantity: 100, components: [{ per: 2, stock: 999 }] });
    const issues = Array.from({ length: 30 }, () => floor().consumed(on, on.components[0] ?? '', 1));
    await Promise.all([1, 2, 3].map(() => insistAll(floor().client, issues)));
    expect(await floor().backend.issued(on.order)).toMatchObject({
      [on.components[0] ?? '']: { quantity: 30 },
    });
  }, 120_000);

  test('a call whose answer was not waited for is repeated without harm', async () => {
    const on = await floor().release({ quantity: 1000, components: [{ per: 2, stock: 9999 }] });
    const issues = Array.from({ length: 500 }, () => floor().consumed(on, on.components[0] ?? '', 1));
    const { url, database, apiKey } = floor().backend;
    await bookPostings(floor().client, []);
    for (const timeoutMs of [1, 10, 40, 80])
      await bookPostings(new OdooClient({ url, database, apiKey, timeoutMs, environment: 'local' }), issues);
    const rows = await insistAll(floor().client, issues);
    expect(results(rows).every((result) => result === 'posted' || result === 'duplicate')).toBe(true);
    expect(await floor().backend.issued(on.order)).toMatchObject({
      [on.components[0] ?? '']: { quantity: 500 },
    });
  }, 120_000);

  test('two thousand events of one ordering key go in one call', async () => {
    const on = await floor().release({ quantity: 9999, components: [{ per: 1, stock: 9999 }] });
    const issues = Array.from({ length: 2000 }, () => floor().consumed(on, on.components[0] ?? '', 1));
    const bad = floor().consumed(on, 'NOBODY-KNOWS', 1);
    const rows = await floor().book(...issues.slice(0, 1200), bad, ...issues.slice(1200));
    expect(results(rows)).toEqual([...Array(1200).fill('posted'), 'refused', ...Array(800).fill('behind')]);
    expect(await floor().backend.issued(on.order)).toMatchObject({
      [on.components[0] ?? '']: { quantity: 1200 },
    });
  }, 120_000);

  test('more than 2500 are refused as a call, and nothing is booked', async () => {
    const on = await floor().release({ quantity: 10 });
    const issues = Array.from({ length: 2501 }, () => floor().consumed(on, on.components[0] ?? '', 1));
    expect(await bookPostings(floor().client, issues)).toMatchObject({ ok: false, kind: 'broken' });
    expect(await floor().backend.issued(on.order)).toEqual({});
  }, 120_000);

  test('a refused reading holds back none of its machine; a refused issue holds back its order', async () => {
    const on = await floor().release({ quantity: 10, operations: ['COUNTED'] });
    const reading = (order: string, value: number): Posting =>
      posting(
        'machine.counted',
        { machine: 'COUNTED', order, count: { value, uom: KG } },
        { stream: 'machine/COUNTED' },
      );
    const readings = [
      reading(on.order, 1),
      reading('NO-ORDER', 2),
      reading('NO-ORDER', 2),
      reading(on.order, 3),
    ];
    expect(results(await floor().book(...readings))).toEqual(['posted', 'refused', 'refused', 'posted']);
    expect(results(await floor().book(...readings))).toEqual([
      'duplicate',
      'refused',
      'refused',
      'duplicate',
    ]);
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 3 }]);
  });
}

/** Asks again as the plant queue does: a race, or a call that is still running, may end in a transient failure. */
async function insistAll(client: OdooClient, postings: readonly Posting[]) {
  for (;;) {
    const answer = await bookPostings(client, postings);
    if (answer.ok) return answer.rows;
    if (answer.kind !== 'transient') throw new Error(`${answer.code}: ${answer.message}`);
  }
}
