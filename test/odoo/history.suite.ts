import { describe } from 'vitest';
import type { World } from '../worlds/world.ts';
import { changes } from './history/changes.ts';
import { made } from './history/made.ts';
import { traded } from './history/traded.ts';
import { written } from './history/written.ts';
import { openFloor } from './open-floor.ts';

/** What Odoo tells of the days of a plant. */
export function historySuite(makeWorld: () => Promise<World>): void {
  describe('the history in Odoo', () => {
    const floor = openFloor(makeWorld);

    describe('what was made', () => made(floor));
    describe('what was traded', () => traded(floor));
    describe('what has changed', () => changes(floor));
    describe('what is written', () => written(floor));
  });
}
