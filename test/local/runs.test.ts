import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type LocalCloud, ManualClock, startLocalCloud } from '@odoo-plant-gateway/local-cloud';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { synthesizeRuns } from './fixture/runs-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'runs-'));
const clock = new ManualClock('2026-11-23T12:00:00Z');
let cloud: LocalCloud;
const calls: Record<string, unknown>[] = [];

beforeAll(async () => {
  const assembly = synthesizeRuns(join(folder, 'cdk.out'));
  cloud = await startLocalCloud({ assembly, dataDir: join(folder, 'data'), clock });
  cloud.onLog(({ record }) => {
    if (record?.message === 'job') calls.push(record);
  });
});
afterAll(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const until = <Result>(check: () => Result): Promise<Awaited<Result>> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 }) as Promise<Awaited<Result>>;
const executionBy = (by: string) =>
  until(() => {
    const found = cloud.stateMachines.executions().find(({ input }) => JSON.stringify(input).includes(by));
    expect(found?.status).toMatch(/SUCCEEDED|FAILED/);
    return found;
  });
const callsOf = (name: string | undefined) => calls.filter(({ execution }) => execution === name);

describe('the state machine of runs', () => {
  it('is started at the plant’s own time of day, and steps until the job is done', async () => {
    // 3:15 in Oslo is 2:15 in UTC.
    clock.advance(14 * 3_600_000);
    expect(cloud.stateMachines.executions()).toEqual([]);
    clock.advance(15 * 60_000);
    const execution = await executionBy('schedule');
    expect(execution).toMatchObject({ status: 'SUCCEEDED', state: 'Done' });
    await until(() =>
      expect(callsOf(execution?.name)).toMatchObject(
        Array(3).fill({
          order: { job: 'costs', plant: 'oslo', by: 'schedule' },
          startedAt: '2026-11-24T02:15:00.000Z',
        }),
      ),
    );
  });

  it('has it entered why a run fails, and fails', async () => {
    const sfn = new SFNClient({
      endpoint: cloud.awsUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:opg-local-runs';
    const order = {
      job: 'costs',
      plant: 'oslo',
      by: 'Murphy',
      range: { from: '2026-11-01', to: '2026-11-02' },
    };
    await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ order }) }));
    const execution = await executionBy('Murphy');
    expect(execution).toMatchObject({ status: 'FAILED', error: 'RunFailed' });
    // A line of a log may come after the execution whose function wrote it is over.
    const [first, last] = await until(() => {
      const made = callsOf(execution?.name);
      expect(made).toHaveLength(2);
      return made;
    });
    expect(first).toMatchObject({ order });
    expect(last).toMatchObject({ order, failure: { Error: 'OdooDeclined' } });
    sfn.destroy();
  });
});
