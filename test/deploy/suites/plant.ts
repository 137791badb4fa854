import { beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../../configuration/environment.ts';
import { dev } from '../../../environments/index.ts';
import { plants } from '../../../plants/index.ts';
import { stacksThatName } from '../../../scripts/deploy/app-view.ts';
import { type Check, failed, passed } from '../../../scripts/deploy/checks/check.ts';
import { type AddPlantDeps, addPlant } from '../../../scripts/deploy/plants/add-plant.ts';
import { type RemovePlantDeps, removePlant } from '../../../scripts/deploy/plants/remove-plant.ts';
import { FakeAccount } from '../fake-account.ts';
import { FakeCdk } from '../fake-cdk.ts';
import { FakeOperator } from '../fake-operator.ts';
import { Killed, killedAfter } from '../killed.ts';

const without = (plant: string): Environment => ({
  ...dev,
  plants: dev.plants.filter((each) => each !== plant),
});
const naming = ['dev/analytics', 'dev/operations', 'dev/quality', 'dev/entrance'];

describe('stacks that have something for each plant', () => {
  it('are found by what changes in the templates', async () => {
    expect(await stacksThatName(dev, 'lyon')).toEqual(naming);
  });
});

describe('plant add', () => {
  let said: string[];
  let cdk: FakeCdk;
  const check = (id: string, run: Check['run']): Check => ({ id, title: id, run });
  const add = (id: string, more: Partial<AddPlantDeps> = {}) =>
    addPlant(id, {
      environment: dev,
      plant: plants[id],
      checks: [check('odoo-warehouses', async () => passed('LYO'))],
      cdk,
      stacksThatName: async () => naming,
      say: (line) => said.push(line),
      ...more,
    });
  beforeEach(() => {
    said = [];
    cdk = new FakeCdk(new FakeAccount(), dev);
  });

  it('deploys the plant’s own stack and every stack that names it', async () => {
    expect(await add('lyon')).toBe(0);
    expect(cdk.calls.map(({ stacks }) => stacks)).toEqual([['dev/lane-lyon', ...naming]]);
  });

  it('deploys nothing when a check fails, such as the warehouse in Odoo', async () => {
    const checks = [check('odoo-warehouses', async () => failed('lyon needs warehouse LYO', 'create it'))];
    expect(await add('lyon', { checks })).toBe(1);
    expect(cdk.calls).toEqual([]);
    expect(said.join('\n')).toMatch(/lyon needs warehouse LYO[\s\S]*-> create it[\s\S]*nothing was deployed/);
  });

  it('is not stopped by what an addition itself mends', async () => {
    const checks = [check('plants', async () => failed('gdansk is dead', 'remove it'))];
    expect(await add('lyon', { checks })).toBe(0);
  });

  it.each([
    ['there is no profile', 'molde', dev, /no plants\/molde.ts.*new:plant/],
    ['the environment does not name it', 'lyon', without('lyon'), /environments\/dev.ts does not name lyon/],
  ])('says what to do when %s', async (_, id, environment, words) => {
    expect(await add(id, { environment })).toBe(1);
    expect(said.join('\n')).toMatch(words);
    expect(cdk.calls).toEqual([]);
  });
});

describe('plant remove', () => {
  let account: FakeAccount;
  let cdk: FakeCdk;
  let operator: FakeOperator;
  let said: string[];
  const lane = 'opg-dev-lane-lyon';

  beforeEach(async () => {
    account = new FakeAccount();
    cdk = new FakeCdk(account, dev);
    operator = new FakeOperator();
    said = [];
    await cdk.deploy(['dev/*']);
    cdk.calls.length = 0;
    // The environment's file no longer names it.
    cdk.environment = without('lyon');
  });
  const remove = (more: Partial<RemovePlantDeps> = {}) =>
    removePlant('lyon', {
      environment: without('lyon'),
      hasProfile: true,
      aws: account,
      operator: operator.answer,
      cdk,
      discard: false,
      stacksThatName: async () => naming,
      say: (line) => said.push(line),
      ...more,
    });
  const laneThings = () => account.inventory('dev').filter((line) => line.includes('lane-lyon'));

  it('deploys the stacks that named the plant without it, then deletes its own', async () => {
    expect(laneThings().length).toBeGreaterThan(5);
    expect(await remove()).toBe(0);
    expect(cdk.calls.map(({ stacks }) => stacks)).toEqual([naming]);
    expect(laneThings()).toEqual([]);
    expect(account.known.size).toBe(10);
  });

  it('needs no profile', async () => {
    expect(await remove({ hasProfile: false })).toBe(0);
    expect(cdk.calls.map(({ stacks }) => stacks)).toEqual([['dev/*']]);
    expect(laneThings()).toEqual([]);
  });

  it('while the environment names the plant says what comes next, and removes nothing', async () => {
    expect(await remove({ environment: dev })).toBe(1);
    expect(said.join('\n')).toMatch(
      /1\. Done: no events of lyon are waiting\.\n2\. You: remove `lyon` from `plants` in environments\/dev.ts/,
    );
    expect(account.known.has(lane)).toBe(true);
    expect(cdk.calls).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'messages in its queue',
      () => account.messages.set('opg-dev-lane-lyon.fifo', 3),
      '3 messages in the plant queue',
    ],
    ['dead letters', () => account.messages.set('opg-dev-lane-lyon-dead.fifo', 1), '1 dead letters'],
    [
      'events in the outbox',
      () => account.unsent.set('lyon', 2),
      '2 accepted events that are not in the plant queue yet',
    ],
    [
      'quarantined events',
      () => Object.assign(operator.waiting, { lyon: ['quarantined', 'parked'] }),
      '1 quarantined events',
    ],
    [
      'more than the list holds',
      () => Object.assign(operator.waiting, { lyon: Array(500).fill('parked') }),
      '500 or more deferred events',
    ],
  ])('refuses while it has %s, unless they are given up', async (_, wait, words) => {
    wait();
    expect(await remove()).toBe(1);
    expect(said).toContain(`waits: ${words}`);
    expect(account.known.has(lane)).toBe(true);
    expect(cdk.calls).toEqual([]);
    expect(await remove({ discard: true })).toBe(0);
    expect(said).toContain(`given up: ${words}`);
    expect(laneThings()).toEqual([]);
  });

  it('refuses an event that came in before the other stacks were deployed', async () => {
    const late = {
      deploy: async (stacks: readonly string[]) => {
        account.unsent.set('lyon', 1);
        await cdk.deploy(stacks);
      },
    };
    expect(await remove({ cdk: late })).toBe(1);
    expect(account.known.has(lane)).toBe(true);
    account.unsent.clear();
    expect(await remove()).toBe(0);
  });

  it('is finished by a repetition after it was killed at any of its calls', async () => {
    let calls = 0;
    for (let survived = false; !survived; calls += 1) {
      const knife = { left: calls, dead: false };
      survived = await remove({ aws: killedAfter(account, knife) }).then(
        () => !knife.dead,
        (error) => {
          if (!(error instanceof Killed)) throw error;
          return false;
        },
      );
    }
    expect(laneThings()).toEqual([]);
    expect(await remove()).toBe(0);
    expect(said.at(-1)).toBe(`${lane} is not there: lyon is not deployed in dev`);
    expect(calls).toBeGreaterThan(5);
  });

  it('does nothing in another account than the pinned one', async () => {
    expect(await remove({ environment: { ...without('lyon'), account: '999999999999' } })).toBe(1);
    expect(account.known.has(lane)).toBe(true);
  });
});
