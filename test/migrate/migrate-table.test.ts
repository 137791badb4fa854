import { type DynamoDBDocumentClient, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../lambdas/platform/dynamo.ts';
import { migrateTable } from '../../scripts/migrate/migrate-table.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';

const steps = {
  'tanks/TANK': [
    ({ litres, ...item }: Item) =>
      'thousands' in item ? item : { ...item, thousands: Number(litres) / 1000 },
  ],
};
const many = 60;
/** A page of a scan ends at 1 MB. */
const heavy = 'x'.repeat(40_000);

onEachEngine(
  tableOf('tanks'),
  (client) => client,
  (_, client) => {
    const put = (item: Item) => client().send(new PutCommand({ TableName: 'tanks', Item: item }));
    const all = async () => {
      const found: Item[] = [];
      let from: Item | undefined;
      do {
        const page = await client().send(
          new ScanCommand({ TableName: 'tanks', ...(from && { ExclusiveStartKey: from }) }),
        );
        found.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return found;
    };
    const migrate = (apply: boolean, through = client()) =>
      migrateTable({ client: through, table: 'tanks', apply, checkpoints: 'tanks', steps });

    describe('a migration', () => {
      it('reads nothing where no form has changed', async () => {
        const broken = new Proxy(client(), {
          get: () => () => Promise.reject(new Error('was read')),
        }) as DynamoDBDocumentClient;
        const table = { table: 'tanks', apply: true, checkpoints: 'tanks' };
        expect(
          await migrateTable({ client: broken, ...table, steps: { 'pumps/PUMP': [(item) => item] } }),
        ).toEqual({
          seen: 0,
          older: 0,
          migrated: 0,
          changed: 0,
        });
      });

      it('counts, and changes nothing without being told to', async () => {
        for (let number = 0; number < many; number++)
          await put({
            pk: `TANK#${number}`,
            sk: 'LEVEL',
            litres: number * 1000,
            heavy,
            ...(number % 2 && { v: 1 }),
          });
        await put({ pk: 'OTHER#1', sk: 'X', litres: 5 });
        const before = await all();
        expect(await migrate(false)).toEqual({ seen: many + 1, older: many, migrated: 0, changed: 0 });
        expect(await all()).toEqual(before);
      });

      it('leaves an item that changed between reading and writing, and the next one takes it', async () => {
        // Somebody fills the tank just before its item is written.
        const busy = new Proxy(client(), {
          get: (target, name) =>
            name === 'send'
              ? async (command: object) => {
                  if (command instanceof UpdateCommand && command.input.Key?.pk === 'TANK#7')
                    await put({ pk: 'TANK#7', sk: 'LEVEL', litres: 9000, heavy });
                  return target.send(command as never);
                }
              : Reflect.get(target, name),
        }) as DynamoDBDocumentClient;
        expect(await migrate(true, busy)).toMatchObject({ older: many, migrated: many - 1, changed: 1 });
        expect(await migrate(true)).toMatchObject({ older: 1, migrated: 1, changed: 0 });
        const items = await all();
        const seven = items.find(({ pk }) => pk === 'TANK#7');
        expect(seven).toEqual({ pk: 'TANK#7', sk: 'LEVEL', thousands: 9, heavy, v: 2 });
        expect(items.filter(({ v }) => v === 2)).toHaveLength(many);
        expect(items).toHaveLength(many + 1);
      });

      it('that is killed goes on at its page, and leaves no checkpoint behind', async () => {
        for (let number = 0; number < many; number++)
          await put({ pk: `TANK#${number}`, sk: 'LEVEL', litres: number * 1000, heavy });
        let writes = 0;
        let scans = 0;
        const through = (dies: number) =>
          new Proxy(client(), {
            get: (target, name) =>
              name === 'send'
                ? async (command: object) => {
                    if (command instanceof ScanCommand) scans += 1;
                    if (command instanceof UpdateCommand) writes += 1;
                    if (writes > dies) throw new Error('killed');
                    return target.send(command as never);
                  }
                : Reflect.get(target, name),
          }) as DynamoDBDocumentClient;
        await expect(migrate(true, through(45))).rejects.toThrow('killed');
        // A release with one more step does not continue at the page where this one stopped.
        const more = { 'tanks/TANK': [...steps['tanks/TANK'], (item: Item) => ({ unit: 'L', ...item })] };
        const seen = await migrateTable({
          client: client(),
          table: 'tanks',
          apply: false,
          checkpoints: 'tanks',
          steps: more,
        });
        expect(seen.older).toBe(many);
        scans = 0;
        writes = Number.NEGATIVE_INFINITY;
        const counts = await migrate(true, through(0));
        const scansAfterwards = scans;
        expect(counts.changed).toBe(0);
        const items = await all();
        expect(items.filter(({ v }) => v === 2)).toHaveLength(many);
        expect(items.some(({ pk }) => pk === 'MIGRATION')).toBe(false);
        scans = 0;
        await migrate(true, through(0));
        expect(scansAfterwards).toBeLessThan(scans);
      });
    });
  },
);
