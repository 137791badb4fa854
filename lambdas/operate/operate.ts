import { randomUUID } from 'node:crypto';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { dispatch } from '../lane/dispatch.ts';
import type { LaneSwitch } from '../lane/lane-switch.ts';
import { leaveStream, type StreamDeps } from '../lane/leave-stream.ts';
import type { Decision, EventRecord } from '../ledger/records.ts';
import { type Clock, secondsAfter } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Command } from './commands.ts';

export interface OperateDeps extends StreamDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  lanes: LaneSwitch;
  clock: Clock;
  log: Log;
}

/** `said` is for the operator's eyes; `result` for programs. */
export interface Answer {
  ok: boolean;
  said: string;
  result?: unknown;
}

const refusal = (said: string): Answer => ({ ok: false, said });

/** Carries out an operator's command. Repeating it changes nothing more. */
export const operate = async (command: Command, deps: OperateDeps): Promise<Answer> => {
  if ('plant' in command && !deps.plants[command.plant])
    return refusal(`no plant ${command.plant}; there are ${Object.keys(deps.plants).join(', ')}`);
  switch (command.command) {
    case 'show': {
      const record = await deps.ledger.get(command.eventKey);
      return record ? { ok: true, said: record.status, result: record } : unknownEvent(command.eventKey);
    }
    case 'list': {
      const events = await deps.ledger.needingAttention(command.plant, command.limit);
      return { ok: true, said: `${events.length} quarantined or parked`, result: events };
    }
    case 'lanes': {
      const standing = await deps.ledger.lanes();
      const result = Object.keys(deps.plants).map(
        (plant) => standing.find((state) => state.plant === plant) ?? { plant, state: 'working' },
      );
      return { ok: true, said: `${standing.length} of ${result.length} lanes stand still`, result };
    }
    case 'retry':
      return decide(command, deps, retry);
    case 'skip':
      return decide(command, deps, skip);
    case 'resend':
      return resend(command, deps);
    case 'pause':
      return pause(command, deps);
    case 'resume':
      return resume(command, deps);
  }
};

const unknownEvent = (key: string): Answer => refusal(`no event ${key} in the ledger`);

type EventDecision = Extract<Command, { command: 'retry' | 'skip' }>;
type Carry = (record: EventRecord, decision: Decision, deps: OperateDeps) => Promise<Answer>;

const decide = async (command: EventDecision, deps: OperateDeps, carry: Carry): Promise<Answer> => {
  const record = await deps.ledger.get(command.eventKey);
  if (!record) return unknownEvent(command.eventKey);
  const { by, note } = command;
  const decision: Decision = {
    action: command.command,
    by,
    at: deps.clock().toISOString(),
    ...(note && { note }),
  };
  const answer = await carry(record, decision, deps);
  const { plant, eventKey } = record;
  deps.log.info('OPERATOR_DECIDED', { plant, eventKey, action: command.command, by, ok: answer.ok });
  return answer;
};

const retry: Carry = async (record, decision, deps) => {
  if (!(await deps.ledger.retry(record, decision)))
    return refusal(`only a quarantined event can be retried; this one is ${record.status}`);
  const left = await dispatch(deps, [{ ...record, status: 'accepted' }]);
  return {
    ok: true,
    said:
      left.size === 0
        ? 'sent to its lane again; what is parked behind it follows when it is posted'
        : 'accepted again; its queue could not be reached, it follows within two minutes',
  };
};

const skip: Carry = async (record, decision, deps) => {
  if (!(await deps.ledger.skip(record, decision)) && record.status !== 'skipped')
    return refusal(`only a quarantined or parked event can be skipped; this one is ${record.status}`);
  await leaveStream(deps, record);
  return { ok: true, said: 'skipped, Odoo was not told; what was parked behind it follows' };
};

/** Held by a person: `watch` pauses the event source, and only a person's `resume` lifts it. */
const pause = async (
  { plant, by, note }: Extract<Command, { command: 'pause' }>,
  deps: OperateDeps,
): Promise<Answer> => {
  const now = deps.clock();
  await deps.ledger.setLane({
    plant,
    state: 'held',
    reason: 'paused by an operator',
    since: now.toISOString(),
    until: secondsAfter(now, 60).toISOString(),
    by,
    ...(note && { note }),
  });
  await deps.lanes.pause(plant);
  deps.log.info('OPERATOR_DECIDED', { plant, action: 'pause', by });
  return { ok: true, said: `lane ${plant} is paused; events keep coming in and wait` };
};

/**
 * The lane is put at work before its event source, or what that brings is put to sleep once more. While AWS still
 * carries out the pause, the rest is left to `watch`, which may lift what no person holds.
 */
const resume = async (
  { plant, by }: Extract<Command, { command: 'resume' }>,
  deps: OperateDeps,
): Promise<Answer> => {
  deps.log.info('OPERATOR_DECIDED', { plant, action: 'resume', by });
  const state = await deps.ledger.lane(plant);
  if (state) {
    const { by: _, ...free } = state;
    await deps.ledger.setLane({ ...free, state: 'waiting', until: deps.clock().toISOString() });
  }
  if (!(await deps.lanes.resume(plant)))
    return { ok: true, said: `lane ${plant} is still being paused; it works again within two minutes` };
  await deps.ledger.clearLane(plant);
  return { ok: true, said: `lane ${plant} works again` };
};

/** For an event whose message is gone from its lane (older than 14 days, purged): one more is harmless. */
const resend = async (
  { eventKey, by }: Extract<Command, { command: 'resend' }>,
  deps: OperateDeps,
): Promise<Answer> => {
  const record = await deps.ledger.get(eventKey);
  if (!record) return unknownEvent(eventKey);
  const { plant, stream, acceptedAt, status } = record;
  if (status !== 'accepted' && status !== 'posting')
    return refusal(`only an event that is on its way can be sent again; this one is ${status}`);
  const deduplicationId = `${eventKey}.${randomUUID()}`;
  const failed = await deps.queue.send(plant, [{ eventKey, stream, acceptedAt, deduplicationId }]);
  deps.log.info('OPERATOR_DECIDED', { plant, eventKey, action: 'resend', by });
  return failed.size > 0
    ? refusal('its queue could not be reached; nothing has changed')
    : { ok: true, said: 'its lane has a message of it again' };
};
