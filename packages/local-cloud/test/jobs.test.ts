import { describe, expect, it } from 'vitest';
import { ManualClock } from '../src/clock.ts';
import type { TargetServices } from '../src/events/targets.ts';
import { deliveries } from '../src/events/targets.ts';
import { Jobs } from '../src/jobs.ts';
import { SqsEngine } from '../src/sqs/engine.ts';
import { openStorage } from '../src/storage.ts';
import { until } from './until.ts';

describe('jobs', () => {
  it('are done again after the pause they ask for, until they ask for none', async () => {
    const clock = new ManualClock();
    const jobs = new Jobs(openStorage(), clock, () => {});
    const attempts: number[] = [];
    const add = jobs.kind<string>('try', async ({ attempt }) => {
      attempts.push(attempt);
      return attempt < 3 ? 1_000 : undefined;
    });
    add('x');
    await until(() => expect(attempts).toEqual([1]));
    for (const expected of [
      [1, 2],
      [1, 2, 3],
    ]) {
      await until(() => {
        clock.advance(1_000);
        expect(attempts).toEqual(expected);
      });
    }
    await until(() => expect(jobs.pending).toBe(0));
  });

  it('survive the end of the run they were cut off in', async () => {
    const storage = openStorage();
    const clock = new ManualClock();
    const first = new Jobs(storage, clock, () => {});
    const cut = Promise.withResolvers<undefined>();
    first.kind<string>('work', () => cut.promise)('x');
    await until(() => expect(first.pending).toBe(1));
    const stopped = first.stop();
    cut.resolve(undefined);
    await stopped;
    const done: string[] = [];
    const second = new Jobs(storage, clock, () => {});
    second.kind<string>('work', async ({ payload }) => void done.push(payload));
    second.resume();
    await until(() => expect(done).toEqual(['x']));
  });
});

describe('a delivery to a rule’s target', () => {
  const clock = new ManualClock();
  const storage = openStorage();
  const sqs = new SqsEngine({ database: storage, clock, region: 'r', account: '1', endpoint: '' });
  const dead = sqs.ensure('dead', {});
  let broken = true;
  const handled: string[] = [];
  const targetServices: TargetServices = {
    sqs,
    invokeLater: (_, text) => {
      if (broken) throw new Error('out of order');
      handled.push(text);
    },
    publish: () => {},
    forward: () => {},
    startExecution: () => {},
  };
  const send = deliveries(new Jobs(storage, clock, () => {}), clock, targetServices, () => {});
  const delivery = {
    arn: 'arn:aws:lambda:r:1:function:f',
    text: '{"a":1}',
    ruleArn: 'arn:rule',
    event: '{"whole":true}',
    retries: 2,
    longestAge: 86_400_000,
    deadLetters: dead.arn,
  };

  it('is tried again while the target fails', async () => {
    send(delivery);
    await until(() => expect(storage.prepare('SELECT attempt FROM job').get()?.attempt).toBe(2));
    broken = false;
    clock.advance(1_000);
    await until(() => expect(handled).toEqual(['{"a":1}']));
  });

  it('ends in the dead-letter queue as the event it was, with the reason', async () => {
    broken = true;
    send(delivery);
    await until(() => {
      clock.advance(10_000);
      expect(dead.depth()).toMatchObject({ visible: 1 });
    });
    const [message] = await dead.receive();
    expect(message?.body).toBe('{"whole":true}');
    expect(JSON.parse(message?.attributes ?? '')).toMatchObject({
      RULE_ARN: { StringValue: 'arn:rule' },
      ERROR_MESSAGE: { StringValue: 'out of order' },
      RETRY_ATTEMPTS: { StringValue: '2' },
    });
  });

  it('goes there at once when the target can never take it', async () => {
    send({ ...delivery, text: 'not JSON' });
    await until(() => expect(dead.depth()).toMatchObject({ visible: 1 }));
  });
});
