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
import { gatewaySystem, originOf } from '../../events/envelope.ts';
import type { EventKey } from '../../events/identity.ts';
import { awsCalls } from '../platform/aws.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { Executions, Lot, QualityDeps } from './registry.ts';
import { change, executionName, type HoldRecord, inputOf } from './registry.ts';
import { nextRound, wasDone } from './transitions.ts';

/** The execution went on without it, or is over. */
const nobodyWaits = (error: unknown): boolean =>
  error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;

const unlessNobodyWaits = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!nobodyWaits(error)) throw error;
  }
};

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
      // Of one that runs with the same input AWS answers the first start again.
      if (error instanceof ExecutionAlreadyExists) return 'over';
      throw error;
    }
  },
  succeed: (taskToken, output) =>
    unlessNobodyWaits(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
  fail: (taskToken, error, cause) =>
    unlessNobodyWaits(
      client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, 1000) })),
    ),
  beat: (taskToken) => unlessNobodyWaits(client.send(new SendTaskHeartbeatCommand({ taskToken }))),
});

/**
 * Sees to it that a lot at the gate has an execution. One that has ended although the lot is open was stopped or
 * failed: the lot gets another. Answers the record as it then is.
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
 * Tells the execution that waits for an own event what became of it, as the ledger has it. Called when the bus says so,
 * and when the event was settled before anybody waited; an event that is not settled changes nothing.
 */
export const answerOwn = async (eventKey: EventKey, deps: QualityDeps): Promise<void> => {
  const { eventStore, registry, executions } = deps;
  const record = await eventStore.get(eventKey);
  if (!record || originOf(record.event).system !== gatewaySystem) return;
  const { status, reason, event } = record;
  const lot = lotOf(record);
  if (status === 'posted') await change(registry, lot, wasDone(event.id));
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
