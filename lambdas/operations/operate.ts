import { randomUUID } from 'node:crypto';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import { findingsOf } from '../../events/findings.ts';
import type { Log } from '../platform/log.ts';
import type { Clock } from '../platform/time.ts';
import { PlantQueueUnavailable, releaseNext } from '../posting/ordering.ts';
import { sendFromOutbox } from '../posting/send-from-outbox.ts';
import { type AuditTrail, readTogether } from '../store/audit-trail.ts';
import type { EventRecord, OperatorDecision } from '../store/event-record.ts';
import {
  type CodeMappingDeps,
  compareCodeMapping,
  exportCodeMapping,
  importCodeMapping,
  listImports,
  missingEntries,
  release,
} from './code-mapping.ts';
import { type Command, type CommandAnswer, command, isWebhookCommand } from './commands.ts';
import { consumersOf, type FeedCommandDeps, messageAt } from './feed.ts';
import { type PlantQueueDeps, pause, resume, standstill } from './plant-queues.ts';
import { approveLine, drift, type ReconciliationCommandDeps } from './reconciliation.ts';
import type { FeedOfRestoreDeps } from './restored/feed.ts';
import { operateRestored } from './restored/restored.ts';
import { isRestoredCommand } from './restored/restored-commands.ts';
import { listRuns, type RunsDeps, startRun } from './runs.ts';
import { operateWebhooks, type WebhookDeps } from './webhooks.ts';

export interface HandlerDeps extends OperateDeps {
  idempotency: BasePersistenceLayer;
}

export interface OperateDeps
  extends Omit<PlantQueueDeps, 'eventStore'>,
    CodeMappingDeps,
    Omit<FeedCommandDeps, 'feed'>,
    RunsDeps,
    Omit<ReconciliationCommandDeps, 'codeMapping'>,
    Omit<WebhookDeps, 'feed' | 'partners'>,
    Pick<FeedOfRestoreDeps, 'feed'> {
  audit: Pick<AuditTrail, 'read'>;
  clock: Clock;
  log: Log;
}

/** Handles one command. A decision that is sent twice, after a lost answer, is done once. */
export const handle = async (input: unknown, context: Context, deps: HandlerDeps): Promise<CommandAnswer> => {
  const parsed = command.safeParse(input);
  if (!parsed.success) {
    const wrong = findingsOf(parsed.error, input).map(({ pointer, detail }) => `${pointer} ${detail}`);
    return { ok: false, said: `not a command: ${wrong.join('; ')}` };
  }
  if (!('requestId' in parsed.data)) return operate(parsed.data, deps);
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'requestId' });
  config.registerLambdaContext(context);
  const once = makeIdempotent((decision: Command) => operate(decision, deps), {
    persistenceStore: deps.idempotency,
    keyPrefix: 'operate',
    config,
  });
  return once(Object.freeze({ ...parsed.data }));
};

/** Does an operator's command. A repeat changes nothing more. */
export const operate = async (command: Command, deps: OperateDeps): Promise<CommandAnswer> => {
  if ('plant' in command && !Object.hasOwn(deps.plants, command.plant))
    return refusal(`no plant ${command.plant}; there are ${Object.keys(deps.plants).join(', ')}`);
  if (isWebhookCommand(command)) return operateWebhooks(command, deps);
  if (isRestoredCommand(command)) return operateRestored(command, deps);
  switch (command.command) {
    case 'show': {
      const record = await deps.eventStore.get(command.eventKey);
      return record ? { ok: true, said: record.status, result: record } : unknownEvent(command.eventKey);
    }
    case 'list': {
      const events = await deps.eventStore.needingAttention(command.plant, command.limit);
      const queueState = await standstill(command.plant, deps.eventStore);
      const said = `${events.length} quarantined or deferred (parked)${queueState && `\n${queueState}`}`;
      return { ok: true, said, result: events };
    }
    case 'lanes': {
      const states = await deps.eventStore.queueStates();
      const result = Object.keys(deps.plants).map(
        (plant) => states.find((state) => state.plant === plant) ?? { plant, state: 'working' },
      );
      return { ok: true, said: `${states.length} of ${result.length} plant queues wait or are held`, result };
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
      return compareCodeMapping(command, deps);
    case 'crosswalk-import':
      return importCodeMapping(command, deps);
    case 'crosswalk-export':
      return exportCodeMapping(command, deps);
    case 'crosswalk-imports':
      return listImports(command, deps);
    case 'missing':
      return missingEntries(command, deps);
    case 'release':
      return release(command, (eventKey) => decide({ ...command, command: 'retry', eventKey }, deps, retry));
  }
};

const refusal = (said: string): CommandAnswer => ({ ok: false, said });

const unknownEvent = (key: string): CommandAnswer => refusal(`no event ${key} in the event store`);

/**
 * Audit entries of a lot, in the order in which the gateway learned of them, of all plants of the company: a verdict is
 * the company's.
 */
export const historyOf = async (
  { plant, item, lot, limit, cursor }: Extract<Command, { command: 'audit' }>,
  { audit, plants }: Pick<OperateDeps, 'audit' | 'plants'>,
): Promise<CommandAnswer> => {
  const company = plants[plant]?.company;
  const ofCompany = Object.values(plants).filter((each) => each.company === company);
  const lots = ofCompany.map(({ id }) => ({ plant: id, item, lot }));
  const { entries, next } = await readTogether(audit, lots, limit, cursor);
  const tampered = entries.filter((entry) => entry.tampered).length;
  const said = [
    `${entries.length} entries of lot ${lot} of ${item}`,
    ...(tampered > 0 ? [`${tampered} of them are not as they were written`] : []),
    ...(next ? [`there are more: --cursor ${next}`] : []),
  ].join('; ');
  return { ok: true, said, result: { entries, ...(next && { cursor: next }) } };
};

type EventDecision = Pick<
  Extract<Command, { command: 'retry' | 'skip' }>,
  'command' | 'eventKey' | 'by' | 'note'
>;

type Action = (record: EventRecord, decision: OperatorDecision, deps: OperateDeps) => Promise<CommandAnswer>;

const decide = async (command: EventDecision, deps: OperateDeps, action: Action): Promise<CommandAnswer> => {
  const record = await deps.eventStore.get(command.eventKey);
  if (!record) return unknownEvent(command.eventKey);
  const { by, note } = command;
  const decision: OperatorDecision = {
    action: command.command,
    by,
    at: deps.clock().toISOString(),
    ...(note && { note }),
  };
  const answer = await action(record, decision, deps);
  const { plant, eventKey } = record;
  deps.log.info('OPERATOR_DECIDED', { plant, eventKey, action: command.command, by, ok: answer.ok });
  return answer;
};

const retry: Action = async (record, decision, deps) => {
  if (!(await deps.eventStore.retry(record, decision)) && !(await isDecided(record, decision, deps)))
    return refusal(`only a quarantined event can be retried; this one is ${record.status}`);
  const left = await sendFromOutbox(deps, [{ ...record, status: 'accepted' }]);
  return {
    ok: true,
    said:
      left.size === 0
        ? 'sent to its queue again; the events that wait behind it follow when it is posted'
        : 'accepted again, but its queue could not be reached: it is sent within two minutes',
  };
};

const skip: Action = async (record, decision, deps) => {
  const skipped = (await deps.eventStore.skip(record, decision)) || record.status === 'skipped';
  if (!skipped && !(await isDecided(record, decision, deps)))
    return refusal(`only a quarantined or deferred event can be skipped; this one is ${record.status}`);
  try {
    await releaseNext(deps, record);
  } catch (error) {
    if (!(error instanceof PlantQueueUnavailable)) throw error;
    return refusal(
      'skipped, but its queue could not be reached: repeat this to release the events that wait behind it',
    );
  }
  return { ok: true, said: 'skipped: it is not booked in Odoo; the events that waited behind it follow' };
};

/** True when this very decision is stored already: after a lost answer the SDK repeats the call. */
const isDecided = async (
  record: EventRecord,
  decision: OperatorDecision,
  deps: OperateDeps,
): Promise<boolean> => {
  const last = (await deps.eventStore.get(record.eventKey))?.decisions?.at(-1);
  return last?.action === decision.action && last.at === decision.at && last.by === decision.by;
};

/** Sends another message of an event whose message is gone (older than 14 days, or purged). A second one is harmless. */
const resend = async (
  { eventKey, by }: Extract<Command, { command: 'resend' }>,
  deps: OperateDeps,
): Promise<CommandAnswer> => {
  const record = await deps.eventStore.get(eventKey);
  if (!record) return unknownEvent(eventKey);
  const { plant, orderingKey, acceptedAt, status } = record;
  if (status === 'posted' || status === 'skipped') {
    // It may still be in the waiting list of its ordering key, when a function died before releasing the next event.
    await releaseNext(deps, record);
    return refusal(`this one is ${status}; the events that waited behind it follow`);
  }
  if (status === 'quarantined') return refusal('a quarantined event cannot be sent again: retry or skip it');
  const deduplicationId = `${eventKey}.${randomUUID()}`;
  const failed = await deps.queue.send(plant, [{ eventKey, orderingKey, acceptedAt, deduplicationId }]);
  deps.log.info('OPERATOR_DECIDED', { plant, eventKey, action: 'resend', by });
  return failed.size > 0
    ? refusal('its queue could not be reached; nothing has changed')
    : { ok: true, said: 'sent to its queue again' };
};
