import { atOnce } from '../platform/at-once.ts';
import { errorForLog } from '../platform/log.ts';
import type { BlockedKey, EventRecord } from '../store/event-record.ts';
import { again, done, type MessageTurn, type PostDeps, type ReceivedMessage, type Verdict } from './batch.ts';
import { canPost } from './book.ts';
import { isOver, joinWaiting, mayPass, releaseNext } from './ordering.ts';

/** Claims what may be posted and parks what may not; after a claim that failed, its stream waits. */
export const takeTurns = async (
  messages: readonly ReceivedMessage[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<MessageTurn[]> => {
  const blockedKeys = await deps.eventStore.blockedKeys(
    deps.plant.id,
    messages.map((message) => message.orderingKey),
  );
  const orderingKeys = [...Map.groupBy(messages, (message) => message.orderingKey)];
  const turns = await Promise.all(
    orderingKeys.map(([orderingKey, ofKey]) =>
      turnsOfOrderingKey(ofKey, blockedKeys.get(orderingKey), leaseUntil, deps),
    ),
  );
  // As they came: what one order produces, the next may consume.
  const place = new Map(messages.map((message, index) => [message, index]));
  return turns.flat().sort((a, b) => (place.get(a.message) ?? 0) - (place.get(b.message) ?? 0));
};

/** What stands behind the stream's gate is parked, however much; the rest is claimed. */
const turnsOfOrderingKey = async (
  messages: readonly ReceivedMessage[],
  blocked: BlockedKey | undefined,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<MessageTurn[]> => {
  const behind = new Set(blocked ? messages.filter((message) => !mayPass(blocked, message)) : []);
  const claimed = await claimAll(
    messages.filter((message) => !behind.has(message)),
    leaseUntil,
    deps,
  );
  if (!blocked || behind.size === 0) return claimed;
  const deferred = await deferBehind([...behind], blocked, deps).catch(failed([...behind], deps));
  return [...claimed, ...deferred];
};

/** Many at once; none is posted behind one that must wait. */
const claimAll = async (
  messages: readonly ReceivedMessage[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<MessageTurn[]> => {
  const taken: MessageTurn[] = [];
  let waits = false;
  for (let from = 0; from < messages.length; from += claimsAtOnce) {
    const part = messages.slice(from, from + claimsAtOnce);
    const turns: MessageTurn[] = waits
      ? part.map(mustWait)
      : (
          await atOnce(part, (message) => claim(message, leaseUntil, deps).catch(failed([message], deps)))
        ).flat();
    for (const turn of turns) {
      if (waits && turn.kind === 'claimed') await deps.eventStore.release(turn.record);
      taken.push(waits && turn.kind !== 'settled' ? mustWait(turn.message) : turn);
      waits ||= turn.kind === 'over' && !turn.verdict.done;
    }
  }
  return taken;
};

const failed =
  (messages: readonly ReceivedMessage[], { log }: PostDeps) =>
  (error: unknown): MessageTurn[] => {
    log.error('STORE_UNAVAILABLE', {
      what: 'turn',
      orderingKey: messages[0]?.orderingKey,
      ...errorForLog(error),
    });
    return messages.map(mustWait);
  };

const claimsAtOnce = 25;
const mustWait = (message: ReceivedMessage): MessageTurn => ({
  kind: 'over',
  message,
  verdict: again(message),
});

const claim = async (message: ReceivedMessage, leaseUntil: Date, deps: PostDeps): Promise<MessageTurn[]> => {
  const { eventStore, clock } = deps;
  const record = await eventStore.claim(message.eventKey, clock().toISOString(), leaseUntil.toISOString());
  if (record && canPost(record)) return [{ kind: 'claimed', message, record }];
  if (record) {
    // A gateway half deployed: the entrance knows a type that this lane's function is yet to learn.
    deps.log.error('EVENT_TYPE_UNKNOWN', { plant: record.plant, eventKey: record.eventKey });
    await eventStore.release(record);
    return [mustWait(message)];
  }
  return [withoutClaim(message, await eventStore.get(message.eventKey))];
};

const withoutClaim = (message: ReceivedMessage, record: EventRecord | undefined): MessageTurn => {
  if (!record)
    return { kind: 'over', message, verdict: { done: false, retryAfterSeconds: 30, unknown: true } };
  switch (record.status) {
    case 'posted':
    case 'quarantined':
    case 'skipped':
      return { kind: 'settled', message, record };
    default:
      // Somebody else's claim still runs.
      return { kind: 'over', message, verdict: again(message) };
  }
};

const deferBehind = async (
  messages: readonly ReceivedMessage[],
  blocked: BlockedKey,
  deps: PostDeps,
): Promise<MessageTurn[]> => {
  const records = await atOnce(messages, async (message) => ({
    message,
    record: await deps.eventStore.get(message.eventKey),
  }));
  const waiting = records.flatMap(({ message, record }) =>
    record && ['accepted', 'posting', 'parked'].includes(record.status) ? [{ message, record }] : [],
  );
  const deferred = new Set(waiting.map(({ message }) => message));
  const others = records.filter(({ message }) => !deferred.has(message));
  const turns = others.map(({ message, record }) => withoutClaim(message, record));
  const [first] = waiting;
  if (!first) return turns;
  const verdicts = (await leadOn(blocked, deps))
    ? waiting.map(({ message }) => [message, again(message)] as const)
    : await defer(first.message.orderingKey, waiting, deps);
  for (const [message, verdict] of verdicts) turns.push({ kind: 'over', message, verdict });
  return turns;
};

interface Deferring {
  message: ReceivedMessage;
  record: EventRecord;
}

/** Events of one stream: they stand in line first and are marked then; in the other order a crash would lose them. */
export const defer = async (
  orderingKey: string,
  deferring: readonly Deferring[],
  deps: PostDeps,
): Promise<Map<ReceivedMessage, Verdict>> => {
  const { eventStore, plant } = deps;
  const tickets = deferring.map(({ message }) => message);
  const waiting = await joinWaiting(eventStore, { plant: plant.id, orderingKey }, tickets);
  const verdicts = await atOnce(deferring, async ({ message, record }) => {
    const deferred = waiting.has(message.eventKey) && (await mark(record, deps));
    return [message, deferred ? done : again(message)] as const;
  });
  return new Map(verdicts);
};

/** False when somebody else has it: what it is then, its message finds out when it comes again. */
const mark = async (record: EventRecord, { eventStore, plant, log, count }: PostDeps): Promise<boolean> => {
  if (record.status === 'parked') return true;
  if (!(await eventStore.deferred(record))) return false;
  count('EventParked', 1);
  log.info('EVENT_PARKED', { plant: plant.id, eventKey: record.eventKey, orderingKey: record.orderingKey });
  return true;
};

/**
 * A head that is settled has nobody left to lead the line on: its function died in between. Whoever comes behind it
 * does so. True when there was such a head.
 */
export const leadOn = async (blocked: BlockedKey, deps: PostDeps): Promise<boolean> => {
  const head = await deps.eventStore.get(blocked.waiting[0].eventKey);
  if (!head || !isOver(head)) return false;
  await releaseNext(deps, head);
  return true;
};
