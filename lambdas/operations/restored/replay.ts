import type { EventKey } from '../../../events/envelope.ts';
import { atOnce } from '../../platform/at-once.ts';
import { blockBehind, type OrderingDeps } from '../../posting/ordering.ts';
import { sendFromOutbox } from '../../posting/send-from-outbox.ts';
import type { EventRecord, OperatorDecision, Reason } from '../../store/event-record.ts';
import type { CommandAnswer } from '../commands.ts';
import type { PlantQueueDeps } from '../plant-queues.ts';
import { type FindDeps, recordedInOdoo } from './find.ts';
import { heldForRestore, markReplaying } from './queues.ts';
import type { RestoredCommand } from './restored-commands.ts';

type Of<Name extends RestoredCommand['command']> = Extract<RestoredCommand, { command: Name }>;

export type ReplayDeps = OrderingDeps &
  Omit<PlantQueueDeps, 'eventStore'> &
  Pick<FindDeps, 'questions' | 'plants'>;

/**
 * Blocks the ordering keys behind these events, the last ones to replay of each. Events that were accepted later wait until
 * these are booked again, also those that are in the plant queue already. The replayed events pass together, because a blocked
 * key lets pass what was accepted before its first waiting event.
 */
export const blockBehindLast = async (
  { plant, eventKeys }: Of<'restored-block'>,
  deps: ReplayDeps,
): Promise<CommandAnswer> => {
  const begun = await markReplaying(plant, deps);
  if (begun !== undefined) return refusal(begun);
  const records = await lostOf(plant, eventKeys, deps);
  if (typeof records === 'string') return refusal(records);
  await atOnce(records, (record) => blockBehind(deps.eventStore, record, record));
  return { ok: true, said: `${records.length} ordering keys wait for their replayed events` };
};

/**
 * Puts lost events of a held queue into the queue again, in the given order, which is that of their arrival. All of them are
 * marked before the first is sent. What an earlier call marked before it died is still in the outbox, and is sent in its place.
 */
export const replayLost = async (
  { plant, eventKeys, by, note }: Of<'restored-replay'>,
  deps: ReplayDeps,
): Promise<CommandAnswer> => {
  const { eventStore, clock, log } = deps;
  const held = await heldForRestore(plant, deps);
  if (typeof held === 'string') return refusal(held);
  const records = await lostOf(plant, eventKeys, deps);
  if (typeof records === 'string') return refusal(records);
  const decision: OperatorDecision = {
    action: 'replay',
    by,
    at: clock().toISOString(),
    note: note ?? 'Odoo was restored',
  };
  const marked = await atOnce(records, async (record) =>
    (await eventStore.replay(record, decision)) ? [{ ...record, status: 'accepted' as const }] : [],
  );
  const replayed = marked.flat();
  const toSend = new Map<EventKey, EventRecord>(replayed.map((record) => [record.eventKey, record]));
  for (const record of await replayedInOutbox(plant, deps)) toSend.set(record.eventKey, record);
  const left = await sendFromOutbox(deps, [...toSend.values()].sort(byArrival));
  for (const { eventKey } of replayed)
    log.info('OPERATOR_DECIDED', { plant, eventKey, action: 'replay', by, ok: true });
  const said = `${replayed.length} replayed${left.size > 0 ? `; ${left.size} wait in the outbox, because the queue did not take them` : ''}`;
  return { ok: true, said, result: { replayed: replayed.length, left: left.size } };
};

const byArrival = (a: EventRecord, b: EventRecord): number =>
  a.acceptedAt < b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.eventKey < b.eventKey) ? -1 : 1;

const isReplayed = ({ decisions }: EventRecord): boolean => decisions?.at(-1)?.action === 'replay';

/** Replayed events that no call has sent yet. Others in the outbox are later ones, and the outbox sweeper sends them. */
const replayedInOutbox = async (
  plant: string,
  { eventStore, clock }: Pick<ReplayDeps, 'eventStore' | 'clock'>,
): Promise<EventRecord[]> => {
  const found: EventRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await eventStore.unsentBefore(plant, clock().toISOString(), 500, cursor);
    found.push(...page.events.filter(isReplayed));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
};

/** The reason of an event that only a person can bring back. Operators retry or skip it like any other. */
const restoredReason = ({ orderingKey }: EventRecord): Reason => ({
  code: 'odoo-restored',
  message: `Odoo was restored and no longer has this event, but has later ones of ${orderingKey}. Enter it in Odoo by hand and skip it; or retry it, if its order does not matter`,
});

/** Leaves lost events to a person, or skips superseded ones. They block no other event: later ones are booked already. */
export const leaveLost = async (
  { plant, eventKeys, superseded, by, note }: Of<'restored-leave'>,
  deps: ReplayDeps,
): Promise<CommandAnswer> => {
  const { eventStore, clock, log } = deps;
  const begun = await markReplaying(plant, deps);
  if (begun !== undefined) return refusal(begun);
  const records = await lostOf(plant, eventKeys, deps);
  if (typeof records === 'string') return refusal(records);
  const decision: OperatorDecision = {
    action: superseded ? 'skip' : 'quarantine',
    by,
    at: clock().toISOString(),
    note:
      note ?? (superseded ? 'Odoo was restored; a later event says the same and more' : 'Odoo was restored'),
  };
  const done = await atOnce(records, (record) =>
    eventStore.giveUpBooking(record, decision, superseded ? undefined : restoredReason(record)),
  );
  const changed = records.filter((_, index) => done[index]);
  for (const { eventKey } of changed)
    log.info('OPERATOR_DECIDED', { plant, eventKey, action: decision.action, by, ok: true });
  return {
    ok: true,
    said: `${changed.length} ${superseded ? 'skipped' : 'left to a person'}`,
    result: { changed: changed.length },
  };
};

/** Those of the events that are posted and that Odoo really lacks, in the given order; else why that is not known. */
const lostOf = async (
  plant: string,
  eventKeys: readonly EventKey[],
  deps: Pick<ReplayDeps, 'eventStore' | 'questions' | 'plants'>,
): Promise<EventRecord[] | string> => {
  const records = await atOnce(eventKeys, (key) => deps.eventStore.get(key));
  const posted = records.flatMap((record) =>
    record?.status === 'posted' && record.plant === plant ? [record] : [],
  );
  const recorded = await recordedInOdoo(
    plant,
    posted.map(({ eventKey }) => eventKey),
    deps,
  );
  return typeof recorded === 'string' ? recorded : posted.filter(({ eventKey }) => !recorded.has(eventKey));
};

const refusal = (said: string): CommandAnswer => ({ ok: false, said });
