import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EventKey } from '../../events/identity.ts';
import { awsCalls } from '../runtime/aws.ts';
import type { Log } from '../runtime/log.ts';
import { errorForLog } from '../runtime/log.ts';
import { groupOf, type LaneQueue, type LaneSending } from './lane-queue.ts';

const perCall = 10;

/** @param urlPattern queue URL with `{plant}` in place of the plant's id */
export const sqsLaneQueue = (urlPattern: string, log: Log, client = new SQSClient(awsCalls)): LaneQueue => ({
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
            Entries: chunk.map(entry),
          }),
        );
        for (const { Id } of Failed) {
          const message = chunk[Number(Id)];
          if (message) failed.add(message.eventKey);
        }
      } catch (error) {
        // Each further try would cost the caller as long as this one did.
        reachable = false;
        log.warn('EVENT_LEFT_IN_OUTBOX', { plant, events: chunk.length, ...errorForLog(error) });
        for (const message of chunk) failed.add(message.eventKey);
      }
    }
    return failed;
  },
});

const entry = ({ deduplicationId, ...message }: LaneSending, index: number) => ({
  Id: String(index),
  MessageBody: JSON.stringify(message),
  MessageGroupId: groupOf(message),
  MessageDeduplicationId: deduplicationId,
});
