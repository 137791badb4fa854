import { expect, test } from 'vitest';
import { askOdoo } from '../../../lambdas/odoo/ports.ts';
import type { RealOdooBackend } from '../../backends/real-odoo.ts';
import { ByHand } from '../by-hand.ts';
import type { Floor } from '../open-floor.ts';
import { type HeldProduct, HOLD, lotsOf, QualityDesk, STOCK } from '../quality-desk.ts';
import { hoursAgo, posting, WAREHOUSE } from '../shop-floor.ts';

/** Nobody works in the fake Odoo: it refuses these events. What else people do is in verdicts-everywhere.test.ts. */
export function lotsContained(floor: Floor): void {
  const desk = () => new QualityDesk(floor());
  const people = () => new ByHand(floor().backend as RealOdooBackend);

  const byPeople = async (since?: string) => {
    const about = since === undefined ? {} : { since };
    const asked = await askOdoo(floor().client, { question: 'lots.by-people', warehouse: WAREHOUSE, about });
    if (!asked.ok) throw new Error(asked.message);
    return asked.answer as {
      mark: string;
      known: boolean;
      movements: { id: number; item: string; lot: string }[];
    };
  };

  /** A lot of 6 that failed, of which a person takes 2 out of the hold place; the movement. */
  const takenOut = async (): Promise<{ on: HeldProduct; movement: number }> => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', { time: hoursAgo(5) }));
    await floor().bookOne(desk().inspected(on, 'L1', 'fail', { time: hoursAgo(4) }));
    const { mark } = await byPeople();
    await people().move(on.product, 'L1', 2, HOLD, STOCK);
    const { known, movements } = await byPeople(mark);
    expect(known).toBe(true);
    const [own, ...others] = movements.filter(({ item }) => item === on.product);
    expect(own).toMatchObject({ item: on.product, lot: 'L1' });
    expect(others).toEqual([]);
    return { on, movement: own?.id ?? 0 };
  };
  const contained = (on: HeldProduct, movement: number, lot = 'L1') =>
    posting(
      'lot.contained',
      { item: on.product, lot, movement },
      { policy: on.policy, stream: `lot/${on.product}/${lot}`, time: hoursAgo(0) },
    );

  test('what a person took out of the hold place goes back, once, and the lot says so', async () => {
    const { on, movement } = await takenOut();
    expect(await desk().where(on)).toMatchObject({ held: 4, stock: 2 });
    const event = contained(on, movement);
    for (const result of ['posted', 'duplicate']) {
      const row = await floor().bookOne(event);
      expect(row).toMatchObject({ result, document: { model: 'stock.lot', name: 'L1' } });
      expect(lotsOf(row)).toMatchObject([{ moved: 2, held: 6, verdict: 'fail', bypassed: true }]);
      expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
    }
  });

  test('a movement that is of another lot, or of none, is refused', async () => {
    const { on, movement } = await takenOut();
    await floor().bookOne(desk().made(on, 1, 'L2', { time: hoursAgo(3) }));
    for (const event of [contained(on, movement, 'L2'), contained(on, 2_000_000_000)])
      expect(await floor().bookOne(event)).toMatchObject({
        code: 'malformed-posting',
        pointer: '/data/movement',
      });
    expect(await floor().bookOne(contained(on, movement, floor().name('NONE')))).toMatchObject({
      code: 'unknown-lot',
      pointer: '/data/lot',
    });
    expect(await desk().where(on)).toMatchObject({ held: 5, stock: 2 });
  });
}
