import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { EventKey } from '../../events/envelope.ts';
import { awsCalls } from '../platform/aws.ts';
import type { Log } from '../platform/log.ts';
import { errorForLog } from '../platform/log.ts';
import {
  bodyOf,
  groupOf,
  type MessageToSend,
  type PlantQueue,
  type PlantQueueSwitch,
} from './plant-queue.ts';

/** SQS's limit for one SendMessageBatch. */
const perCall = 10;

/** @param urlPattern queue URL with `{plant}` for the plant's id */
export const sqsPlantQueue = (
  urlPattern: string,
  log: Log,
  client = new SQSClient(awsCalls),
): PlantQueue => ({
  async send(plant, messages) {
    const failed = new Set<EventKey>();
    let reachable = true;
    for (let from = 0; from < messages.length; from += perCall) {
      const chunk = messages.slice(from, from + perCall);
      if (!reachable) {
        for (const message of chunk) failed.add(message.eventKey);
        continue;
      }
      try {
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: urlPattern.replace('{plant}', plant),
            Entries: chunk.map(entryOf),
          }),
        );
        for (const { Id } of Failed) {
          const message = chunk[Number(Id)];
          if (message) failed.add(message.eventKey);
        }
      } catch (error) {
        // Another call would make the caller wait for another timeout.
        reachable = false;
        log.warn('EVENT_LEFT_IN_OUTBOX', { plant, events: chunk.length, ...errorForLog(error) });
        for (const message of chunk) failed.add(message.eventKey);
      }
    }
    return failed;
  },
});

const entryOf = ({ deduplicationId, ...message }: MessageToSend, index: number) => ({
  Id: String(index),
  MessageBody: bodyOf(message),
  MessageGroupId: groupOf(message),
  MessageDeduplicationId: deduplicationId,
});

/**
 * Loads its client when a queue is switched, because that is seldom and would slow down each start of the functions.
 *
 * @param arnPattern ARN of a plant queue, with `{plant}` for the plant's id
 */
export const lambdaPlantQueueSwitch = (arnPattern: string): PlantQueueSwitch => {
  const load = async () => {
    const sdk = await import('@aws-sdk/client-lambda');
    return { ...sdk, client: new sdk.LambdaClient(awsCalls) };
  };
  let loading: ReturnType<typeof load> | undefined;
  // AWS refuses a change while another one is in progress. The caller tries again a minute later.
  const setEnabled = async (plant: string, from: string, enabled: boolean) => {
    loading ??= load();
    const { client, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } = await loading;
    const EventSourceArn = arnPattern.replace('{plant}', plant);
    const { EventSourceMappings: all = [] } = await client.send(
      new ListEventSourceMappingsCommand({ EventSourceArn }),
    );
    const changed = all.filter(({ State }) => State === from);
    for (const { UUID } of changed)
      await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
    return { changed: changed.length, others: all.filter(({ State }) => State !== from) };
  };
  return {
    async pause(plant) {
      return (await setEnabled(plant, 'Enabled', false)).changed > 0;
    },
    async resume(plant) {
      const { others } = await setEnabled(plant, 'Disabled', true);
      return others.every(({ State }) => State === 'Enabled' || State === 'Enabling' || State === 'Creating');
    },
  };
};

/** What the posting function does with messages that are not done. */
export interface MessageBox {
  /** Hides messages for some seconds. A failure is harmless: they come back after the queue's own visibility timeout. */
  hide(messages: readonly { receiptHandle: string; seconds: number }[]): Promise<void>;
  /** Copies a message to the dead-letter queue. False when that failed. */
  deadLetter(record: SQSRecord): Promise<boolean>;
}

export const sqsMessageBox = (
  queueUrl: string,
  deadLetterUrl: string,
  log: Log,
  client = new SQSClient(awsCalls),
): MessageBox => ({
  async hide(messages) {
    for (let from = 0; from < messages.length; from += perCall)
      try {
        await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrl,
            Entries: messages.slice(from, from + perCall).map(({ receiptHandle, seconds }, index) => ({
              Id: String(index),
              ReceiptHandle: receiptHandle,
              VisibilityTimeout: Math.ceil(seconds),
            })),
          }),
        );
      } catch (error) {
        log.warn('STORE_UNAVAILABLE', { what: 'visibility', ...errorForLog(error) });
      }
  },
  async deadLetter(record) {
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterUrl,
          MessageBody: record.body || ' ',
          MessageGroupId: record.attributes.MessageGroupId,
          MessageDeduplicationId: record.messageId,
        }),
      );
      return true;
    } catch (error) {
      log.error('STORE_UNAVAILABLE', { what: 'dead-letter queue', ...errorForLog(error) });
      return false;
    }
  },
});
