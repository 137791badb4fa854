import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../lambdas/access/for-partner.ts';
import { type ChangeNotificationDeps, handle } from '../../lambdas/outbound/change-notification.ts';

const setUp = () => {
  const polls: string[] = [];
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
    poll: async (plant) => void polls.push(plant),
    clock: () => state.now,
    log: { info: () => {}, warn: () => {}, error: (...line) => void logged.push(line) },
  };
  const notify = async (word: string) => {
    const request = { httpMethod: 'POST', resource: '/v1/hints/{word}', pathParameters: { word } };
    return (await handle(request as unknown as HttpRequest, deps)).statusCode;
  };
  return { polls, logged, state, deps, notify };
};

describe('a change notification', () => {
  it('asks for a poll of every plant, once for all that come within three seconds', async () => {
    const { polls, state, notify } = setUp();
    for (let count = 0; count < 50; count++) expect(await notify('right-word')).toBe(202);
    expect(polls).toEqual(['oslo', 'lyon']);
    state.now = new Date(state.now.getTime() + 3_000);
    await notify('right-word');
    expect(polls).toHaveLength(4);
  });

  it.each(['wrong-word', '', 'right-word ', 'RIGHT-WORD'])(
    'without the word is nothing: %j',
    async (word) => {
      const { polls, notify } = setUp();
      expect(await notify(word)).toBe(404);
      expect(polls).toEqual([]);
    },
  );

  it('is answered 503 when the word cannot be read, and the log does not hold what came', async () => {
    const { deps, logged, notify } = setUp();
    deps.word = async () => {
      throw new Error('no secret');
    };
    expect(await notify('some-guess')).toBe(503);
    expect(JSON.stringify(logged)).not.toContain('some-guess');
  });
});
