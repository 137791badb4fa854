import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../../configuration/environment.ts';
import { dev, prod } from '../../../environments/index.ts';
import {
  type RemovalDeps,
  type RemovalState,
  removeEnvironment,
} from '../../../scripts/deploy/remove/remove-environment.ts';
import { stateFile } from '../../../scripts/deploy/state-file.ts';
import { options, withOptions } from '../../stacks/options.ts';
import { FakeAccount } from '../fake-account.ts';
import { FakeCdk } from '../fake-cdk.ts';
import { Killed, killedAfter } from '../killed.ts';

const { domain } = options.domain;

describe('removing an environment', () => {
  let account: FakeAccount;
  let cdk: FakeCdk;
  let said: string[];
  let folder: string;

  const used = (): void => {
    const drop = [...account.thingsOf('buckets').keys()].find((name) => name.includes('-drop-')) ?? '';
    account.objects.set(drop, 2503);
    account.deploy('opg-dev-lane-molde', {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'opg-dev-lane-molde.fifo' } } },
    });
    // A secret that waits for its deletion keeps its name; a log group comes back when API Gateway writes late.
    account.thingsOf('secrets').set('opg-dev/webhook/gone', '');
    account.thingsOf('log groups').set('/aws/lambda/opg-dev-post-molde', '');
  };
  const remove = (more: Partial<RemovalDeps> = {}, aws: RemovalDeps['aws'] = account) =>
    removeEnvironment({
      environment: dev,
      aws,
      state: stateFile<RemovalState>('remove-dev', folder),
      confirm: async () => 'dev',
      say: (line) => said.push(line),
      ...more,
    });

  beforeEach(async () => {
    account = new FakeAccount();
    cdk = new FakeCdk(account, dev);
    said = [];
    folder = mkdtempSync(join(tmpdir(), 'remove-'));
    await cdk.deploy(['dev/*']);
  });

  it('leaves nothing behind: full buckets, stacks of removed plants, secrets, logs, and the role of API Gateway', async () => {
    used();
    expect(account.inventory('dev').length).toBeGreaterThan(100);
    expect(await remove()).toBe(0);
    expect(account.inventory('dev')).toEqual([]);
    expect(account.loggingRole).toBeUndefined();
    expect(said.at(-1)).toBe('dev is removed');
  });

  it('lists everything with its number before it asks, and does nothing without the name', async () => {
    used();
    const before = account.inventory('dev');
    expect(await remove({ confirm: async () => 'yes' })).toBe(1);
    expect(account.inventory('dev')).toEqual(before);
    expect(said).toContain('stacks (12), with everything in them');
    expect(said.join('\n')).toMatch(/opg-dev-drop-111122223333-eu-central-1/);
    expect(said.join('\n')).toMatch(
      /^\d+ in all, in account 111122223333, eu-central-1. This cannot be undone.$/m,
    );
    const listed = said.filter((line) => line.startsWith('  ')).length;
    expect(said.join('\n')).toContain(`${listed} in all`);
  });

  it('lets the environment be deployed again at once, and says when there is nothing', async () => {
    await remove();
    await cdk.deploy(['dev/*']);
    expect(account.known.get('opg-dev-data')?.status).toBe('CREATE_COMPLETE');
    await remove();
    said = [];
    expect(await remove()).toBe(0);
    expect(said).toEqual(['nothing of dev is in account 111122223333, eu-central-1']);
  });

  it('leaves other environments alone', async () => {
    const test: Environment = { ...dev, name: 'devtwo' };
    await new FakeCdk(account, test).deploy(['devtwo/*']);
    const others = account.inventory('devtwo');
    expect(await remove()).toBe(0);
    expect(account.inventory('devtwo')).toEqual(others);
  });

  it('keeps secrets that a person made for on-call receivers, and lists them', async () => {
    const secret = 'opg-dev/on-call/pagerduty';
    account.thingsOf('secrets').set(secret, '');
    const environment = { ...dev, onCall: { page: [{ httpsSecret: secret }] } };
    expect(await remove({ environment })).toBe(0);
    expect(account.inventory('dev')).toEqual([`secrets: ${secret}`]);
    expect(said).toContain(`  ${secret}`);
    expect(said.join('\n')).toMatch(/^kept, because you made them .*\(1\)/m);
  });

  it('removes network and domain after the stacks that use them', async () => {
    const environment = withOptions({ network: { vpc: 'own' }, domain, keepData: false });
    await new FakeCdk(account, environment).deploy([`${environment.name}/*`]);
    await expect(account.stacks.remove(`opg-${environment.name}-network`)).rejects.toThrow('interfaces');
    expect(await remove({ environment, confirm: async () => environment.name })).toBe(0);
    expect(account.inventory(environment.name)).toEqual([]);
    const order = said
      .filter((line) => line.startsWith('removed stack'))
      .map((line) => line.split('-').at(-1));
    expect(order.slice(-3).sort()).toEqual(['data', 'domain', 'network']);
    expect(order.at(-1)).toBe('data');
  });

  it('keeps the role by which other APIs of the account write logs, and says so', async () => {
    account.otherApis = 1;
    expect(await remove()).toBe(0);
    expect(account.inventory('dev')).toEqual([expect.stringMatching(/^roles: .*CloudWatchRole/)]);
    expect(said.join('\n')).toMatch(/role .*CloudWatchRole.* stays/);
  });

  it('removes logs that API Gateway writes after its stack is gone, also in a later attempt', async () => {
    const [api = ''] = (await account.stacks.resources('opg-dev-entrance')).flatMap(({ type, physicalId }) =>
      type === 'AWS::ApiGateway::RestApi' ? [physicalId] : [],
    );
    const late = `API-Gateway-Execution-Logs_${api}/live`;
    const { stacks } = account;
    const dying = {
      ...stacks,
      remove: async (name: string) => {
        if (name === 'opg-dev-data') throw new Error('the network is gone');
        await stacks.remove(name);
        account.thingsOf('log groups').set(late, '');
      },
    };
    const aws = {
      whoAmI: account.whoAmI,
      stacks: dying,
      secrets: account.secrets,
      region: account.region,
      leftovers: account.leftovers.bind(account),
    };
    expect(await remove({}, aws)).toBe(1);
    expect(said.join('\n')).toContain('stays: the network is gone');
    expect(account.thingsOf('log groups').has(late)).toBe(true);
    expect(await remove()).toBe(0);
    expect([...account.thingsOf('log groups').keys()]).toEqual([]);
  });

  it.each([
    ['production', prod, /keeps its data .*no command removes it.*pause <plant>/s],
    [
      'what is named prod, whatever it keeps',
      { ...prod, keepData: false },
      /prod is production: no command removes it/,
    ],
    [
      'what is for production, whatever its name',
      { ...dev, name: 'live', purpose: 'production' as const },
      /live is production: no command removes it/,
    ],
    [
      'an environment that keeps its data',
      { ...dev, keepData: true },
      /dev keeps its data \(keepData in environments\/dev.ts\)/,
    ],
  ])('is refused for %s, with what to do instead', async (_, environment, words) => {
    const before = account.inventory('dev');
    expect(await remove({ environment, confirm: async () => environment.name })).toBe(2);
    expect(said.join('\n')).toMatch(words);
    expect(account.inventory('dev')).toEqual(before);
  });

  it('does nothing in another account than the pinned one', async () => {
    expect(await remove({ environment: { ...dev, account: '999999999999' } })).toBe(1);
    expect(said).toEqual([expect.stringMatching(/of account 111122223333, and dev belongs in 999999999999/)]);
    expect(account.known.size).toBe(11);
  });

  it('is finished by a repetition after it was killed at any of its calls', async () => {
    let calls = 0;
    for (let survived = false; !survived; calls += 1) {
      account = new FakeAccount();
      cdk = new FakeCdk(account, dev);
      await cdk.deploy(['dev/*']);
      used();
      const knife = { left: calls, dead: false };
      survived = await remove({}, killedAfter(account, knife)).then(
        () => !knife.dead,
        (error) => {
          if (!(error instanceof Killed)) throw error;
          return false;
        },
      );
      expect(await remove()).toBe(0);
      expect(account.inventory('dev')).toEqual([]);
    }
    // Every stack, every kind and every thing left was a place to die at.
    expect(calls).toBeGreaterThan(50);
  });
});
