import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventKeyOf, fingerprintOf } from '../../events/envelope.ts';
import { parseEvent } from '../../events/parse-event.ts';
import { refusalByRights } from '../../lambdas/access/may-send.ts';
import { refusalByPlausibility } from '../../lambdas/inbound/admission.ts';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import type { PostingRow } from '../../lambdas/odoo/posting.ts';
import { postingOf } from '../../lambdas/posting/book.ts';
import { codeKey } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import { codeLookup } from '../../lambdas/posting/events/define-posting.ts';
import { codeMappingFiles } from '../../local/run/code-mapping-files.ts';
import { calendarOf } from '../../local/sample/calendar.ts';
import { batchesOf, countOutcomes, type DayEntry, sampleDay } from '../../local/sample/day.ts';
import { expectedStock } from '../../local/sample/expected-stock.ts';
import { sampleMasterData } from '../../local/sample/master-data.ts';
import { osloShopOrder } from '../../local/sample/plants/oslo.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';
import { type FakeOdooBackend, fakeOdooBackend } from '../backends/fake-odoo.ts';
import { addressOf } from '../e2e/plant.ts';

const now = new Date('2026-11-23T07:30:00Z');
const delivery = 'OSL/OUT/00001';
const day = sampleDay(now, delivery);
const master = sampleMasterData(now);

const isLetIn = ({ event, partner, plant }: DayEntry): boolean => {
  const parsed = parseEvent(event);
  const profile = plants[plant];
  const who = partners[partner];
  if (!parsed.ok || profile === undefined || who === undefined) return false;
  const { reads } = who;
  const access = {
    partner,
    plants: [...who.plants],
    systems: [...who.systems],
    types: [...who.types],
    reads,
    receives: [],
    suppliers: [],
  };
  const refused =
    refusalByRights(parsed.value, access, profile) ?? refusalByPlausibility(parsed.value, profile, now);
  return refused === undefined;
};

describe('the sample day', () => {
  it('has some four hundred events of three plants', () => {
    expect(day.entries.length).toBeGreaterThan(330);
    expect(Object.keys(day.expected).sort()).toEqual(['gdansk', 'lyon', 'oslo']);
    expect(day.expected).toEqual(countOutcomes(day.entries));
  });

  it('has something of every outcome at every plant', () => {
    for (const counts of Object.values(day.expected))
      for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  });

  it('is the same day again for any time of the same date', () => {
    expect(sampleDay(new Date('2026-11-23T23:59:59Z'), delivery)).toEqual(day);
    expect(sampleDay(new Date('2026-11-24T00:00:00Z'), delivery).entries[0]?.event.id).not.toBe(
      day.entries[0]?.event.id,
    );
  });

  it('is let in at the door, but for what it calls rejected', () => {
    for (const entry of day.entries) {
      expect([entry.event.id, isLetIn(entry)]).toEqual([entry.event.id, entry.expected !== 'rejected']);
    }
  });

  it('repeats and contradicts only what was sent before', () => {
    const first = new Map<string, string>();
    for (const { event, expected } of day.entries.filter((entry) => entry.expected !== 'rejected')) {
      const known = first.get(event.id);
      if (expected === 'duplicate') expect(known).toBe(fingerprintOf(event));
      else if (expected === 'conflict') expect([undefined, fingerprintOf(event)]).not.toContain(known);
      else expect(known).toBeUndefined();
      if (known === undefined) first.set(event.id, fingerprintOf(event));
    }
  });

  it('keeps the order of each plant when it is cut into calls', () => {
    for (const [plant, batches] of Object.entries(batchesOf(day.entries, 20))) {
      const sent = batches.flatMap((batch) => batch.entries);
      expect(sent).toEqual(day.entries.filter((entry) => entry.plant === plant));
      expect(Math.max(...batches.map((batch) => batch.entries.length))).toBeLessThanOrEqual(20);
    }
  });
});

describe('the sample day in Odoo', () => {
  let backend: FakeOdooBackend;
  const rows = new Map<DayEntry, PostingRow>();
  const lines = codeMappingFiles().flatMap((file) => file.lines);
  const codeMappingIn = (plant: string) =>
    codeLookup(
      new Map(lines.filter((line) => line.plant === plant).map((line) => [codeKey(line), line.odooCode])),
    );

  beforeAll(async () => {
    backend = await fakeOdooBackend({ now: () => now });
    await backend.seed(master);
    const [sold] = await backend.sales.salesOrders(osloShopOrder(calendarOf(now), 1));
    expect(sold?.deliveries).toEqual([delivery]);
    const client = new OdooClient({ ...addressOf(backend), environment: 'local' });
    const blocked = new Set<unknown>();
    for (const entry of day.entries) {
      const parsed = parseEvent(entry.event);
      const profile = plants[entry.plant];
      if (!parsed.ok || profile === undefined) continue;
      if (!['posted', 'quarantined'].includes(entry.expected) || blocked.has(parsed.value.orderingKey))
        continue;
      const { event, orderingKey } = parsed.value;
      const record = { eventKey: eventKeyOf(event), event, orderingKey, plant: entry.plant };
      const posting = postingOf(record, profile, codeMappingIn(entry.plant));
      const answer = await bookPostings(client, [posting]);
      const row = answer.ok ? answer.rows[0] : undefined;
      if (row === undefined) throw new Error(JSON.stringify(answer));
      rows.set(entry, row);
      if (row.result === 'refused') blocked.add(orderingKey);
    }
  });
  afterAll(() => backend.close());

  it('posts what it says is posted, and refuses what it says is quarantined', () => {
    for (const [{ event, expected }, row] of rows) {
      const result = expected === 'posted' ? 'posted' : 'refused';
      expect({ id: event.id, ...row }).toMatchObject({ id: event.id, result });
    }
    const codes = [...rows.values()].flatMap((row) => (row.result === 'refused' ? [row.code] : []));
    expect(codes.sort()).toEqual([
      'insufficient-stock',
      'lot-expired',
      'order-not-confirmed',
      'unknown-item',
      'unknown-order',
    ]);
  });

  it('leaves the stock that the arithmetic of its events says', async () => {
    const expected = expectedStock(day.entries, master);
    for (const [warehouse, items] of Object.entries(expected)) {
      for (const [item, quantity] of Object.entries(items)) {
        expect([item, (await backend.onHand(warehouse, item)).quantity]).toEqual([item, quantity]);
      }
    }
  });

  it('can be seeded again without undoing what was booked', async () => {
    const before = await backend.onHand('OSL', 'MILK');
    await backend.seed(master);
    expect(await backend.onHand('OSL', 'MILK')).toEqual(before);
  });
});
