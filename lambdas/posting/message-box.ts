import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { awsCalls } from '../platform/aws.ts';
import { errorForLog, type Log } from '../platform/log.ts';

/** What the posting function does with messages that are not done. */
export interface MessageBox {
  /** Hides messages for some seconds. A failure is harmless: they come back after the queue's own visibility timeout. */
  hide(messages: readonly { receiptHandle: string; seconds: number }[]): Promise<void>;
  /** Copies a message to the dead-letter queue. False when that failed. */
  deadLetter(record: SQSRecord): Promise<boolean>;
}

/** SQS's limit for one batch call. */
const perCall = 10;

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
