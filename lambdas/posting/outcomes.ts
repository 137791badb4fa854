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

/** Where others learn what became of events. Delivery is at least once, each outcome with an id of its own. */
export interface OutcomeBus {
  /**
   * Also tells what an event did to lots, a message each. Answers the event keys whose outcome was not taken, or
   * not wholly; throws never.
   */
  settled(outcomes: readonly Outcome[]): Promise<Set<string>>;
  /** Throws when the bus does not take it. */
  rejected(outcome: RejectedOutcome): Promise<void>;
  /** Anything else the gateway has to say. Throws when the bus does not take it, or not all of it. */
  publish(messages: readonly OutcomeMessage[]): Promise<void>;
}

/** What goes out on the bus, before it is wrapped into a CloudEvent. A repeat of it has the same id. */
export interface OutcomeMessage {
  /** type without prefix and version: `<noun>.<past-tense>` */
  name: string;
  id: string;
  /** the business key */
  subject: string;
  data: object;
}

/** What an outcome has to say: of the event, and of each lot it did something to. */
export const messagesOf = (outcome: Outcome): OutcomeMessage[] => {
  const { eventKey } = outcome.record;
  const ofEvent = {
    name: `event.${outcome.kind}`,
    id: `${eventKey}.${outcome.kind}`,
    subject: eventKey,
    data: dataOf(outcome),
  };
  if (outcome.kind !== 'posted') return [ofEvent];
  const ofLots = (outcome.booking.lots ?? []).map((standing, index) => ({
    name: 'lot.disposition-changed',
    id: `${eventKey}.lot.${index}`,
    subject: standing.lot,
    data: dispositionOf(standing, outcome.record),
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
    ...(lots && { lots: lotsKept(lots).map(inOurWords) }),
    ...(warnings && { warnings }),
  };
};

/** A lot that an event held, released or judged, and the event. */
const dispositionOf = (standing: LotAfterBooking, { eventKey, plant, partner, event }: Outcome['record']) => {
  const { id, source, type, time, subject } = event;
  return {
    plant,
    ...inOurWords(standing),
    because: { eventKey, id, source, type, time, subject, partner },
  };
};

/** Quantities by the code of their unit; of a unit that has none, by its name in Odoo. */
const inOurWords = ({ verdict_at, uom, uom_name, ...standing }: LotAfterBooking) => ({
  ...standing,
  ...unitOf(uom, uom_name),
  ...(verdict_at !== undefined && { verdictAt: rfc3339Of(verdict_at) }),
});

/**
 * Beside an event of 256 KB an item of the table has room for so many bytes of lots, some five hundred serials. One
 * event may bring ten thousand: what it did to each of them goes out with its first outcome, and to these with a repeat.
 */
const mostBytes = 100_000;

export const lotsKept = (lots: readonly LotAfterBooking[]): readonly LotAfterBooking[] => {
  let bytes = 0;
  const end = lots.findIndex((lot) => {
    bytes += Buffer.byteLength(JSON.stringify(lot));
    return bytes > mostBytes;
  });
  return end < 0 ? lots : lots.slice(0, end);
};
