import { describe, expect, it } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import { messageCatalogue } from '../../events/messages/catalogue.ts';
import { wrongName } from '../../scripts/scaffold/past-tense.ts';

/** Older than the rule; partners know the name. */
const exceptions = ['lot.verdict-overdue'];

describe('names of events and messages', () => {
  it.each(
    [...catalogue, ...messageCatalogue].map(({ name }) => name).filter((name) => !exceptions.includes(name)),
  )('are in the past tense: %s', (name) => {
    expect(wrongName(name)).toBeUndefined();
  });

  it.each([
    'tank.fill',
    'tank.filling',
    'tank.feed',
    'tank.exceed',
    'bed.hundred',
    'speed.speed',
    'tank',
    'Tank.filled',
    'tank.filled.v1',
  ])('are refused when they are not: %s', (name) => {
    expect(wrongName(name)).toMatch(/the name must /);
  });
});
