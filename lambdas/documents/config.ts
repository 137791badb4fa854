import { plants } from '../../plants/index.ts';
import { readDocument } from '../dialects/document.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { HandlerDeps } from './handle.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({ LEDGER_TABLE: text, LANE_QUEUE_URL: text, PARTNER_PARAMETERS: text });
  return {
    plants,
    clock,
    log,
    read: readDocument,
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};
