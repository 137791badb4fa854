import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamoTable, type Item, ifAbsent } from '../../lambdas/platform/dynamo.ts';
import { ItemVersions, removedStep, upgradeSteps } from '../../lambdas/platform/item-versions.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';

/** Version 2 counts in units of a thousand; version 3 has a unit. */
const steps = {
  'tanks/TANK': [
    (item: Item) => ('thousands' in item ? item : { ...item, thousands: Number(item.litres) / 1000 }),
    (item: Item) => ({ unit: 'L', ...item }),
  ],
};
const key = { pk: 'TANK#1', sk: 'LEVEL' };

describe('the version of a stored item', () => {
  const versions = new ItemVersions('opg-prod-tanks', steps);

  it('is the newest of its kind when it is written, and 1 where a kind has no steps', () => {
    expect(versions.stamp({ ...key })).toEqual({ ...key, v: 3 });
    expect(versions.stamp({ pk: 'OTHER#1' })).toEqual({ pk: 'OTHER#1', v: 1 });
    expect(versions.stamp({ pk: 'constructor' })).toEqual({ pk: 'constructor', v: 1 });
  });

  it.each([
    ['without a version', { ...key, litres: 5000 }],
    ['of version 1', { ...key, litres: 5000, v: 1 }],
    ['of version 2', { ...key, litres: 5000, thousands: 5, v: 2 }],
    ['of this version', { ...key, litres: 5000, thousands: 5, unit: 'L', v: 3 }],
    [
      'of version 2 that an older release replaced as version 1',
      { ...key, litres: 5000, thousands: 5, v: 1 },
    ],
  ])('is upgraded when it is read: %s', (_, item) => {
    expect(versions.upgrade(item)).toEqual({ ...key, litres: 5000, thousands: 5, unit: 'L' });
  });

  it('of a newer release is left as it is', () => {
    expect(versions.upgrade({ ...key, cubicMetres: 5, v: 4 })).toEqual({ ...key, cubicMetres: 5 });
  });

  it('counts from the place of its step, also when an older step was removed', () => {
    const later = new ItemVersions('opg-prod-tanks', {
      'tanks/TANK': [removedStep, steps['tanks/TANK'][1] ?? removedStep],
    });
    expect(later.upgrade({ ...key, thousands: 5, v: 2 })).toEqual({ ...key, thousands: 5, unit: 'L' });
    expect(() => later.upgrade({ ...key, litres: 5000 })).toThrow(/TANK#1 LEVEL .* migrate/);
  });

  it('never reaches the stores, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(9), fc.constant(undefined)), (v) => {
        const read = versions.upgrade({ ...key, litres: 1, ...(v !== undefined && { v }) });
        expect(read).not.toHaveProperty('v');
      }),
    );
  });

  it('comes from steps that change nothing when their work is done', () => {
    for (const [kind, ofKind] of Object.entries({ ...steps, ...upgradeSteps }))
      for (const step of ofKind.filter((each) => each !== removedStep)) {
        const once = step({ pk: `${kind.split('/')[1]}#1`, sk: 'X', litres: 1 });
        expect(step(once), kind).toEqual(once);
      }
  });
});

onEachEngine(
  tableOf('tanks'),
  (client) => client,
  (_, client) => {
    it('is in the table, and every way to read upgrades', async () => {
      const table = new DynamoTable(client(), 'tanks', steps);
      await client().send(new PutCommand({ TableName: 'tanks', Item: { ...key, litres: 5000 } }));
      const newest = { ...key, litres: 5000, thousands: 5, unit: 'L' };
      expect(await table.get(key)).toEqual(newest);
      expect(await table.getAll([key])).toEqual([newest]);
      expect((await table.query({ key: 'pk = :pk', values: { ':pk': key.pk } })).Items).toEqual([newest]);
      expect(
        await table.update(key, {
          update: 'SET #seen = :yes',
          condition: 'attribute_exists(pk)',
          values: { ':yes': true },
        }),
      ).toEqual({ ...newest, seen: true });
      expect(await table.put({ ...key, litres: 1 }, ifAbsent)).toBe(false);
      expect(await table.put({ ...key, litres: 7000, thousands: 7, unit: 'L' })).toBe(true);
      const stored = await new DynamoTable(client(), 'tanks').get(key);
      expect(stored).toEqual({ ...key, litres: 7000, thousands: 7, unit: 'L' });
      await table.put({ ...key, litres: 7000, thousands: 7, unit: 'L' });
      expect(await table.delete(key)).toBe(true);
      expect(await table.get(key)).toBeUndefined();
    });

    describe('an update by one of two releases', () => {
      /** The next release keeps the state of a valve as an object, and still writes the word for the release before. */
      const next = {
        'tanks/VALVE': [({ word, ...item }: Item) => ({ ...item, word, state: { is: word } })],
      };
      const at = { pk: 'VALVE#1', sk: 'STATE' };
      const older = () => new DynamoTable(client(), 'tanks');
      const newer = () => new DynamoTable(client(), 'tanks', next);
      const turn = (table: DynamoTable, word: string, from: string, more = '') =>
        table.update(at, {
          update: `SET #word = :word${more}`,
          condition: '#word = :from',
          values: { ':word': word, ':from': from, ...(more && { ':state': { is: word } }) },
        });
      const byNewer = (word: string, from: string) => turn(newer(), word, from, ', #state = :state');

      it('is seen by both, whoever made the item and in whatever order they work', async () => {
        for (const made of [
          { ...at, word: 'shut' },
          { ...at, word: 'shut', v: 1 },
          { ...at, word: 'shut', state: { is: 'shut' }, v: 2 },
        ])
          for (const turns of ['on', 'no', 'nno', 'oon', 'nonon']) {
            await client().send(new PutCommand({ TableName: 'tanks', Item: made }));
            let word = 'shut';
            for (const [index, who] of [...turns].entries()) {
              const to = `open${index}`;
              const changed = who === 'n' ? await byNewer(to, word) : await turn(older(), to, word);
              expect(changed?.word, `${turns} ${index}`).toBe(to);
              // What another release wrote in between is no reason to write over a state that is not as expected.
              expect(
                await (who === 'n' ? byNewer('x', 'never') : turn(older(), 'x', 'never')),
              ).toBeUndefined();
              word = to;
              expect(await newer().get(at)).toEqual({ ...at, word, state: { is: word } });
              expect((await older().get(at))?.word).toBe(word);
            }
          }
      });

      it('creates an item where its condition allows it, and fails where there is none', async () => {
        const missing = { pk: 'VALVE#2', sk: 'STATE' };
        for (const table of [older(), newer()]) {
          const create = {
            update: 'SET #word = :word',
            condition: 'attribute_not_exists(#word)',
            values: { ':word': 'new' },
          };
          expect(
            await table.update(missing, { ...create, condition: 'attribute_exists(pk)' }),
          ).toBeUndefined();
          expect((await table.update(missing, create))?.word).toBe('new');
          expect(await table.update(missing, create)).toBeUndefined();
          await table.delete(missing);
        }
      });
    });
  },
);
