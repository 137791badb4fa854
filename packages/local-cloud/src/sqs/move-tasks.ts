import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sqs';
import type { Operations } from '../aws-endpoint.ts';
import type { SqsEngine } from './engine.ts';
import { invalidValue, missingParameter } from './errors.ts';
import type { Queue } from './queue.ts';

interface MoveTask {
  handle: string;
  source: Queue;
  destination: Queue | undefined;
  /** milliseconds since the epoch */
  startedAt: number;
  moved: number;
}

/** Redriving dead-letter queues. A task here is over when the call that started it is. */
export function moveOperations(sqs: SqsEngine): Operations {
  const tasks: MoveTask[] = [];
  return {
    StartMessageMoveTask({ SourceArn, DestinationArn }: sdk.StartMessageMoveTaskRequest) {
      if (!SourceArn) throw missingParameter('SourceArn');
      const source = sqs.byArn(SourceArn);
      if (sqs.sourcesOf(source).length === 0)
        throw invalidValue('SourceArn', SourceArn, 'Source queue must be configured as a Dead Letter Queue');
      const destination = DestinationArn ? sqs.byArn(DestinationArn) : undefined;
      const moved = moveAll(sqs, source, destination);
      const task = { handle: randomUUID(), source, destination, startedAt: Date.now(), moved };
      tasks.unshift(task);
      return { TaskHandle: task.handle };
    },
    ListMessageMoveTasks: ({ SourceArn = '', MaxResults = 1 }: sdk.ListMessageMoveTasksRequest) => ({
      Results: tasks
        .filter(({ source }) => source === sqs.byArn(SourceArn))
        .slice(0, MaxResults)
        .map(({ source, destination, moved, startedAt }) => ({
          Status: 'COMPLETED',
          SourceArn: source.arn,
          ...(destination ? { DestinationArn: destination.arn } : {}),
          ApproximateNumberOfMessagesMoved: moved,
          StartedTimestamp: startedAt,
        })),
    }),
  };
}

/** Moves what can be received to where it came from, or elsewhere, in order; what is in flight stays. */
function moveAll(sqs: SqsEngine, source: Queue, destination: Queue | undefined): number {
  return sqs.atomically(() => {
    const messages = source.peek(-1).flatMap((message) => {
      const target =
        destination ?? (message.dead_letter_source ? sqs.byArn(message.dead_letter_source) : undefined);
      return target ? [{ message, target }] : [];
    });
    for (const { message, target } of messages)
      target.take(message, { id: randomUUID(), receiveCount: 0, source: null });
    return messages.length;
  });
}
