import type { LotStanding } from '../../events/booking.ts';
import { lotsKept } from '../ledger/lots-kept.ts';
import { rfc3339Of } from '../odoo/time.ts';
import { unitOf } from '../odoo/units.ts';
import type { Outcome } from './outcome-bus.ts';

/** What goes out on the bus, before it is wrapped into a CloudEvent. A repeat of it has the same id. */
export interface BusMessage {
  /** type without prefix and version: `<noun>.<past-tense>` */
  name: string;
  id: string;
  /** the business key */
  subject: string;
  data: object;
}

/** What an outcome has to say: of the event, and of each lot it did something to. */
export const messagesOf = (outcome: Outcome): BusMessage[] => {
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
const dispositionOf = (standing: LotStanding, { eventKey, plant, partner, event }: Outcome['record']) => {
  const { id, source, type, time, subject } = event;
  return {
    plant,
    ...inOurWords(standing),
    because: { eventKey, id, source, type, time, subject, partner },
  };
};

/** Quantities by the code of their unit; of a unit that has none, by its name in Odoo. */
const inOurWords = ({ verdict_at, uom, uom_name, ...standing }: LotStanding) => ({
  ...standing,
  ...unitOf(uom, uom_name),
  ...(verdict_at !== undefined && { verdictAt: rfc3339Of(verdict_at) }),
});
