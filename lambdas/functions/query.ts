import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ssmPartnerDirectory } from '../access/partner-access.ts';
import { handle, type QueryDeps } from '../inbound/query.ts';
import { documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { dynamoReports } from '../reconciliation/dynamo-reports.ts';
import { dynamoAuditTrail } from '../store/dynamo-audit-trail.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

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
    eventStore: dynamoEventStore(client, env.LEDGER_TABLE),
    audit: dynamoAuditTrail(client, env.AUDIT_TABLE),
    reports: dynamoReports(client, env.RECONCILIATION_TABLE),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};

const deps = configure();

export const handler = lambdaFunction((request: APIGatewayProxyEvent) => handle(request, deps));
