import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { QueryDeps } from './handle.ts';

export const configure = (): QueryDeps => {
  const env = readEnvironment({ LEDGER_TABLE: text, PARTNER_PARAMETERS: text });
  return {
    log,
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};
