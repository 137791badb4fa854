import type { CodeKind, PlantCode } from '../../events/code-kinds.ts';
import type { EventKey } from '../../events/identity.ts';
import { atOnce } from '../platform/at-once.ts';
import { errorForLog } from '../platform/log.ts';
import type { Booking, EventRecord, Reason } from '../store/event-record.ts';
import { again, done, type MessageTurn, type PostDeps, type ReceivedMessage, type Verdict } from './batch.ts';
import { type BookedRow, codesOf } from './book.ts';
import { defer } from './claim.ts';
import { blockBehind, isOver, releaseNext, supersedes } from './ordering.ts';
import type { Outcome } from './outcomes.ts';
import { lotsKept } from './outcomes.ts';

type Said = { [Part in keyof Booking]: Booking[Part] | undefined } & Pick<Booking, 'document'>;

/** What Odoo said of an event it booked, and only that. */
export const bookingOf = ({ document, lots = [], warnings = [] }: Said): Booking => ({
  document,
  ...(lots.length > 0 && { lots }),
  ...(warnings.length > 0 && { warnings }),
});

/** As much of it as the record of the event has room for. */
export const withLotsKept = ({ lots, ...booking }: Booking): Booking => ({
  ...booking,
  ...(lots && { lots: lotsKept(lots) }),
});

/** Refusals that an entry in the crosswalk may put right, and of which kind. */
const kindOf: Readonly<Record<string, CodeKind>> = {
  'unknown-item': 'item',
  'unknown-location': 'location',
  'unknown-work-center': 'work-center',
  'unknown-scrap-reason': 'scrap-reason',
  'unknown-partner': 'partner',
};

/**
 * The code of the plant's that Odoo's refusal points at. None when the field it points at is not one that the
 * crosswalk is asked about: an order's operation is refused as an unknown work centre too, and has no alias.
 */
export const missingFrom = (
  { code: refusal, pointer }: { code: string; pointer: string },
  record: Pick<EventRecord, 'event'>,
): { missing?: PlantCode[] } => {
  const kind = Object.hasOwn(kindOf, refusal) ? kindOf[refusal] : undefined;
  const code = valueAt(record.event, pointer);
  const asked = kind && codesOf(record).find((one) => one.kind === kind && one.code === code);
  return asked ? { missing: [asked] } : {};
};

/** RFC 6901; undefined where the pointer leads nowhere. */
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

type Settlement = { message: ReceivedMessage; verdict: Verdict; outcome?: Outcome; leaves?: EventRecord };

/**
 * Writes Odoo's word on each event to the ledger, tells the bus, and lets streams go on. Each step may be
 * repeated: a message is done only when all of them are.
 */
export const settle = async (
  turns: readonly MessageTurn[],
  rows: ReadonlyMap<EventKey, BookedRow>,
  deps: PostDeps,
): Promise<Map<ReceivedMessage, Verdict>> => {
  const byKey = Map.groupBy(turns, (turn) => turn.message.orderingKey);
  const settlements = (
    await Promise.all([...byKey.values()].map((ofKey) => settleOrderingKey(ofKey, rows, deps)))
  ).flat();
  const missed = await deps.outcomes.settled(settlements.flatMap(({ outcome }) => outcome ?? []));
  await letGo(settlements, missed, deps);
  return new Map(
    settlements.map(({ message, verdict }) => [
      message,
      missed.has(message.eventKey) ? again(message) : verdict,
    ]),
  );
};

/** Odoo's own words of its failure are for the log, not for partners. */
const inOurWords =
  'The procedure in Odoo failed at this event without saying why; the log of the posting function has what Odoo said.';

/** What was booked, many at once; then one by one: a refusal must stand at the gate before others park behind it. */
const settleOrderingKey = async (
  turns: readonly MessageTurn[],
  rows: ReadonlyMap<EventKey, BookedRow>,
  deps: PostDeps,
): Promise<Settlement[]> => {
  const claimed = turns.flatMap((turn) => {
    const row = turn.kind === 'claimed' ? rows.get(turn.record.eventKey) : undefined;
    return turn.kind === 'claimed' && row ? [{ ...turn, row }] : [];
  });
  const [booked, open] = [true, false].map((wanted) => claimed.filter(({ row }) => isBooked(row) === wanted));
  const settlements = turns.flatMap((turn) => (turn.kind === 'settled' ? [settledBefore(turn)] : []));
  const settled = ({ message, record, row }: (typeof claimed)[number]) =>
    settleOne(message, record, row, deps);
  settlements.push(...(await atOnce(booked ?? [], settled)));
  const [refused, behind] = [false, true].map((wanted) =>
    (open ?? []).filter(({ row }) => (row.result === 'behind') === wanted),
  );
  for (const turn of refused ?? []) settlements.push(await settled(turn));
  const deferred = behind?.[0] ? await defer(behind[0].message.orderingKey, behind, deps) : [];
  for (const [message, verdict] of deferred) settlements.push({ message, verdict });
  return settlements;
};

const isBooked = ({ result }: BookedRow): boolean => result === 'posted' || result === 'duplicate';

/** The message came again after its event was settled: perhaps the bus was not told yet, or the stream. */
const settledBefore = ({
  message,
  record,
}: {
  message: ReceivedMessage;
  record: EventRecord;
}): Settlement => {
  const { status, document, lots, warnings, reason } = record;
  const settlement: Settlement = { message, verdict: done };
  if (status === 'quarantined')
    return {
      ...settlement,
      ...(isOver(record) && { leaves: record }),
      ...(reason && { outcome: { kind: 'quarantined' as const, record, reason } }),
    };
  return {
    ...settlement,
    leaves: record,
    ...(status === 'posted' &&
      document && {
        outcome: { kind: 'posted', record, booking: bookingOf({ document, lots, warnings }) },
      }),
  };
};

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
      return { message, verdict: done, leaves: record, outcome: { kind: 'posted', record, booking } };
    }
    case 'behind':
      throw new Error('parked with the others of its stream');
    case 'refused':
    case 'defective': {
      const reason: Reason =
        row.result === 'refused'
          ? { code: row.code, message: row.message, pointer: row.pointer, ...missingFrom(row, record) }
          : { code: 'odoo-defect', message: inOurWords };
      if (!(await quarantine(record, reason, deps))) return { message, verdict: again(message) };
      deps.count('EventQuarantined', 1);
      deps.log.warn('EVENT_QUARANTINED', { ...about, code: reason.code, detail: row.message });
      return {
        message,
        verdict: done,
        ...(supersedes(record) && { leaves: record }),
        outcome: { kind: 'quarantined', record, reason },
      };
    }
  }
};

/**
 * The gate first: should the function die in between, the event is refused again and nothing has passed it. What the
 * next event of the stream says anew, needs no gate.
 */
const quarantine = async (record: EventRecord, reason: Reason, deps: PostDeps): Promise<boolean> => {
  if (!supersedes(record)) await blockBehind(deps.eventStore, record, record);
  return deps.eventStore.quarantined(record, reason, deps.clock().toISOString());
};

/** Reads the gates again: one may have been set for an event while it was being posted. */
const letGo = async (
  settlements: Settlement[],
  missed: ReadonlySet<string>,
  deps: PostDeps,
): Promise<void> => {
  const leaving = settlements.filter(({ leaves, message }) => leaves && !missed.has(message.eventKey));
  if (leaving.length === 0) return;
  const blockedKeys = await deps.eventStore.blockedKeys(
    deps.plant.id,
    leaving.map(({ message }) => message.orderingKey),
  );
  for (const settlement of leaving) {
    const { leaves, message } = settlement;
    if (!leaves || !blockedKeys.has(message.orderingKey)) continue;
    try {
      await releaseNext(deps, leaves);
    } catch (error) {
      deps.log.warn('STORE_UNAVAILABLE', {
        what: 'leave-stream',
        orderingKey: message.orderingKey,
        ...errorForLog(error),
      });
      settlement.verdict = again(message);
    }
  }
};
