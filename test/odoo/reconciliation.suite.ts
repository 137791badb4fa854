import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReconciliationLine } from '../../lambdas/reconciliation/reports.ts';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import type { ByHand } from './reconciling/by-hand.ts';
import { causesOf, of, PlantDay } from './reconciling/plant-day.ts';
import { KG, type Released, ShopFloor } from './shop-floor.ts';

const kg = (value: number) => ({ value, unit: 'KGM' });
const stock = 'OSL/Stock';

/** Lines beyond the tolerance. Without goods of other suites with negative stock in Odoo: no plant can report that. */
const drifted = (line: ReconciliationLine): boolean =>
  line.beyond && !(line.kind === 'stock' && Number(line.odoo) < 0);

/** The plant's books against Odoo's: every kind of drift that is planted is found, with its cause. */
export function reconciliationSuite(
  make: () => Promise<{ backend: TestBackend; hand?: ByHand }>,
  /** nobody works in the fake Odoo: what people do there is tried on Odoo only */
  { people = true } = {},
): void {
  describe('reconciling', () => {
    let backend: TestBackend;
    let hand: ByHand | undefined;
    let floor: ShopFloor;
    beforeAll(async () => {
      ({ backend, hand } = await make());
      await backend.seed(qualityHoldOfOslo);
      floor = new ShopFloor(backend);
    });
    afterAll(() => backend?.close());

    /** An item of its own, with stock, at the beginning of a day. */
    const dayWith = async (quantity: number, lots?: Record<string, number>) => {
      const [item, shelf] = [floor.name('ITEM'), floor.name('SHELF')];
      const tracking = lots ? 'lot' : 'none';
      await backend.seed({
        warehouses: [{ code: 'OSL', name: 'Oslo' }],
        locations: [{ name: shelf, warehouse: 'OSL' }],
        items: [{ code: item, name: item, uom: KG, tracking }],
        stock: lots
          ? Object.entries(lots).map(([lot, amount]) => ({ warehouse: 'OSL', item, quantity: amount, lot }))
          : [{ warehouse: 'OSL', item, quantity }],
      });
      const day = await opened();
      const move = (value: number, more: object = {}) =>
        day.event('stock.moved', { item, quantity: kg(value), from: stock, to: `${stock}/${shelf}` }, more);
      return { day, item, shelf: `${stock}/${shelf}`, move };
    };
    const opened = async (): Promise<PlantDay> => {
      await floor.nextSecond();
      return new PlantDay(floor.client).begin();
    };
    const only = (lines: ReconciliationLine[], location?: string): ReconciliationLine | undefined => {
      const found = location
        ? lines.filter((line) => line.kind === 'stock' && line.location === location)
        : lines;
      expect(found.length).toBeLessThanOrEqual(1);
      return found[0];
    };
    const consumed = (day: PlantDay, on: Released, value: number, more: object = {}) =>
      day.event('material.consumed', { order: on.order, item: on.components[0], quantity: kg(value) }, more);
    /** Odoo has no such purchase order. */
    const received = (day: PlantDay, item: string, value: number) =>
      day.event('goods.received', { purchaseOrder: floor.name('P'), lines: [{ item, quantity: kg(value) }] });
    const reported = (day: PlantDay, on: Released, value: number, more: object = {}) =>
      day.event('production.reported', { order: on.order, quantity: kg(value), final: false }, more);

    it('finds nothing on a clean day, whatever is under way and whatever comes after the moment', async () => {
      const on = await floor.release({ quantity: 100 });
      const { day, item, shelf, move } = await dayWith(50);
      const component = on.components[0] ?? '';
      // Booked before the moment: an issue that its order has not completed yet.
      await day.book(move(5), consumed(day, on, 30));
      // Under way at the moment, and still.
      await day.accept(move(7), consumed(day, on, 4));
      await floor.nextSecond();
      const after = { time: new Date().toISOString() };
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(38) },
          { item, location: shelf, quantity: kg(12) },
          { item: component, location: stock, quantity: kg(966) },
        ],
        [item, on.product, component],
      );
      // After the moment, and booked before the books are compared.
      const later = new Date(after.time).getTime();
      expect(later).toBeGreaterThan(day.asOf.getTime());
      const before = await day.reconcile();
      expect(before.filter(drifted)).toEqual([]);
      expect(before.filter(of(item, component)).flatMap(causesOf)).toContain('event-in-flight');
      await day.book(move(1, after), consumed(day, on, 2, after), reported(day, on, 10, after));
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(38) },
          { item, location: shelf, quantity: kg(12) },
          { item: component, location: stock, quantity: kg(966) },
        ],
        [item, on.product, component],
      );
      const lines = await day.reconcile();
      expect(lines.filter(of(item, on.product, component))).toEqual([]);
      expect(lines.filter(drifted)).toEqual([]);
      const others = [before, lines].map((all) => all.filter(({ beyond }) => beyond).length);
      expect(day.counted).toEqual(others);
      expect(day.published.map(({ name }) => name)).toEqual([
        'reconciliation.completed',
        'reconciliation.completed',
      ]);
    });

    it('finds nothing on a clean day of production: parts completed before and after, reports and counts under way', async () => {
      const on = await floor.release({
        quantity: 100,
        components: [
          { per: 2, stock: 1000 },
          { per: 1, tracking: 'lot', stock: { 'L-1': { quantity: 500 } } },
        ],
      });
      const other = await floor.releaseAgain(on, 50);
      const [mixed = '', milk = ''] = on.components;
      const { day, item, shelf, move } = await dayWith(50);
      const made = (of: Released, value: number, more: object = {}) =>
        day.event(
          'production.reported',
          {
            order: of.order,
            quantity: kg(value),
            consumed: [{ item: milk, quantity: kg(value), lots: [{ number: 'L-1', quantity: kg(value) }] }],
            final: false,
          },
          more,
        );
      await day.book(move(7), made(on, 10), consumed(day, on, 30));
      // Under way: a report that takes one component by the bill of materials, and a count that finds three less.
      await day.accept(
        made(other, 4),
        day.event(
          'stock.counted',
          { item, location: stock, quantity: kg(40) },
          { time: day.asOf.toISOString() },
        ),
      );
      await floor.nextSecond();
      const time = new Date().toISOString();
      const keys = await day.bookOnly(made(on, 5, { time }), consumed(day, on, 1, { time }));
      for (const key of keys) expect(await day.spine.statusOf(key)).toBe('posted');
      await day.snapshot(
        [
          { item: on.product, location: stock, quantity: kg(14) },
          { item: mixed, location: stock, quantity: { value: 942_000, unit: 'GRM' } },
          { item: milk, location: stock, lot: 'L-1', quantity: kg(486) },
          { item, location: stock, quantity: kg(40) },
          { item, location: shelf, quantity: kg(7) },
        ],
        [item, on.product, mixed, milk],
      );
      const lines = await day.reconcile();
      expect(lines.filter(drifted)).toEqual([]);
      expect(lines.filter(of(item, on.product, mixed, milk)).flatMap(causesOf)).toEqual(
        Array(4).fill('event-in-flight'),
      );
    });

    it('an event that was quarantined is named, and is no drift until a person has decided', async () => {
      const { day, item } = await dayWith(50);
      const [key] = await day.book(received(day, item, 20));
      expect(await day.spine.statusOf(key as never)).toBe('quarantined');
      await day.snapshot([{ item, location: stock, quantity: kg(70) }], [item]);
      const line = only(await day.reconcile(of(item)), stock);
      expect(line).toMatchObject({ plant: 70, odoo: 50, difference: 20, beyond: false });
      expect(line?.causes).toMatchObject([
        { cause: 'event-quarantined', share: 20, evidence: { events: [key], reason: expect.any(String) } },
      ]);
    });

    it('an event deferred behind a quarantined one is named', async () => {
      const { day, item, shelf, move } = await dayWith(50);
      const unknown = day.event('stock.moved', { item, quantity: kg(1), from: stock, to: 'nowhere' });
      const [bad, deferred] = await day.book(unknown, move(4));
      expect(await day.spine.statusOf(bad as never)).toBe('quarantined');
      expect(await day.spine.statusOf(deferred as never)).toBe('parked');
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(46) },
          { item, location: shelf, quantity: kg(4) },
        ],
        [item],
      );
      const lines = await day.reconcile(of(item));
      expect(lines.map(({ causes }) => causes.map(({ cause, share }) => [cause, share]))).toEqual([
        [['event-parked', expect.any(Number)]],
        [['event-parked', expect.any(Number)]],
      ]);
      expect(lines[0]?.causes[0]?.evidence.events).toEqual([deferred]);
      expect(lines.some(({ beyond }) => beyond)).toBe(false);
    });

    it('an event that an operator left out is named, with who did so', async () => {
      const { day, item } = await dayWith(50);
      const [key] = await day.book(received(day, item, 20));
      await day.spine.decide('skip', key as never);
      await day.snapshot([{ item, location: stock, quantity: kg(70) }], [item]);
      const line = only(await day.reconcile(of(item)), stock);
      expect(line).toMatchObject({ plant: 70, odoo: 50, difference: 20, unit: 'KGM', beyond: true });
      expect(line?.causes).toMatchObject([
        { cause: 'event-skipped', share: 20, evidence: { events: [key], by: 'ola', note: 'tried' } },
      ]);
    });

    it('an event that never came is suspected by the gap it left in the sequence', async () => {
      const { day, item, shelf, move } = await dayWith(50);
      await day.book(
        move(1, { sequence: '00041' }),
        move(2, { sequence: '00042' }),
        move(4, { sequence: '00044' }),
      );
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(33) },
          { item, location: shelf, quantity: kg(7) },
        ],
        [item],
      );
      const lines = await day.reconcile();
      const line = only(lines.filter(of(item)), stock);
      expect(line).toMatchObject({ plant: 33, odoo: 43, difference: -10, beyond: true });
      expect(line?.causes).toMatchObject([{ cause: 'sequence-missing', evidence: { gaps: ['wms 43'] } }]);
      expect(lines.find(({ kind }) => kind === 'sequence')).toMatchObject({ system: 'wms', plant: '43' });
    });

    it('events that never came are suspected by the totals of the day', async () => {
      const { day, item, shelf, move } = await dayWith(50);
      await day.book(move(1), move(2));
      const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(
        day.asOf.getTime() - 60_000,
      );
      await day.accept(
        day.event('day.closed', {
          date,
          systems: [
            { system: 'wms', totals: [{ event: 'stock.moved', count: 3, sums: [kg(13)] }] },
            { system: 'mes', totals: [{ event: 'production.reported', count: 0 }] },
          ],
        }),
      );
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(37) },
          { item, location: shelf, quantity: kg(3) },
        ],
        [item],
      );
      const lines = await day.reconcile();
      expect(lines.filter(({ kind }) => kind === 'total')).toMatchObject([
        { system: 'wms', event: 'stock.moved', plant: 3, odoo: 2, difference: 1 },
      ]);
      const line = only(lines.filter(of(item)), stock);
      expect(causesOf(line)).toEqual(['events-missing']);
      expect(String(line?.causes[0]?.evidence.totals)).toContain('3 sent, 2 came');
    });

    it.skipIf(!people)('what somebody changed in Odoo is named, with who did it and when', async () => {
      const { day, item, move } = await dayWith(50);
      await day.book(move(1));
      await hand?.count(item, stock, 44);
      await floor.nextSecond();
      day.asOf = new Date();
      await day.snapshot([{ item, location: stock, quantity: kg(49) }], [item]);
      const line = only(await day.reconcile(of(item)), stock);
      expect(line).toMatchObject({ plant: 49, odoo: 44, difference: 5, beyond: true });
      expect(line?.causes).toMatchObject([
        { cause: 'manual-change', share: 5, evidence: { user: hand?.name, moved: -5 } },
      ]);
      expect(Date.now() - Date.parse(String(line?.causes[0]?.evidence.at))).toBeLessThan(120_000);
    });

    it('goods that lie there under another lot are no loss: the lots are named', async () => {
      const { day, item } = await dayWith(0, { 'L-1': 20, 'L-2': 30 });
      await day.snapshot(
        [
          { item, location: stock, lot: 'L-1', quantity: kg(15) },
          { item, location: stock, lot: 'L-2', quantity: kg(35) },
        ],
        [item],
      );
      const lines = await day.reconcile(of(item));
      expect(lines.map((line) => line.causes)).toMatchObject([
        [{ cause: 'lot-differs', evidence: { otherLot: expect.stringMatching(/^L-/) } }],
        [{ cause: 'lot-differs', evidence: { otherLot: expect.stringMatching(/^L-/) } }],
      ]);
    });

    it('goods that lie elsewhere are no loss: the place is named', async () => {
      const { day, item, shelf } = await dayWith(50);
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(40) },
          { item, location: shelf, quantity: kg(10) },
        ],
        [item],
      );
      const lines = await day.reconcile(of(item));
      expect(only(lines, stock)?.causes).toMatchObject([
        { cause: 'location-differs', share: -10, evidence: { otherLocation: shelf } },
      ]);
      expect(only(lines, shelf)?.causes).toMatchObject([
        { cause: 'location-differs', share: 10, evidence: { otherLocation: stock } },
      ]);
    });

    it('a code, a place or a unit that nobody knows is named', async () => {
      const { day, item } = await dayWith(50);
      await day.snapshot(
        [
          { item, location: stock, quantity: { value: 50, unit: 'LTR' } },
          { item: 'NO-SUCH-ITEM', location: stock, quantity: kg(3) },
          { item, location: 'NO-SUCH-PLACE', quantity: kg(3) },
        ],
        [item],
      );
      const lines = await day.reconcile(of(item, 'NO-SUCH-ITEM'));
      const codes = lines.flatMap(({ causes }) => causes.flatMap(({ evidence }) => evidence.codes ?? []));
      expect(new Set(lines.flatMap(causesOf))).toEqual(new Set(['code-unknown']));
      expect(codes).toEqual(
        expect.arrayContaining([`unit LTR of ${item}`, 'item NO-SUCH-ITEM', 'location NO-SUCH-PLACE']),
      );
      expect(lines.every(({ beyond }) => beyond)).toBe(true);
    });

    const approve = (day: PlantDay, line: ReconciliationLine | undefined) =>
      day.spine.operate({
        command: 'approve',
        plant: 'oslo',
        report: day.last,
        line: line?.line ?? '',
        by: 'ola',
        note: 'as the plant says',
        requestId: crypto.randomUUID(),
      });

    it('stock that the plant may report by a code that Odoo does not know is not counted away', async () => {
      const { day, item } = await dayWith(50);
      const own = floor.name('OWN-CODE');
      await day.snapshot([{ item: own, location: stock, quantity: kg(50) }], [item]);
      const lines = await day.reconcile(of(item, own));
      expect(lines.find((line) => line.kind === 'stock' && line.item === own)).toMatchObject({
        plant: 50,
        causes: [{ cause: 'code-unknown', evidence: { codes: [`item ${own}`] } }],
      });
      const line = lines.find((each) => each.kind === 'stock' && each.item === item);
      expect(line).toMatchObject({ plant: 0, odoo: 50 });
      expect(await approve(day, line)).toMatchObject({
        ok: false,
        said: expect.stringContaining(`does not name ${item}, and reports item ${own}`),
      });
      expect((await backend.stockAt(stock, item)).quantity).toBe(50);
    });

    it.skipIf(!people)(
      'items of the same reference that are archived or of another company are not taken for it',
      async () => {
        const { day, item } = await dayWith(50);
        const { code: archived = '', leave } = (await hand?.namesakes(item, stock, 7)) ?? {};
        await floor.nextSecond();
        day.asOf = new Date();
        await day.snapshot([{ item, location: stock, quantity: kg(47) }], [item, archived]);
        const lines = await day.reconcile(of(item, archived));
        await leave?.();
        const [ours, theirs] = [item, archived].map((code) =>
          lines.find((each) => each.kind === 'stock' && each.item === code),
        );
        expect(new Set(lines.map((each) => each.kind === 'stock' && each.item))).toEqual(
          new Set([item, archived]),
        );
        expect(ours).toMatchObject({ plant: 47, odoo: 50, causes: [{ cause: 'unexplained' }] });
        expect(theirs).toMatchObject({ plant: 0, odoo: 7 });
        expect(theirs?.causes).toMatchObject([
          { cause: 'item-archived', evidence: { item: expect.stringContaining(item) } },
        ]);
        expect(await approve(day, theirs)).toMatchObject({
          ok: false,
          said: expect.stringContaining('archived in Odoo'),
        });
      },
    );

    it.skipIf(!people)('an order that somebody cancelled in Odoo is named, with who did it', async () => {
      const on = await floor.release({ quantity: 100 });
      const day = await opened();
      await hand?.cancelOrder(on.order);
      await floor.nextSecond();
      day.asOf = new Date();
      await day.orders([{ order: on.order, status: 'started', produced: kg(0) }]);
      const [line, ...more] = await day.reconcile(of(on.order));
      expect(more).toEqual([]);
      expect(line).toMatchObject({ of: 'status', plant: 'started', odoo: 'cancelled', beyond: true });
      expect(line?.causes).toMatchObject([
        { cause: 'order-changed-in-odoo', evidence: { user: hand?.name } },
      ]);
    });

    it('what an order made agrees, with what is under way', async () => {
      const on = await floor.release({ quantity: 100 });
      const day = await opened();
      await day.book(reported(day, on, 10));
      await day.accept(reported(day, on, 5));
      await day.orders([{ order: on.order, status: 'started', produced: kg(15), scrapped: kg(0) }]);
      const lines = await day.reconcile(of(on.order));
      expect(lines).toMatchObject([{ of: 'produced', plant: 15, odoo: 10, beyond: false }]);
      expect(lines.flatMap(causesOf)).toEqual(['event-in-flight']);
    });

    it('an event that came after the moment and says it was before is named', async () => {
      const { day, item, move } = await dayWith(50);
      await day.snapshot([{ item, location: stock, quantity: kg(50) }], [item]);
      day.spine.now = new Date(day.asOf.getTime() + 600_000);
      const [key] = await day.book(move(6));
      expect(await day.spine.statusOf(key as never)).toBe('posted');
      const line = only(await day.reconcile(of(item)), stock);
      expect(line).toMatchObject({ plant: 50, odoo: 44, difference: 6, beyond: true });
      expect(line?.causes).toMatchObject([{ cause: 'late-event', share: 6, evidence: { events: [key] } }]);
    });

    it('an approved correction brings Odoo to what the plant had, and the next comparison agrees', async () => {
      const { day, item, shelf, move } = await dayWith(50);
      await day.snapshot([{ item, location: stock, quantity: kg(48) }], [item]);
      const line = only(await day.reconcile(of(item)), stock);
      const command = {
        command: 'approve',
        plant: 'oslo',
        report: day.last,
        line: line?.line ?? '',
      } as const;
      const answer = await day.spine.operate({
        ...command,
        by: 'ola',
        note: 'counted twice',
        requestId: crypto.randomUUID(),
      });
      expect(answer).toMatchObject({ ok: true, result: { by: 'ola' } });
      // Goods move on meanwhile.
      await floor.nextSecond();
      await day.book(move(5, { time: new Date().toISOString() }));
      expect((await backend.stockAt(stock, item)).quantity).toBe(43);
      await floor.nextSecond();
      day.asOf = new Date();
      await day.snapshot(
        [
          { item, location: stock, quantity: kg(43) },
          { item, location: shelf, quantity: kg(5) },
        ],
        [item],
      );
      expect(await day.reconcile(of(item))).toEqual([]);
    });

    it('a correction is approved although more was issued after the moment, before the report and since', async () => {
      const lots = { 'L-1': { quantity: 500 }, 'L-2': { quantity: 300 } };
      const on = await floor.release({
        quantity: 100,
        components: [{ per: 1, tracking: 'lot', stock: lots }],
      });
      const [milk = ''] = on.components;
      const day = await opened();
      await day.book(consumed(day, on, 20));
      await floor.nextSecond();
      const after = { time: new Date().toISOString() };
      await day.snapshot(
        [
          { item: milk, location: stock, lot: 'L-1', quantity: kg(480) },
          { item: milk, location: stock, lot: 'L-2', quantity: kg(293) },
        ],
        [milk, on.product],
      );
      await day.book(consumed(day, on, 15, after));
      const lines = (await day.reconcile(of(milk))).filter(drifted);
      expect(lines).toMatchObject([{ lot: 'L-2', plant: 293, odoo: 300, difference: -7 }]);
      await day.book(consumed(day, on, 9, after));
      const answer = await day.spine.operate({
        command: 'approve',
        plant: 'oslo',
        report: day.last,
        line: lines[0]?.line ?? '',
        by: 'ola',
        note: 'counted twice',
        requestId: crypto.randomUUID(),
      });
      expect(answer).toMatchObject({ ok: true });
    });

    it('what nothing explains is called unexplained', async () => {
      const { day, item } = await dayWith(50);
      await day.snapshot([{ item, location: stock, quantity: kg(48) }], [item]);
      const line = only(await day.reconcile(of(item)), stock);
      expect(line).toMatchObject({ plant: 48, odoo: 50, difference: -2, tolerance: 0.01, beyond: true });
      expect(causesOf(line)).toEqual(['unexplained']);
      expect(day.counted.at(-1)).toBeGreaterThanOrEqual(1);
    });
  });
}
