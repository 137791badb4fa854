import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../src/clock.ts';
import { EventSourceMapping } from '../src/lambda/event-source-mapping.ts';
import type { InvocationResult } from '../src/lambda/execution-environment.ts';
import { failedItems } from '../src/lambda/sqs-event.ts';
import { SqsEngine } from '../src/sqs/engine.ts';
import type { Queue } from '../src/sqs/queue.ts';
import { openStorage } from '../src/storage.ts';
import { until } from './until.ts';

interface Batch {
  bodies: string[];
  ids: string[];
  handles: string[];
  answer(payload: unknown): void;
  crash(): void;
}

const clock = new ManualClock();
let queue: Queue;
let source: EventSourceMapping;
/** batches that the function received and has not answered */
let batches: Batch[];
/** ends the invocations that still run */
let ends: (() => void)[];

function invoke(text: string): Promise<InvocationResult> {
  const { Records } = JSON.parse(text) as {
    Records: { body: string; messageId: string; receiptHandle: string }[];
  };
  const { promise, resolve } = Promise.withResolvers<InvocationResult>();
  const result = (payload: unknown, failed: boolean) =>
    resolve({ requestId: '', payload: JSON.stringify(payload), failed });
  ends.push(() => result({ errorType: 'Error' }, true));
  batches.push({
    bodies: Records.map(({ body }) => body),
    ids: Records.map(({ messageId }) => messageId),
    handles: Records.map(({ receiptHandle }) => receiptHandle),
    answer: (payload) => result(payload, false),
    crash: () => result({ errorType: 'Error' }, true),
  });
  return promise;
}

const send = (group: string, body: string) =>
  queue.send(queue.check({ MessageBody: body, MessageGroupId: group, MessageDeduplicationId: body }));
/** the next batch that the function receives */
async function nextBatch(): Promise<Batch> {
  await until(() => expect(batches).not.toHaveLength(0));
  const [batch] = batches.splice(0, 1);
  if (!batch) throw new Error('no batch');
  return batch;
}
const settled = () => until(() => expect(queue.depth()).toMatchObject({ inFlight: 0, visible: 0 }));

beforeEach(() => {
  batches = [];
  ends = [];
  const where = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://127.0.0.1:1' };
  const sqs = new SqsEngine({ database: openStorage(), clock, ...where });
  queue = sqs.ensure('lane.fifo', { FifoQueue: 'true', VisibilityTimeout: '60' });
  source = new EventSourceMapping({
    uuid: 'mapping',
    queue,
    functionName: 'post',
    functionArn: 'arn',
    batchSize: 10,
    maximumConcurrency: 2,
    reportsItemFailures: true,
    region: 'eu-central-1',
    enabled: true,
    invoke,
    log: () => {},
  });
});
afterEach(async () => {
  const stopped = source.stop();
  for (const end of ends) end();
  await stopped;
});

describe('an event source', () => {
  it('hands a group over as one batch and deletes what the function handled', async () => {
    for (const body of ['1', '2', '3']) send('A', body);
    source.enable(true);
    const batch = await nextBatch();
    expect(batch.bodies).toEqual(['1', '2', '3']);
    batch.answer({ batchItemFailures: [] });
    await settled();
  });

  it('leaves reported failures hidden until their visibility timeout ends', async () => {
    for (const body of ['1', '2', '3']) send('A', body);
    source.enable(true);
    const batch = await nextBatch();
    batch.answer({ batchItemFailures: batch.ids.slice(1).map((itemIdentifier) => ({ itemIdentifier })) });
    await until(() => expect(queue.depth()).toMatchObject({ inFlight: 2 }));
    clock.advance(59_999);
    expect(batches).toEqual([]);
    clock.advance(1);
    expect((await nextBatch()).bodies).toEqual(['2', '3']);
  });

  it('leaves a whole batch to its visibility timeout when the function fails', async () => {
    send('A', '1');
    source.enable(true);
    (await nextBatch()).crash();
    clock.advance(60_000);
    expect((await nextBatch()).bodies).toEqual(['1']);
  });

  it('lets the function choose when a failed message comes back', async () => {
    send('A', '1');
    source.enable(true);
    const batch = await nextBatch();
    queue.changeVisibility(batch.handles[0] ?? '', 300);
    batch.answer({ batchItemFailures: [{ itemIdentifier: batch.ids[0] }] });
    await until(() => expect(queue.waiting).toBe(1));
    clock.advance(299_000);
    expect(batches).toEqual([]);
    clock.advance(1_000);
    expect((await nextBatch()).bodies).toEqual(['1']);
  });

  it('runs no more batches at once than it may', async () => {
    for (const group of ['A', 'B', 'C']) send(group, group);
    source.options.batchSize = 1;
    source.enable(true);
    const first = await nextBatch();
    await nextBatch();
    expect(batches).toEqual([]);
    first.answer(null);
    expect((await nextBatch()).bodies).toEqual(['C']);
  });

  it('takes nothing while it is paused, and lets a batch in work end', async () => {
    send('A', '1');
    source.enable(true);
    const batch = await nextBatch();
    source.enable(false);
    expect(source.state).toBe('Disabling');
    send('B', '2');
    batch.answer({ batchItemFailures: [] });
    await until(() => expect(source.state).toBe('Disabled'));
    expect(queue.depth()).toMatchObject({ visible: 1, inFlight: 0 });
    expect(batches).toEqual([]);
    source.enable(true);
    expect((await nextBatch()).bodies).toEqual(['2']);
  });
});

describe('a function’s report of failures', () => {
  const batch = ['a', 'b'];
  it.each([
    ['nothing', undefined, []],
    ['null', null, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['no list at all', { done: true }, []],
    ['one message', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['an unknown message', { batchItemFailures: [{ itemIdentifier: 'x' }] }, batch],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, batch],
    ['another key', { batchItemFailures: [{ id: 'a' }] }, batch],
    ['something else than a list', { batchItemFailures: 'a' }, batch],
  ])('that has %s', (_, answer, failed) => {
    expect([...failedItems(JSON.stringify(answer) ?? 'null', batch)]).toEqual(failed);
  });
});
