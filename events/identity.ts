import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { CloudEvent } from './envelope.ts';

declare const eventKeyBrand: unique symbol;
/** Names an event everywhere in the gateway and in Odoo's receipt: 32 hexadecimal characters. */
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
