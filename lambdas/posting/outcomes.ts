import type { LotAfterBooking } from '../../events/booking.ts';
import type { Finding } from '../../events/findings.ts';
import { rfc3339Of, unitOf } from '../odoo/units.ts';
import type { Booking, EventRecord, Reason } from '../store/event-record.ts';

type Settled = Pick<EventRecord, 'eventKey' | 'plant' | 'partner' | 'event'>;

export interface RejectedOutcome {
  partner: string;
  status: number;
  id?: string;
  source?: string;
  errors: Finding[];
}

export type Outcome =
  | { kind: 'posted'; record: Settled; booking: Booking }
  | { kind: 'quarantined'; record: Settled; reason: Reason };

/** Publishes the outcomes of events. Delivery is at least once; a repeated outcome has the same id. */
export interface OutcomeBus {
  /**
   * Publishes a message per outcome and one per changed lot. Returns the keys of the events whose messages the bus did not
   * take, or not all of them. Never throws.
   */
  settled(outcomes: readonly Outcome[]): Promise<Set<string>>;
  /** Publishes that an event was rejected at the entrance. Throws when the bus does not take it. */
  rejected(outcome: RejectedOutcome): Promise<void>;
  /** Publishes other messages of the gateway. Throws when the bus does not take all of them. */
  publish(messages: readonly OutcomeMessage[]): Promise<void>;
}

/** A message on the bus, before it becomes a CloudEvent. A repeat has the same id. */
export interface OutcomeMessage {
  /** type without prefix and version: `<noun>.<past-tense>` */
  name: string;
  id: string;
  /** the business key */
  subject: string;
  data: object;
}

/** The messages of an outcome: one about the event, and one about each lot that it held, released or judged. */
export const messagesOf = (outcome: Outcome): OutcomeMessage[] => {
  const { eventKey } = outcome.record;
  const ofEvent = {
    name: `event.${outcome.kind}`,
    id: `${eventKey}.${outcome.kind}`,
    subject: eventKey,
    data: dataOf(outcome),
  };
  if (outcome.kind !== 'posted') return [ofEvent];
  const ofLots = (outcome.booking.lots ?? []).map((lot, index) => ({
    name: 'lot.disposition-changed',
    id: `${eventKey}.lot.${index}`,
    subject: lot.lot,
    data: dispositionOf(lot, outcome.record),
  }));
  return [ofEvent, ...ofLots];
};

const dataOf = (outcome: Outcome): object => {
  const { plant, event } = outcome.record;
  const { id, source, type, subject } = event;
  const about = { plant, event: { id, source, type, subject } };
  if (outcome.kind === 'quarantined') return { ...about, reason: outcome.reason };
  const { document, lots, warnings } = outcome.booking;
  return {
    ...about,
    document,
    ...(lots && { lots: lotsKept(lots).map(lotForPartners) }),
    ...(warnings && { warnings }),
  };
};

/** A lot that an event held, released or judged, with that event. */
const dispositionOf = (lot: LotAfterBooking, { eventKey, plant, partner, event }: Outcome['record']) => {
  const { id, source, type, time, subject } = event;
  return {
    plant,
    ...lotForPartners(lot),
    because: { eventKey, id, source, type, time, subject, partner },
  };
};

/** The unit is a code, or its name in Odoo when it has no code. */
const lotForPartners = ({ verdict_at, uom, uom_name, ...lot }: LotAfterBooking) => ({
  ...lot,
  ...unitOf(uom, uom_name),
  ...(verdict_at !== undefined && { verdictAt: rfc3339Of(verdict_at) }),
});

/**
 * Room for lots in an event's record, in bytes: about 500 serials. The record is one item of the table, beside an event of
 * up to 256 KB. One event may change ten thousand lots: the first outcome has a message for all of them, a repeat only
 * for those kept here.
 */
const mostBytes = 100_000;

/** The first lots, as many as the event's record has room for. */
export const lotsKept = (lots: readonly LotAfterBooking[]): readonly LotAfterBooking[] => {
  let bytes = 0;
  const end = lots.findIndex((lot) => {
    bytes += Buffer.byteLength(JSON.stringify(lot));
    return bytes > mostBytes;
  });
  return end < 0 ? lots : lots.slice(0, end);
};
