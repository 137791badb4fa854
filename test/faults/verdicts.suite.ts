import { describe, expect, test } from 'vitest';
import { sendBatch } from '../../local/run/send.ts';
import { randomNumbers } from '../../local/sample/random.ts';
import type { Stage } from './behind-proxy.ts';
import { functionNamed } from './gateway.ts';
import { calm } from './odoo-proxy.ts';
import { printFigures } from './scenario.ts';
import { until } from './until.ts';
import { verdictStory } from './verdicts.ts';
import { WorkerKiller } from './worker-killer.ts';

const hold = 'OSL/Quality hold';
const stock = 'OSL/Stock';

/** Quality events in every order, while answers get lost and workers are killed. */
export function verdictsSuite(
  stage: () => Stage,
  { lots, seed, atMostMs }: { lots: number; seed: number; atMostMs: number },
): void {
  describe(`${lots} random sequences of verdicts`, () => {
    test(
      'end with every lot where the rules want it',
      async () => {
        const { backend, proxy, gateway } = stage();
        const random = randomNumbers(seed);
        const story = verdictStory(`V${Date.now().toString(36).slice(-6).toUpperCase()}`, lots, random);
        await backend.seed(story.masterData);
        const keyOf = (partner: string) => gateway.keys[partner] ?? '';
        const send = async (sendings: typeof story.made) => {
          for (const { partner, event } of sendings) {
            const [row] = await sendBatch(gateway.url, keyOf(partner), [event]);
            if (row?.status !== 'accepted' && row?.status !== 'duplicate')
              throw new Error(`not taken in: ${JSON.stringify(row)}`);
          }
        };
        const settled = async () =>
          gateway.waiting() === 0 &&
          (await gateway.events()).every(({ status }) => status !== 'accepted' && status !== 'posting');
        await send(story.made);
        await until('all lots are made', settled, { atMostMs, everyMs: 500 });
        const killer = new WorkerKiller(gateway.cloud, { share: 0.4, withinMs: 300, atMost: 8 }, seed);
        const quality = functionNamed(gateway, /quality/i);
        proxy.misfortune = { answerLost: 0.1, badGateway: 0.05, requestLost: 0.05 };
        proxy.onPosting = () => killer.perhaps(quality);
        try {
          const waiting = [...story.sequences];
          const caller = async () => {
            for (let next = waiting.shift(); next; next = waiting.shift()) await send(next.sendings);
          };
          await Promise.all([caller(), caller(), caller(), caller()]);
          await until('every quality event is settled', settled, { atMostMs, everyMs: 500 });
        } finally {
          killer.stop();
          proxy.onPosting = () => {};
          proxy.misfortune = calm;
        }
        const expected = (out: boolean) =>
          Object.fromEntries(story.sequences.filter((each) => each.out === out).map(({ lot }) => [lot, 10]));
        const where = async () => ({
          held: (await backend.stockAt(hold, story.product)).byLot,
          out: (await backend.stockAt(stock, story.product)).byLot,
        });
        const right = { held: expected(false), out: expected(true) };
        const differs = async () => JSON.stringify(sorted(await where())) !== JSON.stringify(sorted(right));
        // Releases follow verdicts by events of the gateway's own.
        await until('the lots are where they belong', async () => !(await differs()), {
          atMostMs,
          everyMs: 500,
        }).catch(() => undefined);
        expect(sorted(await where())).toEqual(sorted(right));
        expect(gateway.deadLetters()).toBe(0);
        // A hold that comes after a later verdict holds nothing, and a person must see it.
        const quarantined = (await gateway.events()).filter(({ status }) => status === 'quarantined');
        expect(quarantined.filter(({ reason }) => reason?.code !== 'verdict-stands')).toEqual([]);
        printFigures('verdicts', {
          lots,
          words: story.sequences.reduce((sum, { words }) => sum + words.length, 0),
          released: Object.keys(right.out).length,
          held: Object.keys(right.held).length,
          kills: killer.kills,
          answersLost: proxy.figures.answersLost,
        });
        expect(killer.kills).toBeGreaterThan(0);
        expect(Object.keys(right.out).length).toBeGreaterThan(0);
        expect(Object.keys(right.held).length).toBeGreaterThan(0);
      },
      3 * atMostMs,
    );
  });
}

const sorted = (where: Record<string, Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(where).map(([place, lots]) => [
      place,
      Object.fromEntries(Object.entries(lots).toSorted()),
    ]),
  );
