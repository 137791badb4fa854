import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../scripts/contract/schemas.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has at most 1,200 words', () => {
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1200);
  });

  it('names every event type that partners may send in its table, and no other', () => {
    const [, table = ''] = /^\| about \| events \|\n([\s\S]*)/m.exec(readme) ?? [];
    const named = [...table.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(definitions.map(({ name }) => name).sort());
  });
});
