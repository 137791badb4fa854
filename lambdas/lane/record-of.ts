import { originOf } from '../../events/envelope.ts';
import { eventKeyOf, fingerprintOf } from '../../events/identity.ts';
import type { ParsedEvent } from '../../events/parse-event.ts';
import { arrival, type EventRecord } from '../ledger/records.ts';

/** The ledger's record of an event that comes in now; `index` is its place in the call. */
export const recordOf = (
  { definition, event, sent, stream }: ParsedEvent,
  partner: string,
  now: Date,
  index = 0,
): EventRecord => ({
  eventKey: eventKeyOf(event),
  status: definition.posted === false ? 'recorded' : 'accepted',
  plant: originOf(event).plant,
  partner,
  stream,
  // As sent: a default that a later release adds must not turn a repeat into a contradiction.
  fingerprint: fingerprintOf(sent),
  event,
  acceptedAt: arrival(now, index),
  attempts: 0,
  unsent: definition.posted !== false,
});
