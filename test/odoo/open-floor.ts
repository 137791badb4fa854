import { afterAll, beforeAll } from 'vitest';
import type { World } from '../worlds/world.ts';
import { ShopFloor } from './shop-floor.ts';

/** Gives the floor to the tests of a group; it opens before the first of them. */
export type Floor = () => ShopFloor;

/** A floor for the tests of the `describe` it is called in: opened before the first, closed after the last. */
export const openFloor = (makeWorld: () => Promise<World>): Floor => {
  let world: World | undefined;
  let opened: ShopFloor | undefined;
  beforeAll(async () => {
    world = await makeWorld();
    opened = new ShopFloor(world);
  });
  afterAll(() => world?.close());
  return () => {
    if (!opened) throw new Error('the floor is not open yet');
    return opened;
  };
};
