import type { APIGatewayProxyResult } from 'aws-lambda';
import { isEventKey } from '../../events/envelope.ts';
import type { QueryOf } from '../../events/http/define-route.ts';
import type { listEventsRoute } from '../../events/http/event-routes.ts';
import type { getLotAuditRoute } from '../../events/http/lot-routes.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import { json, problem } from '../platform/http.ts';
import type { AuditTrail } from '../store/audit-trail.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { BadCursor } from '../store/items.ts';

const notFound = () => problem({ status: 404, title: 'Not Found' });

/** What a partner may know of an event: neither who decided about it nor the gateway's own bookkeeping. */
const answerOf = (record: EventRecord) => ({
  eventKey: record.eventKey,
  status: record.status,
  id: record.event.id,
  source: record.event.source,
  type: record.event.type,
  subject: record.event.subject,
  time: record.event.time,
  plant: record.plant,
  acceptedAt: record.acceptedAt,
  attempts: record.attempts,
  ...(record.settledAt && { settledAt: record.settledAt }),
  ...(record.document && { document: record.document }),
  ...(record.warnings && { warnings: record.warnings }),
  ...(record.reason && { reason: record.reason }),
});

const mayRead = ({ plants, partner, reads }: PartnerAccess, record: EventRecord): boolean =>
  plants.includes(record.plant) && (reads === 'plant' || partner === record.partner);

/** Another partner's event gets the same answer as one that never came. */
export const getEvent = async (
  eventKey: string,
  access: PartnerAccess,
  eventStore: EventStore,
): Promise<APIGatewayProxyResult> => {
  const record = isEventKey(eventKey) ? await eventStore.get(eventKey) : undefined;
  return record && mayRead(access, record) ? json(200, answerOf(record)) : notFound();
};

/** Newest first. */
export const listEvents = async (
  plant: string,
  { since, ...rest }: QueryOf<typeof listEventsRoute>,
  access: PartnerAccess,
  eventStore: EventStore,
): Promise<APIGatewayProxyResult> => {
  try {
    const filter = {
      ...rest,
      ...(since && { since: new Date(since).toISOString() }),
      ...(access.reads === 'own' && { partner: access.partner }),
    };
    const needsAttention = rest.status === 'quarantined' || rest.status === 'parked';
    const page = needsAttention
      ? await eventStore.eventsNeedingAttention(plant, filter)
      : await eventStore.events(plant, filter);
    return json(200, {
      events: page.events.map(answerOf),
      ...(page.cursor && { cursor: page.cursor }),
    });
  } catch (error) {
    if (!(error instanceof BadCursor)) throw error;
    return problem({
      status: 400,
      title: 'Bad Request',
      errors: [{ pointer: '/cursor', rule: 'cursor', detail: error.message }],
    });
  }
};

/** What became of a lot, oldest first. */
export const getLotAudit = async (
  { plant, lot }: { plant: string; lot: string },
  { item, cursor, limit }: QueryOf<typeof getLotAuditRoute>,
  audit: Pick<AuditTrail, 'read'>,
): Promise<APIGatewayProxyResult> => {
  const { entries, next } = await audit.read({ plant, item, lot }, limit, cursor);
  return json(200, { entries, ...(next && { cursor: next }) });
};
