import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';
import { timestamp } from './fields.ts';

const attribute = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');

const attribute128 = attribute(128).meta({ id: 'attribute' });

/** The plant and the system that send: `/plants/<plant>/<system>`. */
export const source = z
  .string()
  .max(128)
  .regex(
    /^\/plants\/[a-z][a-z0-9-]{0,30}\/[a-z][a-z0-9-]{0,30}$/,
    'must be /plants/<plant>/<system> in lower case',
  )
  .meta({ id: 'event-source', examples: ['/plants/oslo/mes'] });

const attributes = z.object({
  specversion: z.literal('1.0'),
  id: attribute(128).regex(/^\S+$/, 'must not hold white space').meta({ id: 'event-id' }),
  source,
  type: attribute128,
  time: timestamp.meta({ id: 'event-time', description: 'when it happened' }),
  subject: attribute128.meta({
    id: 'event-subject',
    description: 'the business key, e.g. the production order',
  }),
  dataschema: attribute(256),
  datacontenttype: z.literal('application/json').optional(),
  partitionkey: attribute128.optional(),
  sequence: attribute(64).meta({ id: 'event-sequence' }).optional(),
  recordedtime: timestamp.optional(),
  correlationid: attribute128.optional(),
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'must be a W3C traceparent')
    .meta({ id: 'traceparent' })
    .optional(),
  data: z.unknown(),
});

/** CloudEvents 1.0.2 in JSON; extension attributes beyond the listed ones are kept and not interpreted. */
export const envelope = attributes.catchall(
  z.union([z.string().max(1024), z.number(), z.boolean()]).meta({ id: 'extension-attribute' }),
);

/** A CloudEvent whose envelope is valid; its data is typed by the event's definition. */
export type CloudEvent<Data = unknown> = z.infer<typeof attributes> & { data: Data };

/** The system name of the gateway itself in a `source`; no plant may give it to a system of its own. */
export const gatewaySystem = 'gateway';

/** The plant and the system named by a valid `source`. */
export const originOf = (event: Pick<CloudEvent, 'source'>): { plant: string; system: string } => {
  const [, , plant = '', system = ''] = event.source.split('/');
  return { plant, system };
};

declare const eventKeyBrand: unique symbol;

/** Names an event everywhere in the gateway and in Odoo's idempotency record: 32 hexadecimal characters. */
export type EventKey = string & { [eventKeyBrand]: true };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Identity of an event is `source` and `id` (CloudEvents); half a SHA-256 is ample against accidents. */
export const eventKeyOf = (event: Pick<CloudEvent, 'source' | 'id'>): EventKey =>
  sha256(`${event.source}\n${event.id}`).slice(0, 32) as EventKey;

export const isEventKey = (text: string): text is EventKey => /^[0-9a-f]{32}$/.test(text);

/**
 * Hash of what the event says (RFC 8785 canonical JSON), as sent: two events of one identity with different
 * fingerprints contradict each other. Transport attributes (`traceparent`, ...) may differ on a repeat.
 */
export const fingerprintOf = (event: Pick<CloudEvent, 'type' | 'subject' | 'time' | 'data'>): string =>
  sha256(
    canonicalize({ type: event.type, subject: event.subject, time: event.time, data: event.data }) ?? '',
  );
