import { dynamoAuditTrail } from '../audit/dynamo-audit-trail.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { dynamoReports } from '../reconcile/dynamo-reports.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { QueryDeps } from './handle.ts';

export const configure = (): QueryDeps => {
  const env = readEnvironment({
    LEDGER_TABLE: text,
    AUDIT_TABLE: text,
    RECONCILIATION_TABLE: text,
    PARTNER_PARAMETERS: text,
  });
  const client = documentClient();
  return {
    log,
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    audit: dynamoAuditTrail(client, env.AUDIT_TABLE),
    reports: dynamoReports(client, env.RECONCILIATION_TABLE),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};
