import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { KG, posting } from '../shop-floor.ts';

export function lotContainedBookings(floor: Floor): void {
  test('it is booked', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 1, stock: 50 }] });
    const [item = ''] = on.components;
    const event = posting('lot.contained', { order: on.order, item, quantity: { value: 1, uom: KG } });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
  });
}
