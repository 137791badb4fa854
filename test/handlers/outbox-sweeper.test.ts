import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import { broken, transient } from '../../lambdas/odoo/failures.ts';
import { questionTimeoutMs } from '../../lambdas/operations/outbox-sweeper.ts';
import { oslo } from '../../plants/oslo.ts';
import { report } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const unreachable = transient('unreachable', 'ECONNREFUSED', { outcome: 'not-done' });

const stopped = async (down: Spine['odoo']['down']) => {
  const spine = new Spine();
  await spine.accept([report()]);
  spine.odoo.down = down;
  await spine.post();
  return spine;
};

describe('the outbox sweeper', () => {
  it('leaves a short outage to the messages’ own waiting, and pauses the plant queue after two minutes', async () => {
    const spine = await stopped(unreachable);
    await spine.sweep();
    expect(spine.paused.has('oslo')).toBe(false);
    expect(spine.gauges.get('PlantsWaitingForOdoo')).toBe(1);
    spine.tick(120);
    await spine.sweep();
    expect(spine.paused.has('oslo')).toBe(true);
  });

  it('resumes the plant queue within its next run when Odoo answers', async () => {
    const spine = await stopped(unreachable);
    spine.tick(300);
    await spine.sweep();
    spine.odoo.down = undefined;
    await spine.sweep();
    expect(spine.paused.has('oslo')).toBe(false);
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
    await spine.drain();
    expect(spine.odoo.booked).toEqual([eventKeyOf(report())]);
    await spine.sweep();
    expect(spine.gauges.get('PlantsWaitingForOdoo')).toBe(0);
    expect(spine.gauges.get('LaneWaiting oslo')).toBe(0);
  });

  it('pauses a held plant queue at once and pages', async () => {
    const spine = await stopped(broken('version-mismatch', 'Odoo has 19.0.0.9.0'));
    await spine.sweep();
    expect(spine.paused.has('oslo')).toBe(true);
    expect(spine.gauges.get('PlantsHeldByOdoo')).toBe(1);
  });

  it('lets what the event source brings at once be posted, rather than put to sleep', async () => {
    const spine = await stopped(broken('version-mismatch', 'Odoo has 19.0.0.9.0'));
    spine.odoo.down = undefined;
    spine.tick(60);
    spine.queue.reappear();
    const turnOn = spine.queueSwitch.resume;
    spine.queueSwitch.resume = async (plant) => {
      const on = await turnOn(plant);
      await spine.post();
      return on;
    };
    await spine.sweep();
    expect(spine.odoo.booked).toEqual([eventKeyOf(report())]);
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
  });

  it('does not lift an operator’s pause, and pages nobody for it', async () => {
    const spine = new Spine();
    const by = { by: 'ola', requestId: crypto.randomUUID() };
    await spine.operate({ command: 'pause', plant: 'oslo', ...by });
    await spine.sweep();
    expect(spine.paused.has('oslo')).toBe(true);
    expect(spine.gauges.get('LaneHeld oslo')).toBe(0);
    await spine.operate({ command: 'resume', plant: 'oslo', ...by });
    expect(spine.paused.has('oslo')).toBe(false);
  });

  it('does not turn off a plant queue that got going while Odoo was being asked', async () => {
    const spine = await stopped(unreachable);
    spine.tick(300);
    const book = spine.odoo.book.bind(spine.odoo);
    spine.odoo.book = async (postings) => {
      const answer = await book(postings);
      if (postings.length === 0) {
        spine.odoo.down = undefined;
        spine.queue.reappear();
        await spine.post();
      }
      return answer;
    };
    await spine.sweep();
    expect(spine.odoo.booked).toEqual([eventKeyOf(report())]);
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
    expect(spine.paused.has('oslo')).toBe(false);
  });

  it('leaves no paused plant queue without a record when a late batch gets through', async () => {
    const spine = await stopped(unreachable);
    spine.tick(300);
    await spine.sweep();
    spine.odoo.down = undefined;
    spine.queue.reappear();
    await spine.post();
    expect(await spine.eventStore.queueState('oslo')).toMatchObject({ paused: true });
    await spine.sweep();
    expect(spine.paused.has('oslo')).toBe(false);
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
  });

  it('measures how long something has been waiting for a decision', async () => {
    const spine = new Spine();
    spine.odoo.refuses.add(eventKeyOf(report()));
    await spine.accept([report()]);
    await spine.post();
    spine.tick(90);
    await spine.sweep();
    expect(spine.gauges.get('OldestAttentionSeconds oslo')).toBe(90);
  });

  it('keeps a plant queue’s record until AWS has really turned it on again', async () => {
    const spine = await stopped(unreachable);
    spine.odoo.down = undefined;
    const resume = spine.queueSwitch.resume;
    spine.queueSwitch.resume = async () => false;
    await spine.sweep();
    expect(await spine.eventStore.queueState('oslo')).toBeDefined();
    spine.queueSwitch.resume = resume;
    await spine.sweep();
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
  });

  it('says how old the oldest event is that still does not get into its plant queue', async () => {
    const spine = new Spine();
    spine.queue.failing.add('order/OSL/MO/1');
    await spine.accept([report()]);
    spine.tick(90);
    spine.queue.failing.add('order/OSL/MO/1');
    await spine.sweep();
    expect(spine.gauges.get('OutboxOldestSeconds')).toBe(90);
  });
});

describe('an Odoo that takes the call and does not answer', () => {
  afterEach(() => void vi.useRealTimers());

  const hanging = async () => {
    const spine = await stopped(unreachable);
    spine.queue.failing.add('order/OSL/MO/2');
    await spine.accept([report({ id: 'e-2', order: 'OSL/MO/2' })]);
    spine.tick(300);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    spine.odoo.book = () => new Promise(() => {});
    return spine;
  };

  it('does not hold back the outbox, and counts as away after its time limit', async () => {
    const spine = await hanging();
    const before = spine.queue.size;
    const run = spine.sweep();
    await vi.advanceTimersByTimeAsync(questionTimeoutMs - 1);
    expect(spine.queue.size).toBe(before + 1);
    expect(spine.gauges.has('PlantsWaitingForOdoo')).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await run;
    expect(spine.gauges.get('PlantsWaitingForOdoo')).toBe(1);
    expect(spine.paused.has('oslo')).toBe(true);
    expect(spine.logged).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        code: 'LANE_WAITING',
        about: expect.objectContaining({ code: 'timeout' }),
      }),
    );
  });

  it('is counted for 300 plants before the work on any of them has ended, and they are handled side by side', async () => {
    const spine = await hanging();
    const profiles = Array.from({ length: 300 }, (_, index) => ({ ...oslo, id: `plant-${index}` }));
    const since = new Date(spine.now.getTime() - 300_000).toISOString();
    for (const { id: plant } of profiles)
      await spine.eventStore.setQueueState(undefined, {
        plant,
        state: 'waiting',
        reason: 'unreachable',
        since,
        until: since,
      });
    const ends: (() => void)[] = [];
    let busy = 0;
    let busiest = 0;
    spine.queueSwitch.pause = async () => {
      busiest = Math.max(busiest, ++busy);
      await new Promise<void>((end) => void ends.push(end));
      busy--;
      return true;
    };
    const run = spine.sweep(profiles);
    await vi.advanceTimersByTimeAsync(questionTimeoutMs);
    expect(ends.length).toBeGreaterThan(0);
    expect(spine.gauges.get('PlantsWaitingForOdoo')).toBe(300);
    expect(spine.gauges.get('PlantsStoppedByOdoo')).toBe(300);
    let ended = 0;
    while (ended < profiles.length) {
      expect(ends.length).toBeGreaterThan(0);
      for (const end of ends.splice(0)) {
        end();
        ended++;
      }
      await vi.advanceTimersByTimeAsync(0);
    }
    await run;
    expect(busiest).toBeGreaterThan(1);
    expect(spine.gauges.get('OutboxOldestSeconds')).toBe(0);
  });
});

describe('the log of the outbox sweeper', () => {
  it('has a defect in the call to Odoo as LANE_HELD, and the run goes on', async () => {
    const spine = new Spine();
    spine.odoo.book = () => Promise.reject(new TypeError('boom'));
    await spine.sweep();
    expect(spine.logged).toMatchObject([{ level: 'error', code: 'LANE_HELD', about: { detail: 'boom' } }]);
    expect(spine.gauges.get('OutboxOldestSeconds')).toBe(0);
  });

  const loggedBy = (spine: Spine) =>
    spine.logged.map(({ level, code, about }) => `${level} ${code} ${about.code}`);

  it('says LANE_HELD of what a person must mend and LANE_WAITING of what passes, with a warning only when it changes', async () => {
    const spine = new Spine();
    spine.odoo.down = broken('bad-secret', 'set-me');
    await spine.sweep();
    await spine.sweep();
    spine.odoo.down = unreachable;
    await spine.sweep();
    await spine.sweep();
    spine.odoo.down = undefined;
    await spine.sweep();
    spine.odoo.down = unreachable;
    await spine.sweep();
    expect(loggedBy(spine)).toEqual([
      'error LANE_HELD bad-secret',
      'info LANE_HELD bad-secret',
      'warn LANE_WAITING unreachable',
      'info LANE_WAITING unreachable',
      'warn LANE_WAITING unreachable',
    ]);
  });
});
