import { describe, expect, it } from 'vitest';
import { all } from './synthesized.ts';

/**
 * A name that stays after a rolled back creation makes every repetition of the deployment fail. Deletion protection of kept
 * tables still makes them stay: docs/plan.md.
 */
describe('a first deployment that is rolled back', () => {
  it.each(all.map((one) => [one.environment.name, one] as const))(
    'may remove everything that it created in %s',
    (_, { templates }) => {
      const left = Object.entries(templates).flatMap(([stack, { Resources }]) =>
        Object.entries(Resources)
          .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain' || DeletionPolicy === 'Snapshot')
          .map(([id, { Type }]) => `${stack} ${id} ${Type}`),
      );
      expect(left).toEqual([]);
    },
  );
});
