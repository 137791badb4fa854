import { describe, expect, it } from 'vitest';
import { change, type NewHoldRecord, type Registry } from '../../lambdas/quality/registry.ts';

const at = '2026-11-23T12:00:00.000Z';
let serial = 0;

/** What every registry of lots must do; run over the fake and over DynamoDB alike. */
export const registrySuite = (name: string, registryOf: () => Registry) =>
  describe(`the registry of lots ${name}`, () => {
    const fresh = (): NewHoldRecord => {
      serial += 1;
      const lot = { plant: 'oslo', item: 'YOGHURT', lot: `${name} ${serial} / ¤` };
      return { ...lot, state: 'open', round: 1, openedAt: at, signal: 1, heldSince: at, done: [] };
    };

    it('knows a lot by plant, item and number together', async () => {
      const record = fresh();
      const written = await registryOf().replace(undefined, record);
      expect(written).toMatchObject(record);
      expect(await registryOf().find(record)).toEqual(written);
      for (const other of [{ plant: 'lyon' }, { item: 'SKYR' }, { lot: 'none' }])
        expect(await registryOf().find({ ...record, ...other })).toBeUndefined();
    });

    it('makes one of twenty that come at once', async () => {
      const record = fresh();
      const made = await Promise.all(
        Array.from({ length: 20 }, () => registryOf().replace(undefined, record)),
      );
      expect(made.filter((one) => one !== undefined)).toHaveLength(1);
    });

    it('changes a record only as it was seen, and forgets what it no longer holds', async () => {
      const record = fresh();
      const first = await registryOf().replace(undefined, {
        ...record,
        waiting: { token: 't', signal: 1 },
        done: ['release-1'],
      });
      if (!first) throw new Error('not made');
      const second = await registryOf().replace(first, { ...record, signal: 2 });
      expect(await registryOf().replace(first, { ...record, signal: 3 })).toBeUndefined();
      const { version, ...found } = (await registryOf().find(record)) ?? { version: '' };
      expect(found).toEqual({ ...record, signal: 2 });
      expect(version).toBe(second?.version);
      expect(version).not.toBe(first.version);
    });

    it('loses no change of many who change it at once', async () => {
      const record = fresh();
      await registryOf().replace(undefined, record);
      await Promise.all(
        Array.from({ length: 8 }, () =>
          change(registryOf(), record, (seen) => {
            if (!seen) return undefined;
            const { version, ...rest } = seen;
            return { ...rest, signal: rest.signal + 1 };
          }),
        ),
      );
      expect((await registryOf().find(record))?.signal).toBe(9);
    });
  });
