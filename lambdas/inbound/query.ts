import {
  getAsyncapiRoute,
  getHealthRoute,
  getOpenapiRoute,
  getSchemaRoute,
} from '../../events/http/contract-routes.ts';
import { getEventRoute, listEventsRoute } from '../../events/http/event-routes.ts';
import { getLotAuditRoute } from '../../events/http/lot-routes.ts';
import { getReconciliationRoute, listReconciliationsRoute } from '../../events/http/reconciliation-routes.ts';
import {
  anyPartner,
  forPartner,
  openly,
  type PartnerDeps,
  partnersOfPlant,
  type RouteHandler,
  readersOfLots,
  router,
} from '../access/for-partner.ts';
import { json } from '../platform/http.ts';
import { getReport, listReports, readersOfReports } from '../reconciliation/http.ts';
import type { Reports } from '../reconciliation/reports.ts';
import type { AuditTrail } from '../store/audit-trail.ts';
import type { EventStore } from '../store/event-store.ts';
import { asyncapiDocument, openapiDocument, schemaDocument } from './contract-documents.ts';
import { getEvent, getLotAudit, listEvents } from './status.ts';

export interface QueryDeps extends PartnerDeps {
  eventStore: EventStore;
  audit: Pick<AuditTrail, 'read'>;
  reports: Pick<Reports, 'find' | 'latest' | 'lines'>;
}

export const queryHandlers: readonly RouteHandler<QueryDeps>[] = [
  openly(getHealthRoute, async () => json(200, { status: 'ok' })),
  openly(getOpenapiRoute, openapiDocument),
  openly(getAsyncapiRoute, asyncapiDocument),
  openly(getSchemaRoute, ({ path }) => schemaDocument(path.name)),
  forPartner(getEventRoute, anyPartner, ({ path, admitted: access }, { eventStore }) =>
    getEvent(path.eventKey, access, eventStore),
  ),
  forPartner(listEventsRoute, partnersOfPlant, ({ path, query, admitted: access }, { eventStore }) =>
    listEvents(path.plant, query, access, eventStore),
  ),
  forPartner(getLotAuditRoute, readersOfLots, ({ path, query }, { audit }) =>
    getLotAudit(path, query, audit),
  ),
  forPartner(listReconciliationsRoute, readersOfReports, ({ path, query }, { reports }) =>
    listReports(path.plant, query, reports),
  ),
  forPartner(getReconciliationRoute, readersOfReports, ({ path, query }, { reports }) =>
    getReport(path, query, reports),
  ),
];

/** Answers what became of events and lots, and the contract itself. */
export const handle = router('query', queryHandlers);
