import { describe, expect, it } from 'vitest';
import type { HistoryDeps } from '../../lambdas/analytics/history/history-job.ts';
import { machineCount, machineState } from '../fakes/events.ts';
import { type Knife, mortal } from '../fakes/mortal.ts';
import { type HistoryFixture, historyFixture } from './history-fixture.ts';

const monday = '2026-11-23';
const tuesday = '2026-11-24';

/** A day with every kind of event that history contains. */
const busyDay = async (fixture: HistoryFixture) => {
  fixture.odoo.books('production', monday, {
    item: 'MILK',
    quantity: 4,
    finished_at: '2026-11-23T10:00:00Z',
  });
  fixture.odoo.books('production', monday, {
    item: 'MILK',
    quantity: 6,
    finished_at: '2026-11-23T11:00:00Z',
  });
  fixture.odoo.books('consumption', monday, { item: 'RAW', quantity: 20, used_at: '2026-11-23T10:00:00Z' });
  fixture.odoo.books('receipts', '2026-11-20', { item: 'RAW', quantity: 50 });
  fixture.odoo.books('supplier_scorecard', '2026-11-20', {
    supplier: 'FARM',
    lines_due: 1,
    lines_on_time: 1,
  });
  await fixture.reports(machineState({ id: 's1', since: '2026-11-23T05:00:00Z' }));
  await fixture.reports(machineState({ id: 's2', since: '2026-11-23T08:00:00Z', state: 'fault' }));
  await fixture.reports(machineState({ id: 's3', since: '2026-11-23T09:00:00Z' }));
  for (const [at, count] of [480, 960].entries())
    await fixture.reports(
      machineCount({
        id: `c${at}`,
        time: `2026-11-23T1${at}:30:00Z`,
        count,
        scrap: count / 10,
        order: 'OSL/MO/1',
      }),
    );
};

describe('the job of history', () => {
  it('writes every day there is, by dataset, and then only what has changed', async () => {
    const fixture = historyFixture();
    await busyDay(fixture);
    const { counts } = await fixture.run('2026-11-24T06:30:00Z');
    const written = fixture.partitions();
    expect(written[`production ${monday}`]).toEqual([
      { line: 1, item: 'MILK', quantity: 4, finished_at: new Date('2026-11-23T10:00:00Z') },
      { line: 2, item: 'MILK', quantity: 6, finished_at: new Date('2026-11-23T11:00:00Z') },
    ]);
    expect(written['supplier_scorecard 2026-11-20']).toHaveLength(1);
    expect(counts).toMatchObject({ production: 2, consumption: 1, receipts: 1, machine_count: 2 });

    const quiet = await fixture.written('2026-11-24T08:30:00Z');
    expect(quiet.filter((name) => /production|consumption|receipts|machine_count/.test(name))).toEqual([]);
    // The state of the machine goes on, so the day that goes on is another one.
    expect(quiet).toContain(`machine_state ${tuesday}`);
    expect(quiet).not.toContain(`machine_state ${monday}`);
  });

  it('rewrites the day that a late booking belongs to, and no other one', async () => {
    const fixture = historyFixture();
    await busyDay(fixture);
    fixture.odoo.books('production', tuesday, { item: 'MILK', quantity: 1 });
    await fixture.run('2026-11-24T12:00:00Z');
    fixture.odoo.books('production', monday, { item: 'MILK', quantity: 5 });
    const written = await fixture.written('2026-11-24T13:00:00Z');
    expect(written.filter((name) => name.startsWith('production'))).toEqual([`production ${monday}`]);
    expect(fixture.partitions()[`production ${monday}`]).toHaveLength(3);
  });

  it('rewrites the days that a machine’s late word is about', async () => {
    const fixture = historyFixture();
    await busyDay(fixture);
    await fixture.run('2026-11-25T06:00:00Z');
    const late = machineState({
      id: 'late',
      since: '2026-11-23T11:00:00Z',
      until: '2026-11-23T12:00:00Z',
      state: 'maintenance',
    });
    await fixture.reports(late, '2026-11-25T07:00:00Z');
    const written = await fixture.written('2026-11-25T08:00:00Z');
    expect(written).toContain(`machine_state ${monday}`);
    expect(written).not.toContain(`machine_state ${tuesday}`);
    expect(fixture.partitions()[`machine_state ${monday}`]?.map(({ state }) => state)).toEqual([
      'running',
      'fault',
      'running',
      'maintenance',
      'running',
    ]);
  });

  it('knows a machine’s shift when it is over, and nothing of it before', async () => {
    const fixture = historyFixture();
    await busyDay(fixture);
    await fixture.run('2026-11-23T13:30:00Z');
    const early = fixture.partitions()[`oee ${monday}`] ?? [];
    expect(early.map(({ shift }) => shift)).toEqual(['early']);
    expect(early[0]).toMatchObject({
      machine: 'LINE-1',
      planned_seconds: 7.5 * 3600,
      run_seconds: 6.5 * 3600,
      unknown_seconds: 0,
      good: 960,
      scrap: 96,
      availability: 6.5 / 7.5,
      quality: 960 / 1056,
    });
    // Odoo knows no cycle, and the plant's profile neither.
    expect(early[0]).not.toHaveProperty('performance');
    expect(early[0]).not.toHaveProperty('oee');
    await fixture.run('2026-11-24T06:00:00Z');
    expect(fixture.partitions()[`oee ${monday}`]?.map(({ shift }) => shift)).toEqual([
      'early',
      'late',
      'night',
    ]);
  });

  it('writes a range whatever has changed, and leaves to the next run what that had to do', async () => {
    const fixture = historyFixture();
    await busyDay(fixture);
    await fixture.run('2026-11-24T06:00:00Z');
    const whole = fixture.partitions();
    for (const dataset of ['production', 'machine_state']) {
      const { deps } = fixture;
      const source = { name: dataset, of: '', columns: [] };
      await deps.lake.replace(source, { plant: 'oslo', day: monday }, (async function* () {})());
    }
    fixture.odoo.books('scrap', tuesday, { item: 'MILK', quantity: 1 });
    const range = { from: '2026-11-22', to: monday };
    expect(
      new Set((await fixture.written('2026-11-24T07:00:00Z', range)).map((name) => name.split(' ')[1])),
    ).toEqual(new Set(['2026-11-22', monday]));
    expect(fixture.partitions()).toEqual(whole);
    expect(await fixture.written('2026-11-24T08:00:00Z')).toContain(`scrap ${tuesday}`);
  });

  it('goes on where the step before had no more time, and counts the same', async () => {
    const [atOnce, bySteps] = [historyFixture(), historyFixture()];
    await busyDay(atOnce);
    await busyDay(bySteps);
    const one = await atOnce.run('2026-11-24T06:00:00Z');
    const many = await bySteps.finish(bySteps.begin('2026-11-24T06:00:00Z'), { perStep: 1 });
    expect(one.steps).toBe(1);
    expect(many.steps).toBeGreaterThan(10);
    expect(many.counts).toEqual(one.counts);
    expect(bySteps.partitions()).toEqual(atOnce.partitions());
  });

  it('says after minutes where it came to, though it had time for more', async () => {
    const [atOnce, bySteps] = [historyFixture(), historyFixture()];
    await busyDay(atOnce);
    await busyDay(bySteps);
    const one = await atOnce.run('2026-11-24T06:00:00Z');
    const reached: unknown[] = [];
    const many = await bySteps.finish(bySteps.begin('2026-11-24T06:00:00Z'), {
      looksMs: 25_000,
      saved: ({ checkpoint }) => reached.push(checkpoint),
    });
    expect(many.steps).toBeGreaterThan(1);
    expect(new Set(reached.map((each) => JSON.stringify(each))).size).toBe(many.steps);
    expect(many.counts).toEqual(one.counts);
    expect(bySteps.partitions()).toEqual(atOnce.partitions());
  });

  it('sees what is booked while it is at work, now or in the next run', async () => {
    const fixture = historyFixture();
    await busyDay(fixture);
    let booked = false;
    const use: HistoryDeps = {
      ...fixture.deps,
      lake: {
        async replace(dataset, partition, rows) {
          const done = await fixture.lake.replace(dataset, partition, rows);
          if (dataset.name === 'production' && !booked) {
            booked = true;
            fixture.odoo.books('production', monday, { item: 'MILK', quantity: 9 });
            fixture.odoo.books('production', '2026-11-01', { item: 'MILK', quantity: 9 });
          }
          return done;
        },
      },
    };
    await fixture.finish(fixture.begin('2026-11-24T06:00:00Z'), { use, perStep: 1 });
    await fixture.run('2026-11-24T07:00:00Z');
    expect(fixture.partitions()[`production ${monday}`]).toHaveLength(3);
    expect(fixture.partitions()['production 2026-11-01']).toHaveLength(1);
  });

  it('ends the same wherever it is killed', async () => {
    const calm = historyFixture();
    await busyDay(calm);
    const { counts } = await calm.run('2026-11-24T06:00:00Z');
    let deaths = 0;
    for (let calls = 0; ; calls += 1) {
      const fixture = historyFixture();
      await busyDay(fixture);
      const knife: Knife = { left: calls, dead: false };
      const doomed = mortal(fixture.deps, ['odoo', 'eventStore', 'lake'], knife, () => new Error('killed'));
      let run = fixture.begin('2026-11-24T06:00:00Z');
      const saved = (now: typeof run) => {
        run = now;
      };
      // A killed step loses what it had not written; the state machine runs it again.
      await fixture.finish(run, { use: doomed, perStep: 3, saved }).catch(() => undefined);
      if (!knife.dead) break;
      deaths += 1;
      const { counts: again } = await fixture.finish(run, { perStep: 2 });
      expect(fixture.partitions()).toEqual(calm.partitions());
      expect(again).toEqual(counts);
    }
    expect(deaths).toBeGreaterThan(20);
  });
});
