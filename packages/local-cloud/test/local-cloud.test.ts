import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetEventSourceMappingCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../src/clock.ts';
import type { Metric } from '../src/function-log.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../src/local-cloud.ts';
import { synthesizeFixture } from './fixture/app.ts';
import { tools } from './running.ts';
import { until } from './until.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
const clock = new ManualClock();
let assembly: string;
let cloud: LocalCloud;
let { post, item, eventually, depth, ...aws } = {} as ReturnType<typeof tools>;

async function start(options: Partial<LocalCloudOptions> = {}): Promise<void> {
  cloud = await startLocalCloud({ assembly, dataDir: join(folder, 'data'), clock, ...options });
  ({ post, item, eventually, depth, ...aws } = tools(cloud));
}

beforeAll(async () => {
  assembly = synthesizeFixture(join(folder, 'cdk.out'));
  await start();
});
afterAll(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const laneMapping = async (): Promise<string> => {
  const { EventSourceMappings } = await aws.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: 'fixture-consume' }),
  );
  return EventSourceMappings?.[0]?.UUID ?? '';
};
async function feedLane(Enabled: boolean): Promise<void> {
  const UUID = await laneMapping();
  await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  await until(async () => {
    const { State } = await aws.lambda.send(new GetEventSourceMappingCommand({ UUID }));
    expect(State).toBe(Enabled ? 'Enabled' : 'Disabled');
  });
}

describe('the stacks on this machine', () => {
  it('take an order by HTTP through the queue to the table, and over the bus to those who listen', async () => {
    const answer = await post({ id: 'o1', stream: 'S1' });
    expect([answer.status, await answer.json()]).toMatchObject([202, { id: 'o1', partner: 'mill' }]);
    expect(await eventually('ORDER#o1')).toMatchObject({ stream: 'S1', partner: 'mill', tries: 1 });
    expect(await eventually('SEEN#o1')).toMatchObject({ event: { seen: 'o1', text: 'worked for plant' } });
    await until(() => expect(depth('fixture-north.fifo')).toMatchObject({ visible: 0, inFlight: 0 }));
  });

  it('pause and resume an event source; a message group that waited goes through as one batch', async () => {
    await feedLane(false);
    for (let i = 0; i < 5; i += 1) await post({ id: `p${i}`, stream: 'S2' });
    expect(depth('fixture-north.fifo')).toMatchObject({ visible: 5 });
    await feedLane(true);
    expect(await eventually('ORDER#p4')).toMatchObject({ extra: { batch: 5, remaining: true } });
  });

  it('give a message back as the function asks, and up to the dead-letter queue in the end', async () => {
    await post({ id: 'again', stream: 'S3', failTimes: 1 });
    expect(await eventually('ORDER#again')).toMatchObject({ tries: 1 });
    await post({ id: 'never', stream: 'S3', failTimes: 99 });
    await until(() => expect(depth('fixture-north-dead.fifo')).toMatchObject({ visible: 1 }));
    expect(await item('ORDER#never')).toBeUndefined();
  });

  it('lose nothing when a function is killed at work: the message comes back after its visibility timeout', async () => {
    const lines: string[] = [];
    const stop = cloud.onLog(({ text }) => lines.push(text));
    await post({ id: 'killed', stream: 'S4', hangTimes: 1 });
    await until(() => expect(lines.join()).toContain('"killed"'));
    expect(await cloud.killWorker('fixture-consume')).toBe(true);
    await until(() => expect(lines.join()).toContain('signal: killed'));
    expect(depth('fixture-north.fifo')).toMatchObject({ inFlight: 1 });
    stop();
    clock.advance(30_000);
    expect(await eventually('ORDER#killed')).toMatchObject({ tries: 1 });
  });

  it('retry an asynchronous invocation after a minute, and report its failure in the end', async () => {
    const failures = vi.fn();
    const stop = cloud.onLog(({ text }) => text.includes('no use') && failures());
    await aws.lambda.send(
      new InvokeCommand({
        FunctionName: 'fixture-observe',
        InvocationType: 'Event',
        Payload: '{"fail":"no use"}',
      }),
    );
    await until(() => expect(failures).toHaveBeenCalledTimes(1));
    expect(depth('Failed')).toMatchObject({ visible: 0 });
    await until(() => {
      clock.advance(60_000);
      expect(depth('Failed')).toMatchObject({ visible: 1 });
    });
    expect(failures).toHaveBeenCalledTimes(2);
    stop();
  });

  it('run what is scheduled', async () => {
    clock.advance(3_600_000);
    expect(await eventually('SEEN#schedule')).toMatchObject({ event: { 'detail-type': 'Scheduled Event' } });
  });

  it('show what functions log and measure', async () => {
    const metrics: Metric[] = [];
    const stop = cloud.onMetric((metric) => metrics.push(metric));
    expect(await cloud.invoke('fixture-observe', { seen: 'metric' })).toEqual({ seen: 'metric' });
    await until(() => expect(metrics).not.toHaveLength(0));
    expect(metrics.at(-1)).toMatchObject({
      namespace: 'Fixture',
      name: 'Seen',
      value: 1,
      dimensions: { service: 'observe' },
    });
    stop();
  });

  it('answer SDK calls for identity, functions, parameters and secrets', async () => {
    expect(await aws.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '000000000000' });
    const failed = await aws.lambda.send(
      new InvokeCommand({ FunctionName: 'fixture-observe', Payload: '{"fail":"sorry"}' }),
    );
    expect(failed.FunctionError).toBe('Unhandled');
    expect(JSON.parse(failed.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'sorry',
    });
    const { Parameters } = await aws.ssm.send(new GetParametersByPathCommand({ Path: '/fixture/partners' }));
    expect(Parameters?.map(({ Name }) => Name?.split('/').at(-1)).sort()).toEqual(
      cloud.apiKeys.map(({ id }) => id).sort(),
    );
    const { SecretString = '' } = await aws.secrets.send(
      new GetSecretValueCommand({ SecretId: aws.secretArn }),
    );
    expect(JSON.parse(SecretString)).toMatchObject({
      user: 'plant',
      password: expect.stringMatching(/^.{32}$/),
    });
  });
});

describe('the API of the stacks', () => {
  it('refuses a wrong key and an unknown path in the template’s words', async () => {
    const wrong = await fetch(`${cloud.url}/v1/orders`, {
      method: 'POST',
      headers: { 'x-api-key': 'wrong' },
    });
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect(await wrong.json()).toMatchObject({ title: 'Forbidden', kind: 'INVALID_API_KEY' });
    expect(await (await fetch(`${cloud.url}/nowhere`)).json()).toMatchObject({
      kind: 'MISSING_AUTHENTICATION_TOKEN',
    });
  });

  it('throttles a partner by its usage plan', async () => {
    const statuses = [];
    for (let i = 0; i < 3; i += 1)
      statuses.push((await post({ id: `slow${i}`, stream: 'S5' }, 'slow')).status);
    expect(statuses).toEqual([202, 202, 429]);
  });

  it('refuses more than 10 MB', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    const answer = await fetch(`${cloud.url}/v1/echo`, { method: 'POST', body });
    expect([answer.status, await answer.json()]).toMatchObject([413, { kind: 'REQUEST_TOO_LARGE' }]);
  });

  it('outlives a caller that does not speak HTTP, and one that hangs up in the middle', async () => {
    const port = Number(new URL(cloud.url ?? '').port);
    const speak = (text: string, hangUp: boolean) =>
      new Promise<string>((resolve) => {
        const socket = createConnection(port, '127.0.0.1', () => socket.write(text));
        let heard = '';
        socket.on('data', (chunk) => {
          heard += chunk;
        });
        socket.on('error', () => {}).on('close', () => resolve(heard));
        if (hangUp) socket.on('connect', () => socket.destroy());
      });
    expect(await speak('\u0016\u0003\u0001 hello\r\n\r\n', false)).toContain('400 Bad Request');
    await speak('POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc', true);
    expect((await fetch(`${cloud.url}/v1/echo`)).status).toBe(200);
  });
});

describe('a restart on the same folder', () => {
  it('is refused while the first still runs', async () => {
    await expect(startLocalCloud({ assembly, dataDir: join(folder, 'data') })).rejects.toThrow(
      'another local cloud is using',
    );
  });

  it('finds messages, items, keys, secrets and a paused event source as they were', async () => {
    await feedLane(false);
    await post({ id: 'kept', stream: 'S6' });
    const password = '{"user":"changed"}';
    await aws.secrets.send(new PutSecretValueCommand({ SecretId: aws.secretArn, SecretString: password }));
    const keys = cloud.apiKeys;
    await cloud.stop();
    await start();
    expect(cloud.apiKeys).toEqual(keys);
    expect(await item('ORDER#o1')).toBeDefined();
    const { SecretString } = await aws.secrets.send(new GetSecretValueCommand({ SecretId: aws.secretArn }));
    expect(SecretString).toBe(password);
    expect(await item('ORDER#kept')).toBeUndefined();
    await feedLane(true);
    expect(await eventually('SEEN#kept')).toMatchObject({ event: { text: 'worked for changed' } });
  });
});

describe('the fallback database', () => {
  it('carries the same stacks', async () => {
    await cloud.stop();
    await start({ dataDir: join(folder, 'fallback'), database: 'dynalite' });
    await post({ id: 'd1', stream: 'S1' });
    expect(await eventually('SEEN#d1')).toBeDefined();
  });
});
