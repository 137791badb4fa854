import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { catalogue } from '../../events/catalogue.ts';
import { eventType } from '../../events/define-event.ts';
import { timestamp } from '../../events/fields.ts';
import { isEventKey } from '../../events/identity.ts';
import { refusedLots } from '../access/for-partner.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import { json, parseQuery, problem } from '../platform/http.ts';
import type { AuditTrail } from '../store/audit-trail.ts';
import { type EventRecord, eventStatuses } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { BadCursor } from '../store/items.ts';

const notFound = () => problem({ status: 404, title: 'Not Found' });

/** What a partner may know of an event; not who decided about it, nor the gateway's own bookkeeping. */
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

/** Another partner's event is as unknown as one that never came. */
export const getEvent = async (
  eventKey: string,
  access: PartnerAccess,
  eventStore: EventStore,
): Promise<APIGatewayProxyResult> => {
  if (!isEventKey(eventKey)) return notFound();
  const record = await eventStore.get(eventKey);
  return record && mayRead(access, record) ? json(200, answerOf(record)) : notFound();
};

/** By name and by CloudEvents type: a person has the one at hand, a program the other. */
const types: ReadonlyMap<string, string> = new Map(
  catalogue.flatMap((definition) => [
    [definition.name, eventType(definition)],
    [eventType(definition), eventType(definition)],
  ]),
);

const type = z.string().transform((given, context) => {
  const known = types.get(given);
  if (known) return known;
  context.addIssue({
    code: 'custom',
    params: { rule: 'unknown-type' },
    message: `must be an event type: ${catalogue.map(({ name }) => name).join(', ')}, or its CloudEvents type`,
  });
  return z.NEVER;
});

const filter = z.strictObject({
  status: z.enum(eventStatuses).optional(),
  type: type.optional(),
  since: timestamp.optional(),
  cursor: z.string().min(1).max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Newest first. A page may hold fewer events than `limit`, even none, and still have a `cursor`. */
export const listEvents = async (
  plant: string,
  query: Record<string, string | undefined>,
  access: PartnerAccess,
  eventStore: EventStore,
): Promise<APIGatewayProxyResult> => {
  if (!access.plants.includes(plant)) return notFound();
  const parsed = parseQuery(filter, query);
  if (!parsed.ok) return problem(parsed.problem);
  const { since, ...rest } = parsed.query;
  try {
    const page = await eventStore.events(plant, {
      ...rest,
      ...(since && { since: new Date(since).toISOString() }),
      ...(access.reads === 'own' && { partner: access.partner }),
    });
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

const asked = z.strictObject({
  item: z.string().min(1).max(128),
  cursor: z
    .string()
    .max(256)
    .regex(/^[\w.:-]+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What became of a lot, oldest first; for those only who may read all of the plant. */
export const getLotAudit = async (
  { plant, lot }: { plant: string; lot: string | undefined },
  query: Record<string, string | undefined>,
  access: PartnerAccess,
  audit: Pick<AuditTrail, 'read'>,
): Promise<APIGatewayProxyResult> => {
  const refusal = refusedLots(access, plant);
  if (refusal) return refusal;
  if (lot === undefined) return problem({ status: 404, title: 'Not Found' });
  const parsed = parseQuery(asked, query);
  if (!parsed.ok) return problem(parsed.problem);
  const { item, cursor, limit } = parsed.query;
  const { entries, next } = await audit.read({ plant, item, lot }, limit, cursor);
  return json(200, { entries, ...(next && { cursor: next }) });
};
