import { describe, expect, it } from 'vitest';
import { lastRunWithoutRange, type NewRun, type RunStore } from '../../lambdas/platform/runs/run-store.ts';

let serial = 0;

/** What every store of runs must do; run over the fake and over DynamoDB alike. */
export const runsSuite = (name: string, storeOf: () => RunStore) =>
  describe(`the store of runs ${name}`, () => {
    const fresh = (more: Partial<NewRun> = {}): NewRun => {
      serial += 1;
      const at = new Date(Date.UTC(2026, 10, 1) + serial * 60_000).toISOString();
      return {
        ...{ plant: 'oslo', job: `costs-${name}`, id: `${at}_${serial}`, state: 'running', by: 'schedule' },
        ...{ startedAt: at, counts: {} },
        ...more,
      };
    };
    const idsOf = async (plant: string, job: string) => {
      const ids: string[] = [];
      for await (const { id } of storeOf().runs(plant, job)) ids.push(id);
      return ids;
    };

    it('knows a run by plant, job and id together', async () => {
      const run = fresh();
      const made = await storeOf().replace(undefined, run);
      expect(await storeOf().find(run.plant, run.job, run.id)).toEqual(made);
      expect(made).toMatchObject(run);
      expect(await storeOf().find('lyon', run.job, run.id)).toBeUndefined();
      expect(await storeOf().find(run.plant, 'history', run.id)).toBeUndefined();
    });

    it('replaces what was seen and nothing else', async () => {
      const run = fresh();
      const first = await storeOf().replace(undefined, run);
      expect(await storeOf().replace(undefined, run)).toBeUndefined();
      const second = await storeOf().replace(first, { ...run, checkpoint: { after: 7 } });
      expect(await storeOf().replace(first, { ...run, state: 'failed' })).toBeUndefined();
      expect(await storeOf().find(run.plant, run.job, run.id)).toEqual(second);
      expect(second?.checkpoint).toEqual({ after: 7 });
    });

    it('makes one of twenty that come at once', async () => {
      const run = fresh();
      const made = await Promise.all(Array.from({ length: 20 }, () => storeOf().replace(undefined, run)));
      expect(made.filter(Boolean)).toHaveLength(1);
    });

    it('shows the runs of a plant’s job, the latest first, however many', async () => {
      const job = `many-${name}`;
      const runs = Array.from({ length: 120 }, () => fresh({ job }));
      for (const run of runs) await storeOf().replace(undefined, run);
      await storeOf().replace(undefined, fresh({ job, plant: 'lyon' }));
      expect(await idsOf('oslo', job)).toEqual(runs.map(({ id }) => id).reverse());
    });

    it('finds the run to go on from: the last that was done, of no range, and not left to another', async () => {
      const job = `line-${name}`;
      expect(await lastRunWithoutRange('oslo', job, storeOf())).toBeUndefined();
      const earlier = fresh({ job, state: 'done' });
      const wanted = fresh({ job, state: 'done', checkpoint: { since: '1:2' } });
      const others = [
        fresh({ job, state: 'done', range: { from: '2026-01-01', to: '2026-01-02' } }),
        fresh({ job, state: 'done', reason: 'left to another' }),
        fresh({ job, state: 'failed', reason: 'OdooAway' }),
        fresh({ job }),
      ];
      for (const run of [earlier, wanted, ...others]) await storeOf().replace(undefined, run);
      expect(await lastRunWithoutRange('oslo', job, storeOf())).toMatchObject(wanted);
    });

    it('hands the turn from one run to another, to one of twenty that want it', async () => {
      const of = { plant: 'oslo', job: `turn-${name}` };
      expect(await storeOf().turn(of.plant, of.job)).toBeUndefined();
      const takeAll = async (seen?: Awaited<ReturnType<RunStore['turn']>>) => {
        const wanting = Array.from({ length: 20 }, (_, each) =>
          storeOf().setTurn(seen, { ...of, run: `${each}` }),
        );
        return (await Promise.all(wanting)).filter((turn) => turn !== undefined);
      };
      const first = await takeAll();
      expect(first).toHaveLength(1);
      expect(await storeOf().turn(of.plant, of.job)).toEqual(first[0]);
      const second = await takeAll(first[0]);
      expect(second).toHaveLength(1);
      expect(await takeAll(first[0])).toEqual([]);
    });
  });
