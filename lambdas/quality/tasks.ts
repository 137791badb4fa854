import { eventKeyOf, gatewaySystem, isEventKey, originOf } from '../../events/envelope.ts';
import { OdooDeclined } from '../platform/task-failures.ts';
import { gatewayPartner, ownSource, recordOf, takeIn } from '../posting/accept-once.ts';
import type { OutcomeMessage } from '../posting/outcomes.ts';
import { lotHash } from '../store/audit-trail.ts';
import { noticeEntries } from './audit-entries.ts';
import { decide, type HoldDecision, type OverdueNotices, ownEvent } from './decision.ts';
import { completeOwnEvent, keepRunning } from './executions.ts';
import { askLotQuestion, type LotState, lotDeliveries, lotState } from './lot-state.ts';
import type { Task, TaskOf } from './messages.ts';
import { change, type Lot, type QualityDeps } from './registry.ts';
import { closeRound, nextRound, noticesSent, registerOwnWait, registerWait } from './transitions.ts';

/** Does a task of the state machine. Every task may be repeated, or run twice at the same time. */
export const carryOut = async (task: Task, deps: QualityDeps): Promise<unknown> => {
  switch (task.task) {
    case 'assess':
      return assess(task, deps);
    case 'await':
      return waitForChange(task, deps);
    case 'release':
    case 'raise':
      return sendOwn(task, deps);
    case 'recheck':
      return recheck(task, deps);
    case 'late':
      return sendNotices(task, deps);
    case 'close':
      return close(task, deps);
    case 'renew':
      return renew(task, deps);
  }
};

/** `ended`: the lot is closed, or another execution handles it. */
export type Assessed = (HoldDecision | { next: 'ended' }) & { signal: number; at: string };

/** Reads the lot's state from Odoo and decides the next step. Reads the signal first, so that no later change is missed. */
export const assess = async (
  { task: _, round, ...lot }: TaskOf<'assess'>,
  deps: QualityDeps,
): Promise<Assessed> => {
  const now = deps.clock();
  const at = now.toISOString();
  const record = await deps.registry.find(lot);
  if (record?.state !== 'open' || record.round !== round)
    return { next: 'ended', signal: record?.signal ?? 0, at };
  const policy = Object.hasOwn(deps.plants, lot.plant) ? deps.plants[lot.plant]?.quality : undefined;
  if (!policy) throw new OdooDeclined(`the profile of ${lot.plant} has no quality hold`);
  const state = await stateOf(lot, deps);
  const decision = decide(state, record, policy, now);
  deps.log.info('LOT_ASSESSED', { ...lot, next: decision.next, held: state.held });
  return { ...decision, signal: record.signal, at };
};

const stateOf = async (lot: Lot, deps: QualityDeps): Promise<LotState> => {
  const answer = await askLotQuestion(lot, 'lot.state', lotState, deps);
  const { held, covered, expires, verdict, verdict_at, verdict_event } = answer;
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
          own: verdict === 'released' && (await isOwn(verdict_event, lot.plant, deps)),
        },
      }),
  };
};

/** A release of the gateway's own, or one by another plant of the company, which lets out nothing here. */
const isOwn = async (eventKey: string, plant: string, { eventStore }: QualityDeps): Promise<boolean> => {
  const record = isEventKey(eventKey) ? await eventStore.get(eventKey) : undefined;
  return record !== undefined && (record.plant !== plant || originOf(record.event).system === gatewaySystem);
};

/** Registers the waiting execution. When the lot has changed since it was assessed, the execution continues at once. */
export const waitForChange = async (
  { round, assessed, token, plant, item, lot }: TaskOf<'await'>,
  { registry, executions }: QualityDeps,
): Promise<void> => {
  const record = await change(registry, { plant, item, lot }, registerWait(token, round, assessed.signal));
  if (record?.waiting?.token !== token) await executions.succeed(token, { next: 'assess' });
};

/** Sends an event in the gateway's own name. Registers the waiting execution first. The event may be settled already. */
export const sendOwn = async (
  { plant, item, lot, assessed, token }: TaskOf<'release' | 'raise'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const record = recordOf(ownEvent(of, assessed.own), gatewayPartner, deps.clock());
  await change(deps.registry, of, registerOwnWait(record.eventKey, token));
  await takeIn([record], deps);
  await completeOwnEvent(record.eventKey, deps);
};

/** Publishes the deliveries that are ready now that the goods are released. */
export const recheck = async (
  { plant, item, lot, assessed }: TaskOf<'recheck'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const { ready } = await askLotQuestion(of, 'lot.deliveries', lotDeliveries, deps);
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

/** Sends the notices that no decision came in time. Releases nothing: the goods stay held. */
export const sendNotices = async (
  { plant, item, lot, assessed }: TaskOf<'late'>,
  deps: QualityDeps,
): Promise<void> => {
  const of = { plant, item, lot };
  const { remind, escalate } = assessed.late;
  const notices: OverdueNotices = { ...(remind && { remind }), ...(escalate && { escalate }) };
  for (const entry of noticeEntries(of, notices, assessed.at)) await deps.audit.write(entry);
  await deps.outcomes.publish(noticeMessages(of, notices));
  if (escalate) {
    deps.log.warn('VERDICT_OVERDUE', { ...of, dueAt: escalate });
    deps.count('VerdictOverdue', plant);
  }
  await change(deps.registry, of, noticesSent(notices));
};

const noticeMessages = (lot: Lot, { remind, escalate }: OverdueNotices): OutcomeMessage[] => [
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

/** Ends the round, unless the lot has changed since it was assessed. */
export const close = async (
  { plant, item, lot, round, assessed }: TaskOf<'close'>,
  { registry }: QualityDeps,
): Promise<{ next: 'assess' | 'ended' }> => {
  const record = await change(registry, { plant, item, lot }, closeRound(round, assessed.signal));
  return { next: record?.state === 'open' && record.round === round ? 'assess' : 'ended' };
};

/** Gives a lot that waits very long to a new execution, before Step Functions ends this one. */
export const renew = async (
  { plant, item, lot, round }: TaskOf<'renew'>,
  deps: QualityDeps,
): Promise<{ next: 'ended' }> => {
  const record = await change(deps.registry, { plant, item, lot }, nextRound(round, deps.clock()));
  if (record) await keepRunning(record, deps);
  return { next: 'ended' };
};
