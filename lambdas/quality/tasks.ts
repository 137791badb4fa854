import { gatewaySystem, originOf } from '../../events/envelope.ts';
import { eventKeyOf, isEventKey } from '../../events/identity.ts';
import { OdooDeclined } from '../platform/task-failures.ts';
import type { OutcomeMessage } from '../posting/outcomes.ts';
import { gatewayPartner, ownSource, recordOf, takeIn } from '../posting/take-in.ts';
import { lotHash } from '../store/audit-trail.ts';
import { entriesOfLate } from './audit-entries.ts';
import { decide, type HoldDecision, type Late, ownEvent } from './decision.ts';
import { answerOwn, keepRunning } from './executions.ts';
import { askAbout, type LotState, lotDeliveries, lotState } from './lot-state.ts';
import type { Task, TaskOf } from './messages.ts';
import { change, type Lot, type QualityDeps } from './registry.ts';
import { awaitsOwn, closes, nextRound, told, waitsWith } from './transitions.ts';

/** `ended`: the lot is closed, or another execution sees to it. */
export type Assessed = (HoldDecision | { next: 'ended' }) & { signal: number; at: string };

/** Asks how the lot stands and says what is next. The signal is read first: what happens after it is not missed. */
export const assess = async (
  { task: _, round, ...lot }: TaskOf<'assess'>,
  deps: QualityDeps,
): Promise<Assessed> => {
  const now = deps.clock();
  const at = now.toISOString();
  const record = await deps.registry.find(lot);
  if (record?.state !== 'open' || record.round !== round)
    return { next: 'ended', signal: record?.signal ?? 0, at };
  const patience = Object.hasOwn(deps.plants, lot.plant) ? deps.plants[lot.plant]?.quality : undefined;
  if (!patience) throw new OdooDeclined(`the profile of ${lot.plant} has no quality gate`);
  const standing = await standingOf(lot, deps);
  const decision = decide(standing, record, patience, now);
  deps.log.info('LOT_ASSESSED', { ...lot, next: decision.next, held: standing.held });
  return { ...decision, signal: record.signal, at };
};

const standingOf = async (lot: Lot, deps: QualityDeps): Promise<LotState> => {
  const state = await askAbout(lot, 'lot.state', lotState, deps);
  const { held, covered, expires, verdict, verdict_at, verdict_event } = state;
  return {
    held,
    covered,
    ...(expires && { expires }),
    ...(verdict &&
      verdict_at &&
      verdict_event && {
        deciding: {
          verdict,
          at: verdict_at,
          eventKey: verdict_event,
          own: verdict === 'released' && (await isOwn(verdict_event, deps)),
        },
      }),
  };
};

const isOwn = async (eventKey: string, { eventStore }: QualityDeps): Promise<boolean> => {
  const record = isEventKey(eventKey) ? await eventStore.get(eventKey) : undefined;
  return record !== undefined && originOf(record.event).system === gatewaySystem;
};

/** Registers who waits; when something has happened since the lot was looked at, it is not waited for. */
export const awaitWord = async (
  { round, assessed, token, plant, item, lot }: TaskOf<'await'>,
  { registry, executions }: QualityDeps,
): Promise<void> => {
  const record = await change(registry, { plant, item, lot }, waitsWith(token, round, assessed.signal));
  if (record?.waiting?.token !== token) await executions.succeed(token, { next: 'assess' });
};

/** Ends the round, unless something happened since the lot was looked at. */
export const close = async (
  { plant, item, lot, round, assessed }: TaskOf<'close'>,
  { registry }: QualityDeps,
): Promise<{ next: 'assess' | 'ended' }> => {
  const record = await change(registry, { plant, item, lot }, closes(round, assessed.signal));
  return { next: record?.state === 'open' && record.round === round ? 'assess' : 'ended' };
};

/** Tells who has to know that no word came. Lets nothing out: the goods stay held. */
export const tellLate = async (
  { plant, item, lot, assessed }: TaskOf<'late'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const { remind, escalate } = assessed.late;
  const late: Late = { ...(remind && { remind }), ...(escalate && { escalate }) };
  for (const entry of entriesOfLate(of, late, assessed.at)) await deps.audit.write(entry);
  await deps.outcomes.publish(messagesOf(of, late));
  if (escalate) {
    deps.log.warn('VERDICT_OVERDUE', { ...of, dueAt: escalate });
    deps.count('VerdictOverdue', plant);
  }
  await change(deps.registry, of, told(late));
};

const messagesOf = (lot: Lot, { remind, escalate }: Late): OutcomeMessage[] => [
  ...(remind
    ? [
        {
          name: 'lot.verdict-reminded',
          id: `${lotHash(lot)}.reminded.${remind}`,
          subject: lot.lot,
          data: { ...lot, silentSince: remind },
        },
      ]
    : []),
  ...(escalate
    ? [
        {
          name: 'lot.verdict-overdue',
          id: `${lotHash(lot)}.overdue.${escalate}`,
          subject: lot.lot,
          data: { ...lot, dueAt: escalate },
        },
      ]
    : []),
];

/** Deliveries that waited for the goods may be ready now: says which. */
export const recheck = async (
  { plant, item, lot, assessed }: TaskOf<'recheck'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const { ready } = await askAbout(of, 'lot.deliveries', lotDeliveries, deps);
  const release = eventKeyOf({ source: ownSource(plant), id: assessed.own.id });
  await deps.outcomes.publish(
    ready.map(({ id, name, origin, customer }) => ({
      name: 'shipment.readied',
      id: `${lotHash(of)}.${release}.${id}`,
      subject: name,
      data: {
        plant,
        delivery: { id, name },
        ...(origin && { origin }),
        ...(customer && { customer }),
        lots: [{ item, lot }],
      },
    })),
  );
};

/** Hands a lot that waits very long to the next execution, before AWS ends this one. */
export const renew = async (
  { plant, item, lot, round }: TaskOf<'renew'>,
  deps: QualityDeps,
): Promise<{ next: 'ended' }> => {
  const record = await change(deps.registry, { plant, item, lot }, nextRound(round, deps.clock()));
  if (record) await keepRunning(record, deps);
  return { next: 'ended' };
};

/** Sends an event in the gateway's own name. Who waits for it is registered first; it may be settled already. */
export const sendOwn = async (
  { plant, item, lot, assessed, token }: TaskOf<'release' | 'raise'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const record = recordOf(ownEvent(of, assessed.own), gatewayPartner, deps.clock());
  await change(deps.registry, of, awaitsOwn(record.eventKey, token));
  await takeIn([record], deps);
  await answerOwn(record.eventKey, deps);
};

/** Carries out a task of the state machine. Any of them may be repeated, or run twice at once. */
export const carryOut = async (task: Task, deps: QualityDeps): Promise<unknown> => {
  switch (task.task) {
    case 'assess':
      return assess(task, deps);
    case 'await':
      return awaitWord(task, deps);
    case 'release':
    case 'raise':
      return sendOwn(task, deps);
    case 'recheck':
      return recheck(task, deps);
    case 'late':
      return tellLate(task, deps);
    case 'close':
      return close(task, deps);
    case 'renew':
      return renew(task, deps);
  }
};
