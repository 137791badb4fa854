import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../lambdas/access/for-partner.ts';
import { type ChangeNotificationDeps, handle } from '../../lambdas/outbound/change-notification.ts';

const setUp = () => {
  const looks: string[] = [];
  const taken = new Map<string, string>();
  const logged: unknown[] = [];
  const state = { now: new Date('2026-11-24T12:00:00Z') };
  const deps: ChangeNotificationDeps = {
    plants: ['oslo', 'lyon'],
    word: async () => 'right-word',
    take: async (plant, now, until) => {
      if ((taken.get(plant) ?? '') > now) return false;
      taken.set(plant, until);
      return true;
    },
    look: async (plant) => void looks.push(plant),
    clock: () => state.now,
    log: { info: () => {}, warn: () => {}, error: (...line) => void logged.push(line) },
  };
  const hint = async (word: string) => {
    const request = { httpMethod: 'POST', resource: '/v1/hints/{word}', pathParameters: { word } };
    return (await handle(request as unknown as HttpRequest, deps)).statusCode;
  };
  return { looks, logged, state, deps, hint };
};

describe('a hint', () => {
  it('asks for a look at every plant, once for all that come within three seconds', async () => {
    const { looks, state, hint } = setUp();
    for (let count = 0; count < 50; count++) expect(await hint('right-word')).toBe(202);
    expect(looks).toEqual(['oslo', 'lyon']);
    state.now = new Date(state.now.getTime() + 3_000);
    await hint('right-word');
    expect(looks).toHaveLength(4);
  });

  it.each(['wrong-word', '', 'right-word ', 'RIGHT-WORD'])(
    'without the word is nothing: %j',
    async (word) => {
      const { looks, hint } = setUp();
      expect(await hint(word)).toBe(404);
      expect(looks).toEqual([]);
    },
  );

  it('is answered 503 when the word cannot be read, and the log does not hold what came', async () => {
    const { deps, logged, hint } = setUp();
    deps.word = async () => {
      throw new Error('no secret');
    };
    expect(await hint('some-guess')).toBe(503);
    expect(JSON.stringify(logged)).not.toContain('some-guess');
  });
});
