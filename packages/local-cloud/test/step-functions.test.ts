import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../src/clock.ts';
import { type LocalCloud, startLocalCloud } from '../src/local-cloud.ts';
import { tokenFor } from '../src/step-functions/tasks.ts';
import { synthesizeGate } from './fixture/gate-app.ts';
import { until } from './until.ts';

const hour = 3_600_000;
const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:fixture-gate';
const folder = mkdtempSync(join(tmpdir(), 'gate-'));
const clock = new ManualClock();
let assembly: string;
let cloud: LocalCloud;
let sfn: SFNClient;
let config: { endpoint: string; region: string; credentials: object; maxAttempts: number };
const calls: Record<string, unknown>[] = [];

async function start(environment: Record<string, string> = {}): Promise<void> {
  cloud = await startLocalCloud({ assembly, dataDir: join(folder, 'data'), clock, environment });
  cloud.onLog(({ record }) => {
    if (record?.message === 'gate') calls.push(record);
  });
  config = {
    endpoint: cloud.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  sfn = new SFNClient(config as never);
}
async function restart(environment?: Record<string, string>): Promise<void> {
  await cloud.stop();
  await start(environment);
}

beforeAll(async () => {
  assembly = synthesizeGate(join(folder, 'cdk.out'));
  await start();
});
afterAll(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Plan {
  fail?: string;
  busyTimes?: number;
  verdict?: string;
  hang?: boolean;
}
let lots = 0;
/** Starts an execution with a new lot. */
async function begin(weigh: Plan = {}, more: { coolSeconds?: number; patience?: number } = {}) {
  lots += 1;
  const lot = `L${lots}`;
  const input = JSON.stringify({
    lot,
    weigh: { fail: null, busyTimes: 0, verdict: 'pass', hang: false, ...weigh },
    patience: 24 * 3600,
    ...more,
  });
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: `lot-${lot}`, input }),
  );
  return { lot, input, executionArn };
}
const view = (executionArn: string) =>
  cloud.stateMachines.executions().find(({ arn }) => arn === executionArn);
const reaches = (executionArn: string, expected: object) =>
  until(() => {
    expect(view(executionArn)).toMatchObject(expected);
    return view(executionArn);
  });
/** The task token of the state Ask, after its function was called. */
async function question(executionArn: string): Promise<string> {
  const { token } = (await reaches(executionArn, { state: 'Ask', token: expect.any(String) })) ?? {};
  await until(() => expect(calls.map((call) => call.token)).toContain(token));
  return token ?? '';
}
const history = async (executionArn: string): Promise<HistoryEvent[]> =>
  (await sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? [];
const callsFor = (lot: string) => calls.filter((call) => call.lot === lot);

describe('an execution', () => {
  it('goes from state to state, and can be described with its input, output and history', async () => {
    const { executionArn, lot, input } = await begin();
    await reaches(executionArn, { status: 'SUCCEEDED', state: 'Done' });
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ stateMachineArn, name: `lot-${lot}`, input, redriveCount: 0 });
    expect(described.startDate).toEqual(new Date(clock.now()));
    expect(JSON.parse(described.output ?? '')).toMatchObject({ lot, scales: { verdict: 'pass' } });
    expect(callsFor(lot)).toMatchObject([{ execution: `lot-${lot}`, tries: 0 }]);
    const events = await history(executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events[1]).toMatchObject({ id: 2, stateEnteredEventDetails: { name: 'Weigh', input } });
  });

  it('waits as long as its input says, and no longer', async () => {
    const { executionArn } = await begin({}, { coolSeconds: 7200 });
    await reaches(executionArn, { state: 'Cool' });
    clock.advance(2 * hour - 1);
    expect(view(executionArn)).toMatchObject({ status: 'RUNNING' });
    clock.advance(1);
    expect(view(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('fails with the error of its function where nothing catches it', async () => {
    const { executionArn } = await begin({ fail: 'Strange' });
    await reaches(executionArn, { status: 'FAILED', error: 'Strange' });
    const { cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'Strange', errorMessage: 'as asked' });
  });

  it('leads an error to where it is caught by name, with the data it had', async () => {
    const { executionArn } = await begin({ fail: 'OutOfRange' });
    await reaches(executionArn, { status: 'FAILED', error: 'Refusal', input: { outcome: 'Refused' } });
    const types = (await history(executionArn)).map(({ type }) => type);
    expect(types).toContain('TaskFailed');
    expect(types.slice(-4)).toEqual([
      'PassStateEntered',
      'PassStateExited',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  it('tries a task again after growing pauses, and says how often it did', async () => {
    const { executionArn, lot } = await begin({ busyTimes: 2 });
    for (const [seen, pause] of [
      [1, 60_000],
      [2, 120_000],
    ] as const) {
      await until(async () =>
        expect((await history(executionArn)).filter(({ type }) => type === 'TaskFailed')).toHaveLength(seen),
      );
      clock.advance(pause - 1);
      expect((await history(executionArn)).at(-1)).toMatchObject({ type: 'TaskFailed' });
      clock.advance(1);
    }
    await reaches(executionArn, { status: 'SUCCEEDED' });
    expect(callsFor(lot).map(({ tries }) => tries)).toEqual([0, 1, 2]);
  });

  it('gives up when its retries are used up', async () => {
    const { executionArn } = await begin({ busyTimes: 9 });
    await until(() => {
      clock.advance(120_000);
      expect(view(executionArn)).toMatchObject({ status: 'FAILED', error: 'Busy' });
    });
  });

  it('fails when its data does not fit its definition, which no state can catch', async () => {
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"lot":"x"}' }),
    );
    await reaches(executionArn, { status: 'FAILED', error: 'States.Runtime', state: 'Weigh' });
    expect(view(executionArn)?.cause).toContain("'$.weigh.");
  });

  it('can be stopped, and is over when its state machine’s time is', async () => {
    const stopped = await begin({ verdict: 'ask' });
    await question(stopped.executionArn);
    await sfn.send(new StopExecutionCommand({ ...stopped, error: 'Recall', cause: 'not ours' }));
    expect(await sfn.send(new DescribeExecutionCommand(stopped))).toMatchObject({
      status: 'ABORTED',
      error: 'Recall',
    });
    const late = await begin({}, { coolSeconds: 99_999_999 });
    await reaches(late.executionArn, { state: 'Cool' });
    clock.advance(30 * 24 * hour);
    expect(view(late.executionArn)).toMatchObject({ status: 'TIMED_OUT' });
  });

  it('is begun by a rule of the event bus', async () => {
    await new EventBridgeClient(config as never).send(
      new PutEventsCommand({
        Entries: [{ Source: 'fixture.arrived', DetailType: 'arrived', Detail: '{"lot":"by-rule"}' }],
      }),
    );
    await until(() => expect(callsFor('by-rule')).toHaveLength(1));
  });
});

describe('a name', () => {
  it('begins one execution, however often it is asked for while that runs', async () => {
    const { executionArn, input } = await begin({ verdict: 'ask' });
    const token = await question(executionArn);
    const name = executionArn.split(':').at(-1);
    const again = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    expect(again.executionArn).toBe(executionArn);
    const other = sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' }));
    await expect(other).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
    await reaches(executionArn, { status: 'SUCCEEDED' });
    const after = sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    await expect(after).rejects.toBeInstanceOf(ExecutionAlreadyExists);
  });

  it.each([
    ['a name with a slash', { stateMachineArn, name: 'a/b' }, InvalidName],
    ['an input that is not JSON', { stateMachineArn, input: 'lot' }, InvalidExecutionInput],
    [
      'a state machine that is not there',
      { stateMachineArn: `${stateMachineArn}s` },
      StateMachineDoesNotExist,
    ],
  ])('%s is refused', async (_, input, kind) => {
    await expect(sfn.send(new StartExecutionCommand(input))).rejects.toBeInstanceOf(kind);
  });
});

describe('a task that waits for its token', () => {
  it('gets a token of its own each time, and leaves with the answer', async () => {
    const { executionArn } = await begin({ verdict: 'ask' });
    const other = await begin({ verdict: 'ask' });
    const taskToken = await question(executionArn);
    expect(taskToken).not.toBe(await question(other.executionArn));
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"released":true}' }));
    await reaches(executionArn, { status: 'SUCCEEDED', output: { answer: { released: true } } });
    expect(view(other.executionArn)).toMatchObject({ status: 'RUNNING' });
    const twice = sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(twice).rejects.toBeInstanceOf(TaskTimedOut);
  });

  it('fails by the error it is answered with', async () => {
    const { executionArn } = await begin({ verdict: 'ask' });
    const taskToken = await question(executionArn);
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Rejected', cause: 'mould' }));
    await reaches(executionArn, { error: 'Scrap', input: { outcome: 'Scrapped', cause: 'mould' } });
  });

  it('runs out of its time, though its heart beats', async () => {
    const { executionArn } = await begin({ verdict: 'ask' });
    const taskToken = await question(executionArn);
    for (let beat = 0; beat < 3; beat += 1) {
      clock.advance(7 * hour);
      await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    expect(view(executionArn)).toMatchObject({ state: 'Ask' });
    clock.advance(3 * hour);
    await reaches(executionArn, { error: 'Lateness' });
    const late = sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await expect(late).rejects.toBeInstanceOf(TaskTimedOut);
  });

  it('is given up when no heartbeat comes', async () => {
    const { executionArn } = await begin({ verdict: 'ask' });
    await question(executionArn);
    clock.advance(8 * hour);
    await reaches(executionArn, { error: 'Silence', input: { outcome: 'Silent' } });
    expect((await history(executionArn)).map(({ type }) => type)).toContain('TaskTimedOut');
  });

  it('cannot be answered by nonsense', async () => {
    const { executionArn } = await begin({ verdict: 'ask' });
    const taskToken = await question(executionArn);
    const nobody = tokenFor(`${executionArn}-x`, 'y');
    const answer = (token: string, output: string) =>
      sfn.send(new SendTaskSuccessCommand({ taskToken: token, output }));
    await expect(answer(taskToken, 'yes')).rejects.toBeInstanceOf(InvalidOutput);
    await expect(answer('guessed', '{}')).rejects.toBeInstanceOf(InvalidToken);
    await expect(answer(nobody, '{}')).rejects.toBeInstanceOf(TaskDoesNotExist);
    expect(view(executionArn)).toMatchObject({ status: 'RUNNING', token: taskToken });
  });
});

describe('a restart', () => {
  it('leaves a waiting task its token and its deadline', async () => {
    const answered = await begin({ verdict: 'ask' });
    const silent = await begin({ verdict: 'ask' });
    const taskToken = await question(answered.executionArn);
    await question(silent.executionArn);
    await until(async () =>
      expect((await history(silent.executionArn)).at(-1)).toMatchObject({ type: 'TaskSubmitted' }),
    );
    await until(async () =>
      expect((await history(answered.executionArn)).at(-1)).toMatchObject({ type: 'TaskSubmitted' }),
    );
    clock.advance(7 * hour);
    await restart();
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    await reaches(answered.executionArn, { status: 'SUCCEEDED', output: { answer: 1 } });
    expect(view(silent.executionArn)).toMatchObject({ status: 'RUNNING', state: 'Ask' });
    clock.advance(hour);
    await reaches(silent.executionArn, { error: 'Silence' });
    expect(callsFor(silent.lot).filter(({ token }) => token)).toHaveLength(1);
  });

  it('does a task again that it cut off, and goes on from there', async () => {
    await restart({ HANG: '1' });
    const { executionArn, lot } = await begin({ hang: true });
    await until(() => expect(callsFor(lot)).toHaveLength(1));
    await restart();
    await reaches(executionArn, { status: 'SUCCEEDED' });
    expect(callsFor(lot)).toHaveLength(2);
  });

  it('takes up at once what fell due in between', async () => {
    const { executionArn } = await begin({}, { coolSeconds: 60 });
    await reaches(executionArn, { state: 'Cool' });
    await cloud.stop();
    clock.advance(hour);
    await start();
    expect(view(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a redrive', () => {
  it('goes on from the state that failed, with its input there', async () => {
    const { executionArn, lot } = await begin({ fail: 'Strange' });
    await reaches(executionArn, { status: 'FAILED' });
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      redriveStatus: 'REDRIVABLE',
    });
    await restart({ MENDED: '1' });
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    await reaches(executionArn, { status: 'SUCCEEDED', error: undefined });
    expect(callsFor(lot)).toHaveLength(2);
    const types = (await history(executionArn)).map(({ type }) => type);
    expect(types).toContain('ExecutionRedriven');
    expect(types.filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ redriveCount: 1 });
  });

  it('asks anew, by another token, where a question was stopped', async () => {
    const { executionArn } = await begin({ verdict: 'ask' });
    const before = await question(executionArn);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    const taskToken = await question(executionArn);
    expect(taskToken).not.toBe(before);
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await reaches(executionArn, { status: 'SUCCEEDED' });
  });

  it('is refused for what ended well', async () => {
    const { executionArn } = await begin();
    await reaches(executionArn, { status: 'SUCCEEDED' });
    const redriven = sfn.send(new RedriveExecutionCommand({ executionArn }));
    await expect(redriven).rejects.toBeInstanceOf(ExecutionNotRedrivable);
  });
});

describe('the lists', () => {
  it('have the state machine, and its executions by status, page by page', async () => {
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toMatchObject([{ stateMachineArn, name: 'fixture-gate', type: 'STANDARD' }]);
    const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(definition ?? '')).toMatchObject({ StartAt: 'Weigh' });
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED', maxResults: 2, nextToken }),
      );
      names.push(...(page.executions ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken);
    const failed = cloud.stateMachines.executions().filter(({ status }) => status === 'FAILED');
    expect(failed.length).toBeGreaterThan(2);
    expect(names).toEqual(failed.map(({ name }) => name).reverse());
  });
});
