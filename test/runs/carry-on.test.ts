import { describe, expect, it } from 'vitest';
import { handleRun, type Job, type RunDeps } from '../../lambdas/platform/runs/carry-on.ts';
import type { RunRecord } from '../../lambdas/platform/runs/run-store.ts';
import { OdooAway } from '../../lambdas/platform/task-failures.ts';
import { oslo } from '../../plants/oslo.ts';
import { inMemoryRuns } from '../fakes/in-memory-runs.ts';
import { type Knife, mortal } from '../fakes/mortal.ts';

const started = '2026-11-24T02:15:00.000Z';
const timeLeft = () => 60_000;

/** Writes the numbers 1 to 5, one a step, each where it belongs. */
const counting = (written: Map<number, string>): Job => ({
  name: 'costs',
  step: async (run) => {
    const next = ((run.checkpoint as number | undefined) ?? 0) + 1;
    written.set(next, `number ${next}`);
    return { done: next === 5, checkpoint: next, counts: { numbers: next } };
  },
});

const fixture = (job?: Job) => {
  const written = new Map<number, string>();
  const logged: string[] = [];
  const finished: string[] = [];
  const note = (code: string) => void logged.push(code);
  let now = new Date(started);
  const deps: RunDeps = {
    runs: inMemoryRuns(),
    jobs: { costs: job ?? counting(written) },
    plants: { oslo },
    runHours: 23,
    clock: () => now,
    log: { info: note, warn: note, error: note },
    count: (_, plant, of) => void finished.push(`${plant} ${of}`),
  };
  const hoursLater = (hours: number) => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };
  return { deps, written, logged, finished, hoursLater };
};

const asked = (execution = 'night', more: { order?: object; failure?: object; startedAt?: string } = {}) => ({
  order: { job: 'costs', plant: 'oslo', by: 'schedule' },
  execution,
  startedAt: started,
  ...more,
});
const all = async (deps: RunDeps) => {
  const runs: RunRecord[] = [];
  for await (const run of deps.runs.runs('oslo', 'costs')) runs.push(run);
  return runs;
};
const toTheEnd = async (question: object, deps: RunDeps) => {
  for (let step = 0; step < 20; step++) if ((await handleRun(question, timeLeft, deps)).done) return;
  throw new Error('comes to no end');
};

describe('a run', () => {
  it('goes on from its checkpoint, a step a call, until its job is done; and is counted', async () => {
    const { deps, written, finished } = fixture();
    await toTheEnd(asked(), deps);
    expect([...written.keys()]).toEqual([1, 2, 3, 4, 5]);
    expect(await all(deps)).toMatchObject([
      { state: 'done', by: 'schedule', startedAt: started, endedAt: started, counts: { numbers: 5 } },
    ]);
    expect(finished).toEqual(['oslo costs']);
  });

  it('is one, however often its execution asks, and does nothing more once it is over', async () => {
    const { deps, written } = fixture();
    await toTheEnd(asked(), deps);
    written.clear();
    expect(await handleRun(asked(), timeLeft, deps)).toMatchObject({ done: true });
    expect(written.size).toBe(0);
    expect(await all(deps)).toHaveLength(1);
  });

  it('comes to the same end wherever its function is killed', async () => {
    for (let dieAt = 0; dieAt < 40; dieAt++) {
      const { deps, written, finished } = fixture();
      const knife: Knife = { left: dieAt, dead: false };
      await toTheEnd(
        asked(),
        mortal(deps, ['runs'], knife, () => new Error('killed')),
      ).catch(() => {});
      await toTheEnd(asked(), deps);
      expect([...written.keys()]).toEqual([1, 2, 3, 4, 5]);
      expect(await all(deps)).toMatchObject([{ state: 'done', counts: { numbers: 5 } }]);
      expect(finished).not.toEqual([]);
    }
  });

  it('is left to the one that is at it, and says so', async () => {
    const { deps, finished } = fixture();
    await handleRun(asked('first'), timeLeft, deps);
    const second = asked('second', { startedAt: '2026-11-24T02:16:00.000Z' });
    expect(await handleRun(second, timeLeft, deps)).toMatchObject({ done: true });
    expect(finished).toEqual([]);
    expect(await all(deps)).toMatchObject([
      { state: 'done', counts: {}, reason: `left to run ${started}_first, which is at it` },
      { state: 'running', counts: { numbers: 1 } },
    ]);
    await toTheEnd(asked('first'), deps);
    const third = asked('third', { startedAt: '2026-11-24T02:17:00.000Z' });
    await toTheEnd(third, deps);
    expect((await all(deps))[0]).toMatchObject({ state: 'done', counts: { numbers: 5 } });
  });

  it('takes over from one whose execution must be over, and marks that one as cut off', async () => {
    const { deps, hoursLater } = fixture();
    await handleRun(asked('first'), timeLeft, deps);
    hoursLater(24);
    await toTheEnd(asked('second', { startedAt: '2026-11-25T02:15:00.000Z' }), deps);
    expect(await all(deps)).toMatchObject([
      { state: 'done', counts: { numbers: 5 } },
      { state: 'failed', reason: 'cut off: its execution is over', counts: { numbers: 1 } },
    ]);
  });

  it('of two that begin at once is one', async () => {
    const { deps } = fixture();
    const two = ['first', 'second'].map((name) => handleRun(asked(name), timeLeft, deps));
    await Promise.all(two);
    expect((await all(deps)).map(({ state }) => state).sort()).toEqual(['done', 'running']);
  });

  it('keeps its range, and the failure of its execution in words', async () => {
    const away: Job = { name: 'costs', step: () => Promise.reject(new OdooAway('unreachable: no answer')) };
    const { deps, logged } = fixture(away);
    const range = { from: '2026-10-01', to: '2026-10-31' };
    const order = { job: 'costs', plant: 'oslo', by: 'ola', range };
    await expect(handleRun(asked('x', { order }), timeLeft, deps)).rejects.toThrow(OdooAway);
    const Cause = JSON.stringify({
      errorType: 'OdooAway',
      errorMessage: 'unreachable: no answer',
      trace: [],
    });
    const failure = { Error: 'OdooAway', Cause };
    expect(await handleRun(asked('x', { order, failure }), timeLeft, deps)).toMatchObject({ done: true });
    expect(await all(deps)).toMatchObject([
      { state: 'failed', range, by: 'ola', reason: 'OdooAway: unreachable: no answer' },
    ]);
    expect(logged).toContain('RUN_FAILED');
  });

  it.each([
    ['an unknown job', { job: 'weather' }, /no job weather/],
    ['an unknown plant', { plant: 'atlantis' }, /no plant atlantis/],
    ['days the wrong way round', { range: { from: '2026-10-02', to: '2026-10-01' } }, /first day/],
    ['a day that never was', { range: { from: '2026-02-30', to: '2026-03-01' } }, /order\/range\/from/],
  ])('cannot be of %s', async (_, wrong, words) => {
    const { deps } = fixture();
    const order = { job: 'costs', plant: 'oslo', by: 'ola', ...wrong };
    const failed = await handleRun(asked('x', { order }), timeLeft, deps).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'Impossible', message: expect.stringMatching(words) });
    expect(await all(deps)).toEqual([]);
  });

  it('hides a defect’s words from the state machine, and has it tried again', async () => {
    const broken: Job = { name: 'costs', step: () => Promise.reject(new TypeError('price 4711')) };
    const failed = await handleRun(asked(), timeLeft, fixture(broken).deps).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'Unavailable', message: expect.not.stringContaining('4711') });
  });
});
