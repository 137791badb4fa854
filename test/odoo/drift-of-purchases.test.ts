import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import type { Posting, PostingRow } from '../../lambdas/odoo/posting.ts';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import type { OnHand, TestBackend } from '../backends/test-backend.ts';
import { chanceOf } from './drift/chance.ts';
import { modelledOnly } from './drift/modelled-only.ts';
import { randomArrivals, randomPurchases } from './drift/random-purchases.ts';
import { WAREHOUSE } from './shop-floor.ts';

/** DRIFT_SEEDS=21,22,23 looks further. */
const seeds = (process.env.DRIFT_SEEDS ?? '1,2').split(',').map(Number);

/** As `drift.test.ts`, for purchases: random events must get the same answers and leave the same orders and stock. */
describe.each(seeds)('purchases on the fake Odoo beside the real server, seed %i', (seed) => {
  const tag = `P${seed}${Date.now().toString(36).slice(-5).toUpperCase()}`;
  const chance = chanceOf(seed);
  const plant = randomPurchases(tag, chance, 12);
  const events = randomArrivals(plant, chance, 5);
  const answers: { event: Posting; real: unknown; fake: unknown }[] = [];
  let real: TestBackend;
  let fake: TestBackend;

  beforeAll(async () => {
    real = realOdooFromEnvironment();
    fake = await fakeOdooBackend();
    await Promise.all([real.seed(plant.master), fake.seed(plant.master)]);
    for (const event of events) {
      const { postings: sent, rows } = modelledOnly([event], await booked(fake, event));
      for (const each of sent)
        answers.push({
          event: each,
          fake: rows.map(comparable),
          real: (await booked(real, each)).map(comparable),
        });
    }
  }, 300_000);
  afterAll(() => Promise.all([real?.close(), fake?.close()]));

  test('they answer alike', () => {
    for (const { event, real: expected, fake: answer } of answers) {
      const { operation, payload } = event;
      expect({ operation, payload, answer }).toEqual({ operation, payload, answer: expected });
    }
  });

  test('they leave the same orders and receipts', async () => {
    for (const { name } of plant.orders) expect(await orderOf(fake, name)).toEqual(await orderOf(real, name));
  });

  test('they leave the same stock, by lot', async () => {
    for (const { code } of plant.goods)
      expect([code, left(await fake.onHand(WAREHOUSE, code))]).toEqual([
        code,
        left(await real.onHand(WAREHOUSE, code)),
      ]);
  });
});

async function booked(backend: TestBackend, event: Posting): Promise<PostingRow[]> {
  const { url, database, apiKey } = backend;
  const answer = await bookPostings(new OdooClient({ url, database, apiKey, environment: 'local' }), [event]);
  if (!answer.ok) throw new Error(`${backend.name}: ${answer.kind} ${answer.code} ${answer.message}`);
  return answer.rows;
}

/** Ids differ between two databases, and so do the running numbers of transfers. */
function comparable(row: PostingRow): unknown {
  if (!('document' in row)) return row;
  const { model, name } = row.document;
  return { ...row, document: { model, name: model === 'stock.picking' ? 'IN' : name } };
}

/** The moment of seeding differs, and the fake keeps no notes. */
async function orderOf(backend: TestBackend, name: string): Promise<unknown> {
  const { notes: _notes, activities: _activities, ...seen } = await backend.purchaseOrder(name);
  return { name, ...seen, lines: seen.lines.map(({ due: _due, ...line }) => line) };
}

function left({ quantity, byLot }: OnHand): unknown {
  return { quantity, byLot: Object.fromEntries(Object.entries(byLot).filter(([, some]) => some !== 0)) };
}
