import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { errorForLog, type Log } from '../runtime/log.ts';
import { type Heard, heard, type RelayDeps, relay } from './relay.ts';

/**
 * Messages of the queue that the bus fills; one that cannot be read holds back no other, and ends among the dead letters.
 * Throws when a store fails: all of them come again.
 */
export const handle = async (
  { Records }: SQSEvent,
  deps: RelayDeps & { log: Log },
): Promise<SQSBatchResponse> => {
  const read: Heard[] = [];
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      read.push(heard.parse(JSON.parse(body)).detail);
    } catch (error) {
      deps.log.error('MESSAGE_UNREADABLE', { what: 'relay', messageId, ...errorForLog(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  await relay(read, deps);
  return { batchItemFailures };
};
