import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { laneMessage } from '../lane/lane-queue.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { done, type Message, type PostDeps, type Verdict } from './batch.ts';
import type { MessageBox } from './message-box.ts';
import { postBatch } from './post-batch.ts';

export interface HandlerDeps extends PostDeps {
  box: MessageBox;
}

type Remaining = Pick<Context, 'getRemainingTimeInMillis'>;

/** A lane's batch: what is not done comes back, each message together with its stream. */
export const handle = async (
  event: SQSEvent,
  context: Remaining,
  deps: HandlerDeps,
): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(readMessage);
  const readable = messages.filter((message) => message !== undefined);
  const leaseUntil = secondsAfter(deps.clock(), context.getRemainingTimeInMillis() / 1000);
  const verdicts = await postBatch(readable, leaseUntil, deps);
  for (const record of event.Records)
    if (cannotBePosted(verdicts.get(record.messageId)))
      verdicts.set(record.messageId, await bury(record, deps));
  await comeBack(event.Records, verdicts, deps);
  return processPartialResponse(
    event,
    async (record: SQSRecord) => {
      if (!verdicts.get(record.messageId)?.done) throw new NotDone(record.messageId);
    },
    new SqsFifoPartialProcessorAsync(),
    { skipGroupOnError: true, throwOnFullBatchFailure: false },
  );
};

/** Unreadable, hence without a verdict, or of an event the ledger does not know. */
const cannotBePosted = (verdict: Verdict | undefined): boolean =>
  !verdict || (!verdict.done && verdict.unknown === true);

class NotDone extends Error {}

const readMessage = (record: SQSRecord): Message | undefined => {
  try {
    const parsed = laneMessage.parse(JSON.parse(record.body));
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    return { ...parsed, messageId: record.messageId, receiveCount };
  } catch {
    return undefined;
  }
};

/** What cannot be posted would come back a thousand times, and close its group as long. */
const bury = async (record: SQSRecord, { box, log, plant }: HandlerDeps): Promise<Verdict> => {
  log.error('MESSAGE_UNREADABLE', { plant: plant.id, messageId: record.messageId });
  return (await box.bury(record)) ? done : { done: false, retryAfterSeconds: 30 };
};

/** SQS holds a group back while any message of it is invisible: those of one group get the same time. */
const comeBack = async (
  records: readonly SQSRecord[],
  verdicts: ReadonlyMap<string, Verdict>,
  { box }: HandlerDeps,
): Promise<void> => {
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  const returning = [...groups.values()].flatMap((group) => {
    const from = group.findIndex((record) => !verdicts.get(record.messageId)?.done);
    if (from < 0) return [];
    const back = group.slice(from);
    const seconds = Math.max(...back.map((record) => secondsOf(verdicts.get(record.messageId))));
    return back.map((record) => ({ receiptHandle: record.receiptHandle, seconds }));
  });
  await box.hide(returning);
};

const secondsOf = (verdict: Verdict | undefined): number =>
  verdict && !verdict.done ? verdict.retryAfterSeconds : 0;
