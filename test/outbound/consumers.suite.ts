import { describe, expect, it } from 'vitest';
import type { Consumers } from '../../lambdas/outbound/feed/feed.ts';

const at = '2026-11-24T12:00:00.000Z';
let serial = 0;

/** What every store of consumers must do; run over the fake and over DynamoDB alike. */
export const consumersSuite = (engine: string, consumersOf: () => Consumers) =>
  describe(`the consumers ${engine}`, () => {
    const freshPlant = () => {
      serial += 1;
      return `c${serial}`;
    };

    it('moves a consumer only as it was seen', async () => {
      const plant = freshPlant();
      const next = { plant, partner: 'mes', sequence: 3, at };
      const first = await consumersOf().move(undefined, next);
      expect(first).toMatchObject(next);
      expect(await consumersOf().move(undefined, next)).toBeUndefined();
      const reference = { sequence: 5, text: 'WO-1' };
      const second = await consumersOf().move(first, { ...next, sequence: 5, reference });
      expect(await consumersOf().move(first, { ...next, sequence: 4 })).toBeUndefined();
      expect(await consumersOf().of(plant, 'mes')).toEqual(second);
      expect(second).toMatchObject({ sequence: 5, reference });
    });

    it('lets one of many movers at once through', async () => {
      const plant = freshPlant();
      const moved = await Promise.all(
        Array.from({ length: 8 }, (_, sequence) =>
          consumersOf().move(undefined, { plant, partner: 'mes', sequence, at }),
        ),
      );
      expect(moved.filter(Boolean)).toHaveLength(1);
      expect(await consumersOf().of(plant, 'mes')).toEqual(moved.find(Boolean));
    });

    it('lists the consumers of a plant by their names', async () => {
      const plant = freshPlant();
      for (const [index, partner] of ['wms', 'mes', 'shop'].entries())
        await consumersOf().move(undefined, { plant, partner, sequence: index, at });
      await consumersOf().move(undefined, { plant: `${plant}x`, partner: 'other', sequence: 1, at });
      expect((await consumersOf().all(plant)).map(({ partner }) => partner)).toEqual(['mes', 'shop', 'wms']);
      expect(await consumersOf().of(plant, 'other')).toBeUndefined();
    });

    it('keeps for each partner the reference it gave last for a message', async () => {
      const plant = freshPlant();
      const given = { plant, partner: 'mes', sequence: 7, reference: 'WO-1', at, expires: 4_000_000_000 };
      await consumersOf().keepReference(given);
      await consumersOf().keepReference({ ...given, partner: 'wms', reference: 'T-9' });
      await consumersOf().keepReference({ ...given, sequence: 70, reference: 'WO-70' });
      await consumersOf().keepReference({ ...given, reference: 'WO-2' });
      expect(await consumersOf().referencesOf(plant, 7)).toEqual([
        { ...given, reference: 'WO-2' },
        { ...given, partner: 'wms', reference: 'T-9' },
      ]);
      expect(await consumersOf().referencesOf(plant, 8)).toEqual([]);
    });
  });
