import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { Plant, until } from '../e2e/plant.ts';

/** A secret that names the Odoo of another environment. */
let plant: Plant;

beforeAll(async () => {
  plant = await Plant.open(await fakeOdooBackend({ environment: 'prod' }));
});
afterAll(() => plant?.close());

it('holds the plant queue, names both environments, and books nothing in a foreign Odoo', async () => {
  const { order, product } = await plant.order(10);
  const report = plant.report(order, 1);
  expect((await plant.send(report)).status).toBe(202);
  const reason = await until(async () => {
    const { result } = await plant.operate({ command: 'lanes' });
    const held = (result as { plant: string; state: string; reason?: string }[]).find(
      (each) => each.plant === 'oslo' && each.state === 'held',
    );
    return held?.reason;
  });
  expect(reason).toBe(
    'other-environment: this Odoo database is marked as prod, and the gateway of local called it',
  );
  expect((await plant.state(report)).status).toBe('accepted');
  expect((await plant.backend.onHand('OSL', product)).quantity).toBe(0);
});
