import { describe } from 'vitest';
import type { TestBackend } from '../backends/test-backend.ts';
import { made } from './history/made.ts';
import { traded } from './history/traded.ts';
import { openFloor } from './open-floor.ts';

/** What Odoo answers about the days of a plant. The fake Odoo does not model history. */
export function historySuite(makeBackend: () => Promise<TestBackend>): void {
  describe('the history in Odoo', () => {
    const floor = openFloor(makeBackend);

    describe('what was made', () => made(floor));
    describe('what was traded', () => traded(floor));
  });
}
