import { describe, expect, it } from 'vitest';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { broken, transient } from '../../../lambdas/odoo/failures.ts';
import { sweepOutbox } from '../../../lambdas/operations/outbox-sweeper.ts';
import { pollPlants } from '../../../lambdas/outbound/poll/poll-plants.ts';
import { plants } from '../../../plants/index.ts';
import { oslo } from '../../../plants/oslo.ts';
import { Monitor } from '../../cloudwatch/monitor.ts';
import { report } from '../../fakes/events.ts';
import { inMemoryRuns } from '../../fakes/in-memory-runs.ts';
import { Spine } from '../../fakes/spine.ts';
import { all, type Resource } from './synthesized.ts';

const prod = all.find(({ environment }) => environment.name === 'prod');
if (!prod) throw new Error('no environment prod');
const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
  prod.resources(type),
);

/** The physical name of what a template refers to: of a queue, or of a function with a fixed name. */
const nameOf = (stack: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? attribute?.[0] ?? '';
  // Plants that are made like Oslo have no stack of their own.
  const { Properties } = prod.templates[stack]?.Resources[id] ?? {};
  return Properties?.QueueName ?? Properties?.FunctionName ?? `${stack} ${id}`;
};

/** Plants with the alarms of Oslo under their own names. */
const likeOslo = (ids: readonly string[]): { profiles: PlantProfile[]; resources: Resource[] } => ({
  profiles: ids.map((id) => ({ ...oslo, id })),
  resources: [
    ...alarms.filter(({ stack }) => !stack.startsWith('lane-')),
    ...ids.flatMap((id) =>
      alarms
        .filter(({ stack }) => stack === 'lane-oslo')
        .map((alarm) => JSON.parse(JSON.stringify(alarm).replaceAll('oslo', id)) as Resource),
    ),
  ],
});

/** The real sweeper and the real poll by the minute, their metrics, and the alarms of the template. */
class Night {
  readonly spine = new Spine();
  readonly monitor: Monitor;
  readonly profiles: readonly PlantProfile[];
  /** ends of the day's parts */
  polls = true;
  sweeps = true;
  readonly runs = inMemoryRuns();

  constructor(profiles: readonly PlantProfile[] = Object.values(plants), resources = alarms) {
    this.profiles = profiles;
    this.monitor = new Monitor(resources, nameOf);
    // A full hour, so that periods end with it.
    this.spine.now = new Date('2026-11-25T06:00:00.000Z');
  }

  async minutes(count: number, each: () => void = () => {}): Promise<string[]> {
    const before = this.monitor.notified.length;
    for (let minute = 0; minute < count; minute++) {
      each();
      if (this.polls) for (const plant of this.profiles) await this.poll(plant);
      if (this.sweeps) await this.sweep();
      // What the webhooks' run publishes while nothing waits.
      this.put('WebhookBehindSeconds', 0, { service: 'webhooks' });
      this.spine.tick(60);
      this.monitor.evaluate(this.spine.now);
    }
    return this.monitor.notified.slice(before);
  }

  /** A poll of an Odoo that is away ends before it is complete. */
  private async poll(plant: PlantProfile): Promise<void> {
    const { spine } = this;
    if (spine.odoo.down) return;
    await pollPlants(plant, {
      ...spine.deps,
      odoo: spine.questions,
      entityTypes: [],
      feed: spine.feed,
      keepDays: 90,
      bus: spine.outcomes,
      wake: async () => {},
      timeLeft: () => 30_000,
      count: (metric, id, value) => this.put(metric, value, { service: 'dispatch', plant: id }),
    });
  }

  private sweep(): Promise<void> {
    const { spine } = this;
    return sweepOutbox({
      ...spine.deps,
      plants: this.profiles,
      queueSwitch: spine.queueSwitch,
      feed: spine.feed,
      runs: this.runs,
      memory: spine.memory,
      gauge: (metric, value, plant) =>
        this.put(metric, value, { service: 'watch', ...(plant !== undefined && { plant }) }),
      countPolls: (plant, amount) => this.put('Dispatched', amount, { service: 'dispatch', plant }),
    });
  }

  private put(metric: string, value: number, dimensions: Record<string, string>): void {
    this.monitor.put(this.spine.now, 'OdooPlantGateway', metric, value, dimensions);
  }

  async finish(job: string, plant = 'oslo'): Promise<void> {
    const at = this.spine.now.toISOString();
    const run = { plant, job, id: at, by: 'schedule', startedAt: at, endedAt: at, counts: {} };
    await this.runs.replace(undefined, { ...run, state: 'done' });
  }
}

const away = transient('unreachable', 'ECONNREFUSED', { outcome: 'not-done' });
const day = 24 * 60;

describe('the first day of a new plant', () => {
  it('is quiet while Odoo is not connected yet, and nothing was polled, run or sent', async () => {
    const night = new Night();
    night.spine.odoo.down = broken('bad-secret', 'set-me');
    // Before the first run of the sweeper its alarm has no data.
    expect(await night.minutes(day)).toEqual([]);
  });

  it('is quiet while Odoo answers and the plant’s schedule does not poll yet', async () => {
    const night = new Night();
    night.polls = false;
    expect(await night.minutes(day)).toEqual([]);
  });

  it('is quiet when everything works, before the first night and after it', async () => {
    const night = new Night();
    expect(await night.minutes(20 * 60)).toEqual([]);
    for (const job of ['costs', 'history', 'reconciliation']) await night.finish(job);
    expect(await night.minutes(10 * 60)).toEqual([]);
  });
});

describe('a plant that has worked', () => {
  it('rings when it is polled no more, within half an hour, and stays on for days', async () => {
    const night = new Night();
    await night.minutes(60);
    night.polls = false;
    expect((await night.minutes(30)).sort()).toEqual(
      ['gdansk', 'lyon', 'oslo'].map((plant) => `page opg-prod-${plant}-dispatch-silent`),
    );
    expect(await night.minutes(2 * day)).toEqual([]);
    expect(night.monitor.state('opg-prod-oslo-dispatch-silent')).toBe('ALARM');
    night.polls = true;
    await night.minutes(15);
    expect(night.monitor.state('opg-prod-oslo-dispatch-silent')).toBe('OK');
  });

  it('rings once when a nightly job has not finished for 26 hours, and no sooner', async () => {
    const night = new Night();
    await night.finish('costs');
    expect(await night.minutes(26 * 60 - 1)).toEqual([]);
    expect(await night.minutes(10)).toEqual(['ticket opg-prod-run-overdue']);
    await night.finish('costs');
    await night.minutes(30);
    expect(night.monitor.state('opg-prod-run-overdue')).toBe('OK');
  });

  it('rings alone when its queue is held for a cause that affects only this plant', async () => {
    const night = new Night();
    await night.minutes(30);
    const { eventStore, now } = night.spine;
    const hold = () => {
      const since = now.toISOString();
      return eventStore.setQueueState(undefined, {
        plant: 'oslo',
        state: 'held',
        reason: 'unknown-warehouse',
        since,
        until: since,
      });
    };
    // The sweeper resumes it every minute, and the next batch holds it again.
    expect(await night.minutes(10, () => void hold())).toEqual(['page opg-prod-oslo-lane-held']);
  });

  it('wakes nobody when an operator pauses it', async () => {
    const night = new Night();
    await night.minutes(30);
    await night.spine.operate({ command: 'pause', plant: 'oslo', by: 'ola', requestId: crypto.randomUUID() });
    expect(await night.minutes(60)).toEqual([]);
  });
});

describe('one cause for all plants', () => {
  it('pages once when Odoo is away for three hours, although events wait, queues age and nothing is polled', async () => {
    const night = new Night();
    await night.minutes(60);
    night.spine.odoo.down = away;
    await night.spine.accept([report()]);
    await night.spine.post();
    let age = 0;
    const waiting = () => {
      age += 60;
      for (const plant of Object.keys(plants))
        night.monitor.put(night.spine.now, 'AWS/SQS', 'ApproximateAgeOfOldestMessage', age, {
          QueueName: `opg-prod-lane-${plant}.fifo`,
        });
    };
    expect(await night.minutes(180, waiting)).toEqual(['page opg-prod-posting-stopped']);
    night.spine.odoo.down = undefined;
    expect(await night.minutes(30)).toEqual([]);
    expect(night.monitor.state('opg-prod-posting-stopped')).toBe('OK');
  });

  it('pages once when Odoo goes away and comes back with another module', async () => {
    const night = new Night();
    await night.minutes(60);
    night.spine.odoo.down = away;
    expect(await night.minutes(30)).toEqual(['page opg-prod-posting-stopped']);
    night.spine.odoo.down = broken('version-mismatch', 'Odoo has 19.0.0.9.0');
    expect(await night.minutes(30)).toEqual([]);
    expect(night.monitor.state('opg-prod-posting-stopped')).toBe('ALARM');
  });

  it('pages once when Odoo is away for 300 plants', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `plant-${index}`);
    const { profiles, resources } = likeOslo(ids);
    const night = new Night(profiles, resources);
    await night.minutes(5);
    night.spine.odoo.down = away;
    expect(await night.minutes(25)).toEqual(['page opg-prod-posting-stopped']);
  });

  it('pages once when the poll function fails for all plants', async () => {
    const night = new Night();
    await night.minutes(60);
    night.polls = false;
    const failing = () => {
      for (const _ of Object.keys(plants))
        night.monitor.put(night.spine.now, 'AWS/Lambda', 'Errors', 1, { FunctionName: 'opg-prod-dispatch' });
    };
    expect(await night.minutes(60, failing)).toEqual(['page opg-prod-dispatch-errors']);
  });

  it('pages when the outbox sweeper itself falls silent, and nothing else does', async () => {
    const night = new Night();
    await night.minutes(60);
    night.sweeps = false;
    expect(await night.minutes(60)).toEqual(['page opg-prod-watch-silent']);
  });

  it('leaves the age of a queue to speak while Odoo answers', async () => {
    const night = new Night();
    const age = () =>
      night.monitor.put(night.spine.now, 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 7200, {
        QueueName: 'opg-prod-lane-oslo.fifo',
      });
    expect(await night.minutes(10, age)).toEqual(['ticket opg-prod-oslo-lane-age']);
  });
});
