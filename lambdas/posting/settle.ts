import type { CodeKind, PlantCode } from '../../events/code-kinds.ts';
import type { EventKey } from '../../events/envelope.ts';
import { holdsGoods } from '../../events/lot-words.ts';
import { atOnce } from '../platform/at-once.ts';
import { errorForLog } from '../platform/log.ts';
import type { Booking, EventRecord, Reason } from '../store/event-record.ts';
import {
  type ClaimedMessage,
  done,
  type MessageResult,
  type PostDeps,
  type ReceivedMessage,
  retryLater,
} from './batch.ts';
import { type BookedRow, codesOf } from './book.ts';
import { defer } from './claim.ts';
import { blockBehind, isOver, releaseNext, supersedes } from './ordering.ts';
import { lotsKept, type Outcome } from './outcomes.ts';

/** `releases`: the event that no longer holds back its ordering key. */
type Settlement = {
  message: ReceivedMessage;
  result: MessageResult;
  outcome?: Outcome;
  releases?: EventRecord;
};

/**
 * Writes Odoo's result of each event to the event store, publishes the outcomes, and releases the events that wait
 * behind. Each step may be repeated: a message is done only when all three are done.
 */
export const settle = async (
  messages: readonly ClaimedMessage[],
  rows: ReadonlyMap<EventKey, BookedRow>,
  deps: PostDeps,
): Promise<Map<ReceivedMessage, MessageResult>> => {
  const byKey = Map.groupBy(messages, ({ message }) => message.orderingKey);
  const settlements = (
    await Promise.all([...byKey.values()].map((ofKey) => settleOrderingKey(ofKey, rows, deps)))
  ).flat();
  const missed = await deps.outcomes.settled(settlements.flatMap(({ outcome }) => outcome ?? []));
  await releaseWaiting(settlements, missed, deps);
  return new Map(
    settlements.map(({ message, result }) => [
      message,
      missed.has(message.eventKey) ? retryLater(message) : result,
    ]),
  );
};

/**
 * Settles the booked events in parallel and the refused ones one by one. The events behind a refusal come last: the
 * ordering key must be blocked before they are deferred.
 */
const settleOrderingKey = async (
  messages: readonly ClaimedMessage[],
  rows: ReadonlyMap<EventKey, BookedRow>,
  deps: PostDeps,
): Promise<Settlement[]> => {
  const claimed = messages.flatMap((one) => {
    const row = one.kind === 'claimed' ? rows.get(one.record.eventKey) : undefined;
    return one.kind === 'claimed' && row ? [{ ...one, row }] : [];
  });
  const booked = claimed.filter(({ row }) => isBooked(row));
  const refused = claimed.filter(({ row }) => !isBooked(row) && row.result !== 'behind');
  const behind = claimed.filter(({ row }) => row.result === 'behind');
  const settleClaimed = ({ message, record, row }: (typeof claimed)[number]) =>
    settleOne(message, record, row, deps);
  const settlements = messages.flatMap((one) => (one.kind === 'settled' ? [settledEarlier(one)] : []));
  settlements.push(...(await atOnce(booked, settleClaimed)));
  for (const one of refused) settlements.push(await settleClaimed(one));
  const deferred = behind[0] ? await defer(behind[0].message.orderingKey, behind, deps) : [];
  for (const [message, result] of deferred) settlements.push({ message, result });
  return settlements;
};

const isBooked = ({ result }: BookedRow): boolean => result === 'posted' || result === 'duplicate';

/** The event was settled before its message came again. Its outcome may not be published yet, nor the next event sent. */
const settledEarlier = ({
  message,
  record,
}: {
  message: ReceivedMessage;
  record: EventRecord;
}): Settlement => {
  const { status, document, lots, warnings, reason } = record;
  const settlement: Settlement = { message, result: done };
  if (status === 'quarantined')
    return {
      ...settlement,
      ...(isOver(record) && { releases: record }),
      ...(reason && { outcome: { kind: 'quarantined' as const, record, reason } }),
    };
  return {
    ...settlement,
    releases: record,
    ...(status === 'posted' &&
      document && {
        outcome: { kind: 'posted', record, booking: bookingOf({ document, lots, warnings }) },
      }),
  };
};

/** Partners get this text. Odoo's own error text is only in the log. */
const defectMessage =
  'The procedure in Odoo failed at this event without saying why; the log of the posting function has what Odoo said.';

const settleOne = async (
  message: ReceivedMessage,
  record: EventRecord,
  row: BookedRow,
  deps: PostDeps,
): Promise<Settlement> => {
  const about = { plant: record.plant, eventKey: record.eventKey, orderingKey: record.orderingKey };
  const now = deps.clock();
  switch (row.result) {
    case 'posted':
    case 'duplicate': {
      const booking = bookingOf(row);
      await deps.eventStore.posted(record.eventKey, withLotsKept(booking), now.toISOString());
      const latency = now.getTime() - Date.parse(record.acceptedAt);
      deps.count('EventPosted', 1);
      deps.count('PostingLatencyMs', latency);
      deps.log.info('EVENT_POSTED', { ...about, document: row.document.name, result: row.result, latency });
      if (booking.warnings) deps.log.warn('EVENT_WARNED', { ...about, warnings: booking.warnings });
      return { message, result: done, releases: record, outcome: { kind: 'posted', record, booking } };
    }
    case 'behind':
      throw new Error('deferred with the other events of its ordering key');
    case 'refused':
    case 'defective': {
      const reason: Reason =
        row.result === 'refused'
          ? { code: row.code, message: row.message, pointer: row.pointer, ...missingFrom(row, record) }
          : { code: 'odoo-defect', message: defectMessage };
      if (!(await quarantine(record, reason, deps))) return { message, result: retryLater(message) };
      deps.count('EventQuarantined', 1);
      deps.count('EventRefused', 1, reason.code);
      if (holdsGoods(record.event)) {
        deps.count('HoldRefused', 1);
        deps.log.error('HOLD_REFUSED', { ...about, code: reason.code });
      }
      deps.log.warn('EVENT_QUARANTINED', { ...about, code: reason.code, detail: row.message });
      return {
        message,
        result: done,
        ...(supersedes(record) && { releases: record }),
        outcome: { kind: 'quarantined', record, reason },
      };
    }
  }
};

type BookingParts = { [Part in keyof Booking]: Booking[Part] | undefined } & Pick<Booking, 'document'>;

/** Odoo's answer for a booked event, without empty lists. */
const bookingOf = ({ document, lots = [], warnings = [] }: BookingParts): Booking => ({
  document,
  ...(lots.length > 0 && { lots }),
  ...(warnings.length > 0 && { warnings }),
});

/** Keeps only as many lots as the event's record has room for. */
const withLotsKept = ({ lots, ...booking }: Booking): Booking => ({
  ...booking,
  ...(lots && { lots: lotsKept(lots) }),
});

/**
 * Blocks the ordering key first, then marks the event: when the function dies in between, the event is refused again and
 * no later event has passed it. An event that a later one supersedes blocks nothing.
 */
const quarantine = async (record: EventRecord, reason: Reason, deps: PostDeps): Promise<boolean> => {
  if (!supersedes(record)) await blockBehind(deps.eventStore, record, record);
  return deps.eventStore.quarantined(record, reason, deps.clock().toISOString());
};

/** Kinds of codes by the fields of events that have them: the last name in a JSON Pointer. */
const codeKindOfField: Readonly<Record<string, CodeKind>> = {
  item: 'item',
  location: 'location',
  from: 'location',
  to: 'location',
  machine: 'work-center',
  workCenter: 'work-center',
  reason: 'scrap-reason',
  customer: 'partner',
  deliverTo: 'partner',
  supplier: 'partner',
  unit: 'unit',
};

/** Refusals that an entry in the code mapping may repair, with the kind of code. An ambiguous code may be of any kind. */
const codeKindOfRefusal: Readonly<Record<string, CodeKind>> = {
  'unknown-item': 'item',
  'unknown-location': 'location',
  'unknown-work-center': 'work-center',
  'unknown-scrap-reason': 'scrap-reason',
  'unknown-partner': 'partner',
  'unknown-unit': 'unit',
};

/**
 * The plant's code that Odoo's refusal points at. Empty when the code mapping is not used for that field: Odoo refuses an
 * unknown operation of an order as an unknown work centre too, and an operation has no mapping.
 */
export const missingFrom = (
  { code: refusal, pointer }: { code: string; pointer: string },
  record: Pick<EventRecord, 'event'>,
): { missing?: PlantCode[] } => {
  const field = pointer.split('/').at(-1) ?? '';
  const kind =
    refusal === 'ambiguous-code' && Object.hasOwn(codeKindOfField, field)
      ? codeKindOfField[field]
      : Object.hasOwn(codeKindOfRefusal, refusal)
        ? codeKindOfRefusal[refusal]
        : undefined;
  const code = valueAt(record.event, pointer);
  const missing = kind && codesOf(record).find((one) => one.kind === kind && one.code === code);
  return missing ? { missing: [missing] } : {};
};

/** The value at a JSON Pointer (RFC 6901); undefined when there is none. */
const valueAt = (document: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      document,
    );

/**
 * Sends the next waiting event of each released ordering key. Reads the blocked keys again, because a key may have been
 * blocked while its event was posted. A failed release changes the message's result to a retry.
 */
const releaseWaiting = async (
  settlements: Settlement[],
  missed: ReadonlySet<string>,
  deps: PostDeps,
): Promise<void> => {
  const released = settlements.filter(({ releases, message }) => releases && !missed.has(message.eventKey));
  if (released.length === 0) return;
  const blockedKeys = await deps.eventStore.blockedKeys(
    deps.plant.id,
    released.map(({ message }) => message.orderingKey),
  );
  for (const settlement of released) {
    const { releases, message } = settlement;
    if (!releases || !blockedKeys.has(message.orderingKey)) continue;
    try {
      await releaseNext(deps, releases);
    } catch (error) {
      deps.log.warn('STORE_UNAVAILABLE', {
        what: 'leave-stream',
        orderingKey: message.orderingKey,
        ...errorForLog(error),
      });
      settlement.result = retryLater(message);
    }
  }
};
