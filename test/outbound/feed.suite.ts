import { describe, expect, it } from 'vitest';
import { stateAfter } from '../../lambdas/outbound/feed/append.ts';
import type { Feed, FeedMessage } from '../../lambdas/outbound/feed/feed.ts';

const time = '2026-11-24T12:00:00.000Z';
let serial = 0;

/** What every store of feeds must do; run over the fake and over DynamoDB alike. */
export const feedSuite = (engine: string, feedOf: () => Feed) =>
  describe(`the feeds ${engine}`, () => {
    const freshPlant = () => {
      serial += 1;
      return `p${serial}`;
    };
    const message = (plant: string, sequence: number, more: Partial<FeedMessage> = {}): FeedMessage => ({
      plant,
      sequence,
      name: 'production-order.changed',
      subject: `MO/${sequence}`,
      thing: { kind: 'production-order', name: String(sequence) },
      time,
      data: { order: `MO/${sequence}`, quantity: { value: 1e-7, unit: 'KGM' } },
      hash: `h${sequence}`,
      expires: 4_000_000_000,
      ...more,
    });

    it('puts one message at a position, however many want it', async () => {
      const plant = freshPlant();
      const put = await Promise.all(
        Array.from({ length: 10 }, (_, index) => feedOf().append(message(plant, 1, { hash: `${index}` }))),
      );
      expect(put.filter(Boolean)).toHaveLength(1);
      const [current] = await feedOf().after(plant, 0, 10);
      expect(current?.hash).toBe(String(put.indexOf(true)));
      expect(await feedOf().at(plant, 1)).toEqual(current);
      expect(await feedOf().at(plant, 2)).toBeUndefined();
    });

    it('reads messages after a position in order, as they were put', async () => {
      const plant = freshPlant();
      const put = Array.from({ length: 12 }, (_, index) => message(plant, index + 1));
      for (const each of put) await feedOf().append(each);
      await feedOf().append(message(`${plant}x`, 1));
      expect(await feedOf().after(plant, 8, 3)).toEqual(put.slice(8, 11));
      expect(await feedOf().after(plant, 12, 3)).toEqual([]);
    });

    it('remembers how far its writers are, each by itself, and never goes back', async () => {
      const plant = freshPlant();
      expect(await feedOf().head(plant)).toBeUndefined();
      await feedOf().setApplied(plant, 5);
      await feedOf().setApplied(plant, 3);
      expect(await feedOf().head(plant)).toEqual({ plant, applied: 5, published: 0, read: {} });
      await Promise.all([4, 2, 1].map((published) => feedOf().setPublished(plant, published)));
      const read = { mark: '5:1', at: time, throughAt: time };
      await feedOf().setRead(plant, 'stock', read);
      await feedOf().setRead(plant, 'purchase-order', { ...read, mark: '5:2' });
      await feedOf().setRead(plant, 'stock', { ...read, mark: '5:3' });
      expect(await feedOf().head(plant)).toEqual({
        plant,
        applied: 5,
        published: 4,
        read: { stock: { ...read, mark: '5:3' }, 'purchase-order': { ...read, mark: '5:2' } },
      });
      await feedOf().setPolled(plant, '2026-11-24T10:00:00.000Z');
      await feedOf().setPolled(plant, '2026-11-25T10:00:00.000Z');
      expect(await feedOf().head(plant)).toMatchObject({ applied: 5, polledAt: '2026-11-24T10:00:00.000Z' });
    });

    it('keeps of each entity what its latest message says', async () => {
      const plant = freshPlant();
      const thing = { kind: 'production-order', name: '17' };
      const later = stateAfter(message(plant, 5, { thing, fingerprint: 'f5', supplier: 'NORDIC' }));
      await feedOf().putState(later);
      await feedOf().putState(stateAfter(message(plant, 4, { thing })));
      const found = await feedOf().statesOf(plant, 'production-order', ['17', '18']);
      expect([...found]).toEqual([['17', later]]);
    });

    it('finds entities by their business key, in their current state', async () => {
      const plant = freshPlant();
      const publish = (sequence: number, name: string, subject: string, kind = 'production-order') =>
        feedOf().putState(stateAfter(message(plant, sequence, { subject, thing: { kind, name } })));
      await publish(1, '17', 'MO/1');
      await publish(2, '18', 'MO/2');
      await publish(3, '17', 'MO/1');
      await publish(4, '18', 'MO/2-renamed');
      await publish(5, '17', 'MO/1', 'stock');
      const found = async (subject: string) => {
        const states = await feedOf().named(plant, 'production-order', subject);
        return states.map(({ name, sequence }) => [name, sequence]);
      };
      expect(await found('MO/1')).toEqual([['17', 3]]);
      expect(await found('MO/2')).toEqual([]);
      expect(await found('MO/2-renamed')).toEqual([['18', 4]]);
    });

    it('pages through the entities of a type by their names', async () => {
      const plant = freshPlant();
      for (const [index, name] of ['b', 'd', 'a', 'c', 'e'].entries())
        await feedOf().putState(stateAfter(message(plant, index + 1, { thing: { kind: 'stock', name } })));
      await feedOf().putState(stateAfter(message(plant, 9, { thing: { kind: 'stockings', name: 'z' } })));
      const names: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await feedOf().statePage(plant, 'stock', { limit: 2, cursor });
        names.push(page.states.map(({ name }) => name));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(names.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(Math.max(...names.map(({ length }) => length))).toBe(2);
      const all: string[] = [];
      for await (const { name } of feedOf().states(plant, 'stock')) all.push(name);
      expect(all).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('remembers fingerprints of open entities of a type', async () => {
      const plant = freshPlant();
      await feedOf().setFingerprint(plant, 'stock', '17', 'a');
      await feedOf().setFingerprint(plant, 'stock', '18', 'b');
      await feedOf().setFingerprint(plant, 'stocks', '19', 'c');
      await feedOf().setFingerprint(plant, 'stock', '17', 'd');
      await feedOf().setFingerprint(plant, 'stock', '18', undefined);
      expect([...(await feedOf().fingerprints(plant, 'stock'))]).toEqual([['17', 'd']]);
    });
  });
