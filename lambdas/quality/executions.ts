import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { EventKey } from '../../events/envelope.ts';
import { gatewaySystem, originOf } from '../../events/envelope.ts';
import { awsCalls } from '../platform/aws.ts';
import type { EventRecord } from '../store/event-record.ts';
import {
  change,
  type Executions,
  executionName,
  type HoldRecord,
  inputOf,
  type Lot,
  type QualityDeps,
} from './registry.ts';
import { nextRound, ownEventBooked } from './transitions.ts';

export const sfnExecutions = (stateMachineArn: string, client = new SFNClient(awsCalls)): Executions => ({
  async start(round) {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: executionName(round),
          input: JSON.stringify(inputOf(round)),
        }),
      );
      return 'running';
    } catch (error) {
      // AWS answers a second start of a running execution with the same input as it did the first.
      if (error instanceof ExecutionAlreadyExists) return 'over';
      throw error;
    }
  },
  succeed: (taskToken, output) =>
    ignoreAbandoned(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
  fail: (taskToken, error, cause) =>
    ignoreAbandoned(
      client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, 1000) })),
    ),
  beat: (taskToken) => ignoreAbandoned(client.send(new SendTaskHeartbeatCommand({ taskToken }))),
});

const ignoreAbandoned = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!isAbandoned(error)) throw error;
  }
};

/** True when the execution has continued without the task, or has ended. */
const isAbandoned = (error: unknown): boolean =>
  error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;

/**
 * Makes sure that an open lot has a running execution, and returns its current record. An execution that ended while the
 * lot is open was stopped or failed: the lot gets another.
 */
export const keepRunning = async (
  record: HoldRecord,
  { registry, executions, clock }: Pick<QualityDeps, 'registry' | 'executions' | 'clock'>,
): Promise<HoldRecord> => {
  let current = record;
  while (current.state === 'open' && (await executions.start(current)) === 'over')
    current = (await change(registry, current, nextRound(current.round, clock()))) ?? current;
  return current;
};

/**
 * Gives the result of one of the gateway's own events to the execution that waits for it. Called when the bus reports the
 * result, and right after sending, because the event may be settled already. Does nothing for an unsettled event.
 */
export const completeOwnEvent = async (eventKey: EventKey, deps: QualityDeps): Promise<void> => {
  const { eventStore, registry, executions } = deps;
  const record = await eventStore.get(eventKey);
  if (!record || originOf(record.event).system !== gatewaySystem) return;
  const { status, reason, event } = record;
  const lot = lotOf(record);
  if (status === 'posted') await change(registry, lot, ownEventBooked(event.id));
  const waiting = (await registry.find(lot))?.own;
  if (waiting?.eventKey !== eventKey) return;
  if (status === 'posted') await executions.succeed(waiting.token, { eventKey });
  if (status === 'quarantined' || status === 'skipped')
    await executions.fail(waiting.token, 'Quarantined', `${eventKey} ${reason?.code ?? status}`);
};

const lotOf = ({ plant, event }: EventRecord): Lot => {
  const { item = '', lot = '' } = event.data as Partial<Lot>;
  return { plant, item, lot };
};
