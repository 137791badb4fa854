import { afterAll, beforeAll } from 'vitest';
import type { TestBackend } from '../backends/test-backend.ts';
import { ShopFloor } from './shop-floor.ts';

/** Gives a group's tests the shop floor. It is made before the first of them. */
export type Floor = () => ShopFloor;

/** A shop floor for the tests of the `describe` it is called in: made before the first, closed after the last. */
export const openFloor = (makeBackend: () => Promise<TestBackend>): Floor => {
  let backend: TestBackend | undefined;
  let opened: ShopFloor | undefined;
  beforeAll(async () => {
    backend = await makeBackend();
    opened = new ShopFloor(backend);
  });
  afterAll(() => backend?.close());
  return () => {
    if (!opened) throw new Error('the floor is not open yet');
    return opened;
  };
};
