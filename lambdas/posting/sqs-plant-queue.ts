import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EventKey } from '../../events/identity.ts';
import { awsCalls } from '../platform/aws.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import {
  bodyOf,
  groupOf,
  type MessageToSend,
  type PlantQueue,
  type PlantQueueSwitch,
} from './plant-queue.ts';

const perCall = 10;

/** @param urlPattern queue URL with `{plant}` in place of the plant's id */
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

const entry = ({ deduplicationId, ...message }: MessageToSend, index: number) => ({
  Id: String(index),
  MessageBody: bodyOf(message),
  MessageGroupId: groupOf(message),
  MessageDeduplicationId: deduplicationId,
});

/** @param functionPattern name of a lane's post function with `{plant}` in place of the plant's id */
export const lambdaPlantQueueSwitch = (
  functionPattern: string,
  client = new LambdaClient(awsCalls),
): PlantQueueSwitch => {
  const mappings = async (plant: string) => {
    const FunctionName = functionPattern.replace('{plant}', plant);
    const { EventSourceMappings = [] } = await client.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    return EventSourceMappings;
  };
  // While a change is under way AWS refuses another; whoever asked asks again a minute later.
  const turn = async (plant: string, from: string, enabled: boolean) => {
    const all = await mappings(plant);
    const turned = all.filter(({ State }) => State === from);
    for (const { UUID } of turned)
      await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
    return { turned: turned.length, others: all.filter(({ State }) => State !== from) };
  };
  return {
    async pause(plant) {
      return (await turn(plant, 'Enabled', false)).turned > 0;
    },
    async resume(plant) {
      const { others } = await turn(plant, 'Disabled', true);
      return others.every(({ State }) => State === 'Enabled' || State === 'Enabling' || State === 'Creating');
    },
  };
};
