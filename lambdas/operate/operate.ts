import { randomUUID } from 'node:crypto';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { dispatch } from '../lane/dispatch.ts';
import type { LaneSwitch } from '../lane/lane-switch.ts';
import { LaneUnavailable, leaveStream, type StreamDeps } from '../lane/leave-stream.ts';
import type { Decision, EventRecord } from '../ledger/records.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { Reports } from '../reconcile/reports.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Command } from './commands.ts';
import {
  type CrosswalkDeps,
  compareCrosswalk,
  exportCrosswalk,
  importCrosswalk,
  listImports,
} from './crosswalk.ts';
import { approveLine, drift } from './drift.ts';
import { consumersOf, type FeedDeps, messageAt } from './feed.ts';
import { pause, resume, standstill } from './lanes.ts';
import { historyOf } from './lot-history.ts';
import { missingEntries, release } from './missing.ts';
import { listRuns, type RunsDeps, startRun } from './runs.ts';
import { isWebhookCommand } from './webhook-commands.ts';
import { operateWebhooks, type WebhookDeps } from './webhooks.ts';

export interface OperateDeps
  extends StreamDeps,
    CrosswalkDeps,
    FeedDeps,
    RunsDeps,
    Omit<WebhookDeps, 'feed'> {
  plants: Readonly<Record<string, PlantProfile>>;
  lanes: LaneSwitch;
  audit: Pick<AuditTrail, 'read'>;
  reports: Reports;
  /** Odoo, as who only asks sees it */
  questions: QuestionPort;
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
  if ('plant' in command && !Object.hasOwn(deps.plants, command.plant))
    return refusal(`no plant ${command.plant}; there are ${Object.keys(deps.plants).join(', ')}`);
  if (isWebhookCommand(command)) return operateWebhooks(command, deps);
  switch (command.command) {
    case 'show': {
      const record = await deps.ledger.get(command.eventKey);
      return record ? { ok: true, said: record.status, result: record } : unknownEvent(command.eventKey);
    }
    case 'list': {
      const events = await deps.ledger.needingAttention(command.plant, command.limit);
      const lane = await standstill(command.plant, deps.ledger);
      const said = `${events.length} quarantined or parked${lane && `\n${lane}`}`;
      return { ok: true, said, result: events };
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
    case 'audit':
      return historyOf(command, deps);
    case 'feed':
      return command.sequence === undefined ? consumersOf(command, deps) : messageAt(command, deps);
    case 'run':
      return startRun(command, deps);
    case 'runs':
      return listRuns(command, deps);
    case 'drift':
      return drift(command, deps);
    case 'approve':
      return approveLine(command, deps);
    case 'crosswalk-compare':
      return compareCrosswalk(command, deps);
    case 'crosswalk-import':
      return importCrosswalk(command, deps);
    case 'crosswalk-export':
      return exportCrosswalk(command, deps);
    case 'crosswalk-imports':
      return listImports(command, deps);
    case 'missing':
      return missingEntries(command, deps);
    case 'release':
      return release(command, (eventKey) => decide({ ...command, command: 'retry', eventKey }, deps, retry));
  }
};

const unknownEvent = (key: string): Answer => refusal(`no event ${key} in the ledger`);

type EventDecision = Pick<
  Extract<Command, { command: 'retry' | 'skip' }>,
  'command' | 'eventKey' | 'by' | 'note'
>;
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

/** A lost answer makes the SDK ask again, and the second time our own decision stands in the way. */
const isOurs = async (record: EventRecord, decision: Decision, deps: OperateDeps): Promise<boolean> => {
  const last = (await deps.ledger.get(record.eventKey))?.decisions?.at(-1);
  return last?.action === decision.action && last.at === decision.at && last.by === decision.by;
};

const retry: Carry = async (record, decision, deps) => {
  if (!(await deps.ledger.retry(record, decision)) && !(await isOurs(record, decision, deps)))
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
  const skipped = (await deps.ledger.skip(record, decision)) || record.status === 'skipped';
  if (!skipped && !(await isOurs(record, decision, deps)))
    return refusal(`only a quarantined or parked event can be skipped; this one is ${record.status}`);
  try {
    await leaveStream(deps, record);
  } catch (error) {
    if (!(error instanceof LaneUnavailable)) throw error;
    return refusal(
      'skipped, but its queue could not be reached: repeat this, and what is parked behind it follows',
    );
  }
  return { ok: true, said: 'skipped, Odoo was not told; what was parked behind it follows' };
};

/** For an event whose message is gone from its lane (older than 14 days, purged): one more is harmless. */
const resend = async (
  { eventKey, by }: Extract<Command, { command: 'resend' }>,
  deps: OperateDeps,
): Promise<Answer> => {
  const record = await deps.ledger.get(eventKey);
  if (!record) return unknownEvent(eventKey);
  const { plant, stream, acceptedAt, status } = record;
  if (status === 'posted' || status === 'skipped') {
    // It may still stand at its stream's gate, if a function died just then.
    await leaveStream(deps, record);
    return refusal(`this one is ${status}; what was parked behind it follows`);
  }
  if (status === 'quarantined') return refusal('a quarantined event is retried or skipped');
  const deduplicationId = `${eventKey}.${randomUUID()}`;
  const failed = await deps.queue.send(plant, [{ eventKey, stream, acceptedAt, deduplicationId }]);
  deps.log.info('OPERATOR_DECIDED', { plant, eventKey, action: 'resend', by });
  return failed.size > 0
    ? refusal('its queue could not be reached; nothing has changed')
    : { ok: true, said: 'its lane has a message of it again' };
};
