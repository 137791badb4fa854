import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { forPartner, type PartnerDeps } from '../access/for-partner.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import { decoded, json } from '../platform/http.ts';
import { getReport, listReports } from '../reconciliation/http.ts';
import type { Reports } from '../reconciliation/reports.ts';
import type { AuditTrail } from '../store/audit-trail.ts';
import type { EventStore } from '../store/event-store.ts';
import { contractDocument } from './contract-documents.ts';
import { getEvent, getLotAudit, listEvents } from './status.ts';

export interface QueryDeps extends PartnerDeps {
  eventStore: EventStore;
  audit: Pick<AuditTrail, 'read'>;
  reports: Pick<Reports, 'find' | 'latest' | 'lines'>;
}

type Request = Pick<
  APIGatewayProxyEvent,
  'resource' | 'pathParameters' | 'queryStringParameters' | 'requestContext'
>;
type Answer = (request: Request, access: PartnerAccess, deps: QueryDeps) => Promise<APIGatewayProxyResult>;

const answers: Record<string, Answer> = {
  '/v1/events/{eventKey}': ({ pathParameters }, access, { eventStore }) =>
    getEvent(pathParameters?.eventKey ?? '', access, eventStore),
  '/v1/plants/{plant}/events': ({ pathParameters, queryStringParameters }, access, { eventStore }) =>
    listEvents(pathParameters?.plant ?? '', queryStringParameters ?? {}, access, eventStore),
  '/v1/plants/{plant}/lots/{lot}/audit': ({ pathParameters, queryStringParameters }, access, { audit }) => {
    const { plant = '', lot = '' } = pathParameters ?? {};
    return getLotAudit({ plant, lot: decoded(lot) }, queryStringParameters ?? {}, access, audit);
  },
  '/v1/plants/{plant}/reconciliation': ({ pathParameters, queryStringParameters }, access, { reports }) =>
    listReports(pathParameters?.plant ?? '', queryStringParameters ?? {}, access, reports),
  '/v1/plants/{plant}/reconciliation/{report}': (request, access, { reports }) => {
    const { plant = '', report = '' } = request.pathParameters ?? {};
    return getReport(
      { plant, report: decoded(report) },
      request.queryStringParameters ?? {},
      access,
      reports,
    );
  },
};

/** Reads: what became of events, and the contract itself. */
export const handle = async (request: Request, deps: QueryDeps): Promise<APIGatewayProxyResult> => {
  if (request.resource === '/health') return json(200, { status: 'ok' });
  const document = await contractDocument(request.resource, request.pathParameters ?? {});
  if (document) return document;
  return forPartner(request, answers, deps, 'query', (read, access) => read(request, access, deps));
};
