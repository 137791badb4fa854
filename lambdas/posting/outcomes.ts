import { randomUUID } from 'node:crypto';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { LotAfterBooking } from '../../events/booking.ts';
import { typePrefix } from '../../events/define-event.ts';
import type { Finding } from '../../events/findings.ts';
import { rfc3339Of, unitOf } from '../odoo/units.ts';
import { awsCalls } from '../platform/aws.ts';
import type { Log } from '../platform/log.ts';
import { errorForLog } from '../platform/log.ts';
import type { Clock } from '../platform/time.ts';
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

/** The unit is a code, or its name in Odoo when it has no code. Other plants' goods are theirs to know. */
const lotForPartners = ({ verdict_at, uom, uom_name, elsewhere: _, ...lot }: LotAfterBooking) => ({
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

const gatewaySource = 'odoo-plant-gateway';

interface Settings {
  busName: string;
  environment: string;
  clock: Clock;
  log: Log;
  client?: EventBridgeClient;
}

/** Publishes outcomes as CloudEvents on an EventBridge bus. */
export const eventBridgeOutcomeBus = (settings: Settings): OutcomeBus => {
  const { busName, environment, clock, log, client = new EventBridgeClient(awsCalls) } = settings;
  const entry = ({ name, id, subject, data }: OutcomeMessage): PutEventsRequestEntry => {
    const type = `${typePrefix}${name}.v1`;
    const source = `/gateway/${environment}`;
    const time = clock().toISOString();
    return {
      EventBusName: busName,
      Source: gatewaySource,
      DetailType: type,
      Detail: JSON.stringify({ specversion: '1.0', id, source, type, time, subject, data }),
    };
  };
  /** Sends one call. Returns the entries that the bus did not take, with EventBridge's error code. */
  const put = async (
    Entries: PutEventsRequestEntry[],
  ): Promise<{ entry: PutEventsRequestEntry; code: string }[]> => {
    const answer = await client.send(new PutEventsCommand({ Entries }));
    return Entries.flatMap((sent, index) => {
      const code = answer.Entries?.[index]?.ErrorCode;
      return code ? [{ entry: sent, code }] : [];
    });
  };
  const send = async (messages: readonly OutcomeMessage[]): Promise<void> => {
    for (const entries of inCalls(messages.map(entry))) {
      const [failed] = await put(entries);
      if (failed) throw new Error(`the bus did not take ${failed.entry.DetailType}: ${failed.code}`);
    }
  };
  return {
    async settled(outcomes) {
      const missed = new Set<string>();
      const eventKeys = new Map<PutEventsRequestEntry, string>();
      for (const outcome of outcomes)
        for (const message of messagesOf(outcome)) eventKeys.set(entry(message), outcome.record.eventKey);
      const markMissed = (lost: PutEventsRequestEntry) => missed.add(eventKeys.get(lost) ?? '');
      for (const entries of inCalls([...eventKeys.keys()])) {
        try {
          for (const failed of await put(entries)) markMissed(failed.entry);
        } catch (error) {
          log.warn('STORE_UNAVAILABLE', { what: 'bus', ...errorForLog(error) });
          entries.forEach(markMissed);
        }
      }
      return missed;
    },
    rejected: (outcome) =>
      send([
        {
          name: 'event.rejected',
          id: randomUUID(),
          subject: outcome.source ?? outcome.partner,
          data: outcome,
        },
      ]),
    publish: send,
  };
};

/**
 * EventBridge's limits for one call are ten entries and 256 KB in all; this stays below. A larger entry is sent alone.
 */
const entriesPerCall = 10;

const bytesPerCall = 200_000;

/** Splits entries into calls within these limits, in order. */
export const inCalls = (entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] => {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    const call = calls.at(-1);
    if (call && call.length < entriesPerCall && bytes + size <= bytesPerCall) call.push(entry);
    else {
      calls.push([entry]);
      bytes = 0;
    }
    bytes += size;
  }
  return calls;
};
