import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AwsEndpoint, serveAws } from '../src/aws-endpoint.ts';
import { ManualClock } from '../src/clock.ts';
import { messageOperations, queueOperations } from '../src/sqs/api.ts';
import { SqsEngine } from '../src/sqs/engine.ts';
import { openStorage } from '../src/storage.ts';
import { until } from './until.ts';

const account = '000000000000';
const clock = new ManualClock();
let endpoint: AwsEndpoint;
let client: SQSClient;
let sqs: SqsEngine;
let count = 0;
let url = '';

beforeAll(async () => {
  endpoint = await serveAws();
  const where = { region: 'eu-central-1', account, endpoint: endpoint.url };
  sqs = new SqsEngine({ database: openStorage(), clock, ...where });
  endpoint.use({ AmazonSQS: { ...queueOperations(sqs), ...messageOperations(sqs) } });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SQSClient({ endpoint: endpoint.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

async function queue(attributes: Record<string, string> = {}, fifo = true): Promise<string> {
  count += 1;
  const { QueueUrl = '' } = await client.send(
    new CreateQueueCommand({
      QueueName: `queue-${count}${fifo ? '.fifo' : ''}`,
      Attributes: { ...(fifo ? { FifoQueue: 'true' } : {}), VisibilityTimeout: '30', ...attributes },
    }),
  );
  return QueueUrl;
}
const arnOf = (queueUrl: string) => `arn:aws:sqs:eu-central-1:${account}:${queueUrl.split('/').at(-1)}`;
const send = (group: string, body: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: `${group} ${body} ${count}`.replaceAll(' ', '-'),
      ...more,
    }),
  );
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> => {
  const wanted = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
  return (await client.send(new ReceiveMessageCommand({ QueueUrl: url, ...wanted, ...more }))).Messages ?? [];
};
/** waits until this many long polls wait at the queue */
const waiting = (polls: number) => until(() => expect(sqs.queue(url).waiting).toBe(polls));
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const remove = (message: Message | undefined) =>
  client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle ?? '' }));
const hide = (message: Message | undefined, seconds: number) =>
  client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: message?.ReceiptHandle ?? '',
      VisibilityTimeout: seconds,
    }),
  );

describe('a FIFO queue', () => {
  beforeEach(async () => {
    url = await queue();
  });

  it('hands out up to ten messages of one group at once, in order', async () => {
    for (let i = 0; i < 12; i += 1) await send('A', `m${i}`);
    expect(bodies(await receive())).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9']);
  });

  it('holds a group back while any message of it is in flight, and lets other groups pass', async () => {
    await send('A', 'first');
    await send('A', 'second');
    await send('B', 'other');
    const [first] = await receive({ MaxNumberOfMessages: 1 });
    expect(bodies(await receive())).toEqual(['other']);
    await remove(first);
    expect(bodies(await receive())).toEqual(['second']);
  });

  it('gives a failed rest of a batch back in order before anything later', async () => {
    for (const body of ['1', '2', '3']) await send('A', body);
    const [one, two, three] = await receive();
    await send('A', '4');
    await remove(one);
    await hide(two, 0);
    expect(bodies(await receive()), 'the third still holds the group').toEqual([]);
    await hide(three, 0);
    expect(bodies(await receive())).toEqual(['2', '3', '4']);
  });

  it('brings a message back when its visibility timeout ends, counting receives', async () => {
    await send('A', 'x');
    const [first] = await receive();
    clock.advance(29_999);
    expect(await receive()).toEqual([]);
    clock.advance(1);
    const [again] = await receive();
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(again?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it('keeps a message hidden as long as ChangeMessageVisibility says, also beyond the queue’s own timeout', async () => {
    await send('A', 'x');
    const [message] = await receive();
    await hide(message, 600);
    clock.advance(599_000);
    expect(await receive()).toEqual([]);
    clock.advance(1_000);
    expect(bodies(await receive())).toEqual(['x']);
  });

  it('refuses a receipt handle whose time is over', async () => {
    await send('A', 'x');
    const [message] = await receive();
    clock.advance(30_000);
    await expect(remove(message)).rejects.toThrow('The receipt handle has expired');
    await expect(hide(message, 10)).rejects.toThrow('The receipt handle has expired');
    expect(bodies(await receive())).toEqual(['x']);
  });

  it('drops a repeat of a deduplication id for five minutes, whether or not the first is gone', async () => {
    const first = await send('A', 'x', { MessageDeduplicationId: 'same' });
    const repeat = await send('A', 'y', { MessageDeduplicationId: 'same' });
    expect(repeat.MessageId).toBe(first.MessageId);
    const [message] = await receive();
    await remove(message);
    await send('A', 'z', { MessageDeduplicationId: 'same' });
    expect(await receive()).toEqual([]);
    clock.advance(300_000);
    await send('A', 'late', { MessageDeduplicationId: 'same' });
    expect(bodies(await receive())).toEqual(['late']);
  });

  it('answers a long poll the moment a message arrives, or its group is free again', async () => {
    const forAny = receive({ WaitTimeSeconds: 20 });
    await waiting(1);
    await send('A', 'x');
    const [message] = await forAny;
    await send('A', 'next');
    const forTheGroup = receive({ WaitTimeSeconds: 20 });
    await waiting(1);
    await remove(message);
    expect(bodies(await forTheGroup)).toEqual(['next']);
  });

  it('answers a long poll when a hidden message falls due, and an empty one when its time is up', async () => {
    await send('A', 'x');
    await receive({ VisibilityTimeout: 15 });
    const poll = receive({ WaitTimeSeconds: 20 });
    await waiting(1);
    clock.advance(15_000);
    expect(bodies(await poll)).toEqual(['x']);
    const tooShort = receive({ WaitTimeSeconds: 20 });
    await waiting(1);
    clock.advance(20_000);
    expect(await tooShort).toEqual([]);
  });

  it('gives no message to a caller who has hung up', async () => {
    const gone = new AbortController();
    const poll = client
      .send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), { abortSignal: gone.signal })
      .catch(() => 'hung up');
    await waiting(1);
    gone.abort();
    expect(await poll).toBe('hung up');
    await waiting(0);
    await send('A', 'x');
    expect(bodies(await receive())).toEqual(['x']);
  });

  it('takes bodies up to 1 MiB', async () => {
    await send('A', 'x'.repeat(1_048_576), { MessageDeduplicationId: 'large' });
    expect((await receive())[0]?.Body).toHaveLength(1_048_576);
    await expect(send('B', 'x'.repeat(1_048_577), { MessageDeduplicationId: 'too-large' })).rejects.toThrow(
      'must be shorter than 1048576 bytes',
    );
  });

  it.each([
    ['no group', { MessageGroupId: undefined }, 'MessageGroupId'],
    ['no deduplication id', { MessageDeduplicationId: undefined }, 'ContentBasedDeduplication'],
    ['a delay of its own', { DelaySeconds: 5 }, 'DelaySeconds'],
    ['a group id longer than 128 characters', { MessageGroupId: 'g'.repeat(129) }, 'MessageGroupId'],
    ['a control character', { MessageBody: 'a\u0000b' }, 'characters outside the allowed set'],
  ])('refuses a message with %s', async (_, more, words) => {
    await expect(send('A', 'x', more as Partial<SendMessageCommandInput>)).rejects.toThrow(words);
  });

  it('fails one bad entry of a batch alone', async () => {
    const answer = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x', MessageGroupId: 'A', MessageDeduplicationId: '1' },
          { Id: 'bad', MessageBody: 'x', MessageDeduplicationId: '2' },
        ],
      }),
    );
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'MissingParameter' }]);
  });

  it('deletes a batch, and sees its depth', async () => {
    for (const body of ['1', '2', '3']) await send('A', body);
    const messages = await receive({ MaxNumberOfMessages: 2 });
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const depth = () =>
      client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }));
    expect(Object.values((await depth()).Attributes ?? {})).toEqual(['1', '2']);
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: messages.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle })),
      }),
    );
    expect(Object.values((await depth()).Attributes ?? {})).toEqual(['1', '0']);
  });
});

describe('a FIFO queue that deduplicates per group', () => {
  it('takes the same deduplication id once in every group', async () => {
    url = await queue({ DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
    for (const group of ['A', 'B', 'B']) await send(group, 'x', { MessageDeduplicationId: 'same' });
    expect(await receive()).toHaveLength(2);
  });
});

describe('a dead-letter queue', () => {
  let dead: string;
  beforeEach(async () => {
    dead = await queue();
    url = await queue({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: 2 }),
    });
  });
  const spend = async (times: number) => {
    for (let i = 0; i < times; i += 1) for (const message of await receive()) await hide(message, 0);
  };

  it('takes a message received too often, with its group and where it came from, and the rest goes on', async () => {
    await send('A', 'poison', { MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } } });
    for (let i = 0; i < 2; i += 1) await hide((await receive({ MaxNumberOfMessages: 1 }))[0], 0);
    await send('A', 'next');
    expect(bodies(await receive())).toEqual(['next']);
    const [message] = await receive({ QueueUrl: dead, MessageAttributeNames: ['All'] });
    expect(message?.Body).toBe('poison');
    expect(message?.Attributes).toMatchObject({ MessageGroupId: 'A', DeadLetterQueueSourceArn: arnOf(url) });
    expect(message?.MessageAttributes?.k?.StringValue).toBe('v');
  });

  it('gives its messages back in their order when asked to', async () => {
    for (const body of ['1', '2', '3']) await send('A', body);
    await spend(3);
    expect(await receive()).toEqual([]);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(dead) }));
    const messages = await receive();
    expect(bodies(messages)).toEqual(['1', '2', '3']);
    expect(messages[0]?.Attributes?.ApproximateReceiveCount).toBe('1');
  });

  it('must be FIFO like its source', async () => {
    const standard = await queue({}, false);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(standard), maxReceiveCount: 2 });
    await expect(queue({ RedrivePolicy })).rejects.toThrow('must be same type of queue');
  });
});

describe('a standard queue', () => {
  beforeEach(async () => {
    url = await queue({}, false);
  });
  const plain = { MessageGroupId: undefined, MessageDeduplicationId: undefined };

  it('delays a message, and locks no group', async () => {
    await send('', 'later', { ...plain, DelaySeconds: 10 });
    await send('', 'tenant', { ...plain, MessageGroupId: 'A' });
    await send('', 'tenant again', { ...plain, MessageGroupId: 'A' });
    expect(bodies(await receive({ MaxNumberOfMessages: 1 }))).toEqual(['tenant']);
    expect(bodies(await receive())).toEqual(['tenant again']);
    clock.advance(10_000);
    expect(bodies(await receive())).toEqual(['later']);
  });

  it('forgets what is older than its retention period', async () => {
    await send('', 'old', plain);
    clock.advance(345_600_000);
    expect(await receive()).toEqual([]);
  });
});
