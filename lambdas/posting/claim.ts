import { atOnce } from '../platform/at-once.ts';
import { errorForLog } from '../platform/log.ts';
import type { BlockedKey, EventRecord } from '../store/event-record.ts';
import {
  type ClaimedMessage,
  done,
  type MessageResult,
  type PostDeps,
  type ReceivedMessage,
  retryLater,
} from './batch.ts';
import { canPost } from './book.ts';
import { isOver, joinWaiting, mayPass, releaseNext } from './ordering.ts';

/**
 * Claims the events that may be posted and defers those behind a blocked ordering key. When a claim fails, the later
 * events of its ordering key wait too.
 */
export const claimMessages = async (
  messages: readonly ReceivedMessage[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<ClaimedMessage[]> => {
  const blockedKeys = await deps.eventStore.blockedKeys(
    deps.plant.id,
    messages.map((message) => message.orderingKey),
  );
  const orderingKeys = [...Map.groupBy(messages, (message) => message.orderingKey)];
  const claims = await Promise.all(
    orderingKeys.map(([orderingKey, ofKey]) =>
      claimOrderingKey(ofKey, blockedKeys.get(orderingKey), leaseUntil, deps),
    ),
  );
  // The batch keeps its order across ordering keys: one order may consume what another order produces.
  const place = new Map(messages.map((message, index) => [message, index]));
  return claims.flat().sort((a, b) => (place.get(a.message) ?? 0) - (place.get(b.message) ?? 0));
};

const claimOrderingKey = async (
  messages: readonly ReceivedMessage[],
  blocked: BlockedKey | undefined,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<ClaimedMessage[]> => {
  const behind = new Set(blocked ? messages.filter((message) => !mayPass(blocked, message)) : []);
  const claimed = await claimAll(
    messages.filter((message) => !behind.has(message)),
    leaseUntil,
    deps,
  );
  if (!blocked || behind.size === 0) return claimed;
  const deferred = await deferBehind([...behind], blocked, deps).catch(retryAfterError([...behind], deps));
  return [...claimed, ...deferred];
};

const claimsAtOnce = 25;

/** Claims 25 events at a time. After the first event that must wait, all later ones wait too. */
const claimAll = async (
  messages: readonly ReceivedMessage[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<ClaimedMessage[]> => {
  const all: ClaimedMessage[] = [];
  let waits = false;
  for (let from = 0; from < messages.length; from += claimsAtOnce) {
    const part = messages.slice(from, from + claimsAtOnce);
    const claims: ClaimedMessage[] = waits
      ? part.map(mustWait)
      : (
          await atOnce(part, (message) =>
            claim(message, leaseUntil, deps).catch(retryAfterError([message], deps)),
          )
        ).flat();
    for (const one of claims) {
      if (waits && one.kind === 'claimed') await deps.eventStore.release(one.record);
      all.push(waits && one.kind !== 'settled' ? mustWait(one.message) : one);
      waits ||= one.kind === 'decided' && !one.result.done;
    }
  }
  return all;
};

const retryAfterError =
  (messages: readonly ReceivedMessage[], { log }: PostDeps) =>
  (error: unknown): ClaimedMessage[] => {
    log.error('STORE_UNAVAILABLE', {
      what: 'turn',
      orderingKey: messages[0]?.orderingKey,
      ...errorForLog(error),
    });
    return messages.map(mustWait);
  };

const mustWait = (message: ReceivedMessage): ClaimedMessage => ({
  kind: 'decided',
  message,
  result: retryLater(message),
});

const claim = async (
  message: ReceivedMessage,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<ClaimedMessage[]> => {
  const { eventStore, clock } = deps;
  const record = await eventStore.claim(message.eventKey, clock().toISOString(), leaseUntil.toISOString());
  if (record && canPost(record)) return [{ kind: 'claimed', message, record }];
  if (record) {
    // In the middle of a deployment the accepting function knows a new type before this function does.
    deps.log.error('EVENT_TYPE_UNKNOWN', { plant: record.plant, eventKey: record.eventKey });
    await eventStore.release(record);
    return [mustWait(message)];
  }
  return [notClaimed(message, await eventStore.get(message.eventKey))];
};

const notClaimed = (message: ReceivedMessage, record: EventRecord | undefined): ClaimedMessage => {
  if (!record)
    return { kind: 'decided', message, result: { done: false, retryAfterSeconds: 30, unknown: true } };
  switch (record.status) {
    case 'posted':
    case 'quarantined':
    case 'skipped':
      return { kind: 'settled', message, record };
    default:
      // Another function's claim is still valid.
      return mustWait(message);
  }
};

const deferBehind = async (
  messages: readonly ReceivedMessage[],
  blocked: BlockedKey,
  deps: PostDeps,
): Promise<ClaimedMessage[]> => {
  const records = await atOnce(messages, async (message) => ({
    message,
    record: await deps.eventStore.get(message.eventKey),
  }));
  const waiting = records.flatMap(({ message, record }) =>
    record && ['accepted', 'posting', 'parked'].includes(record.status) ? [{ message, record }] : [],
  );
  const deferred = new Set(waiting.map(({ message }) => message));
  const others = records.filter(({ message }) => !deferred.has(message));
  const decided = others.map(({ message, record }) => notClaimed(message, record));
  const [first] = waiting;
  if (!first) return decided;
  const results = (await releaseAfterCrash(blocked, deps))
    ? waiting.map(({ message }) => [message, retryLater(message)] as const)
    : await defer(first.message.orderingKey, waiting, deps);
  for (const [message, result] of results) decided.push({ kind: 'decided', message, result });
  return decided;
};

/**
 * When the first waiting event is settled, the function that settled it died before it released the next one. Releases
 * the next event then, and returns true.
 */
const releaseAfterCrash = async (blocked: BlockedKey, deps: PostDeps): Promise<boolean> => {
  const first = await deps.eventStore.get(blocked.waiting[0].eventKey);
  if (!first || !isOver(first)) return false;
  await releaseNext(deps, first);
  return true;
};

interface DeferrableMessage {
  message: ReceivedMessage;
  record: EventRecord;
}

/**
 * Defers events of one blocked ordering key. They join the waiting events first and are marked as deferred after that:
 * in the other order a crash in between would lose them.
 */
export const defer = async (
  orderingKey: string,
  deferrable: readonly DeferrableMessage[],
  deps: PostDeps,
): Promise<Map<ReceivedMessage, MessageResult>> => {
  const { eventStore, plant } = deps;
  const tickets = deferrable.map(({ message }) => message);
  const waiting = await joinWaiting(eventStore, { plant: plant.id, orderingKey }, tickets);
  const results = await atOnce(deferrable, async ({ message, record }) => {
    const deferred = waiting.has(message.eventKey) && (await markDeferred(record, deps));
    return [message, deferred ? done : retryLater(message)] as const;
  });
  return new Map(results);
};

/** False when another function has changed the event since. The message comes back and reads its new status. */
const markDeferred = async (
  record: EventRecord,
  { eventStore, plant, log, count }: PostDeps,
): Promise<boolean> => {
  if (record.status === 'parked') return true;
  if (!(await eventStore.deferred(record))) return false;
  count('EventParked', 1);
  log.info('EVENT_PARKED', { plant: plant.id, eventKey: record.eventKey, orderingKey: record.orderingKey });
  return true;
};
