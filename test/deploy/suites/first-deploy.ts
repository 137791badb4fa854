import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../../configuration/environment.ts';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { dev, prod } from '../../../environments/index.ts';
import { codeMappingFiles } from '../../../local/run/code-mapping-files.ts';
import { partners } from '../../../partners/index.ts';
import { plants } from '../../../plants/index.ts';
import { dryRun, firstDeploy, firstSteps } from '../../../scripts/deploy/first/run-steps.ts';
import type { FirstDeployDeps, FirstState } from '../../../scripts/deploy/first/step.ts';
import { stateFile } from '../../../scripts/deploy/state-file.ts';
import { options } from '../../stacks/options.ts';
import { FakeAccount } from '../fake-account.ts';
import { FakeCdk, viewOf } from '../fake-cdk.ts';
import { FakeOperator } from '../fake-operator.ts';
import { Killed, killedAfter } from '../killed.ts';
import { type OdooWithSetup, startOdooWithSetup } from '../odoo-setup.ts';
import { type StubGateway, startStubGateway } from '../stub-gateway.ts';

const all = Object.values(plants);
const oslo = all.filter(({ canary }) => canary);

/** A profile that was edited between two attempts. */
const movedElsewhere = (plant: PlantProfile): PlantProfile =>
  plant.canary ? { ...plant, canary: { ...plant.canary, to: 'OSL/Stock/Elsewhere' } } : plant;

describe('a first deployment', () => {
  let odoo: OdooWithSetup;
  let gateway: StubGateway;
  let account: FakeAccount;
  let cdk: FakeCdk;
  let operator: FakeOperator;
  let said: string[];
  let folder: string;
  let clock: number;

  beforeAll(async () => {
    await Promise.all([dev, prod].map(viewOf));
    odoo = await startOdooWithSetup(
      all.flatMap(({ quality }) => [quality?.hold, quality?.rework].filter((name) => name !== undefined)),
    );
    odoo.setup.warehouses = all.map(({ warehouse }) => warehouse);
  });
  afterAll(() => odoo?.stop());
  beforeEach(() => anew(dev));
  afterEach(() => gateway.stop());

  async function anew(environment: Environment): Promise<void> {
    await gateway?.stop();
    gateway = await startStubGateway();
    account = new FakeAccount();
    account.apiAddress = gateway.url;
    account.ownAddress = gateway.url;
    if (environment.domain) account.addCertificate(environment.domain.certificateArn);
    cdk = new FakeCdk(account, environment);
    odoo.fake.markFor(environment.name);
    operator = new FakeOperator();
    said = [];
    folder = mkdtempSync(join(tmpdir(), 'first-'));
    clock = Date.now();
  }

  const depsOf = (more: Partial<FirstDeployDeps> = {}): FirstDeployDeps => ({
    environment: { ...cdk.environment, account: account.account },
    others: [],
    plants: all,
    partners: cdk.environment.partners.flatMap((id) => partners[id] ?? []),
    aws: account,
    cdk,
    operator: operator.answer,
    odoo: odoo.address,
    replaceOdoo: false,
    codeFiles: codeMappingFiles,
    keysFile: undefined,
    state: stateFile<FirstState>('first', folder),
    sampleValues: () => [],
    emulated: true,
    shellRegion: undefined,
    synthesize: viewOf,
    now: () => new Date(clock),
    pause: async (ms) => {
      clock += ms;
      await wait(0);
    },
    say: (line) => said.push(line),
    ...more,
  });
  const text = () => said.join('\n');
  const run = (more: Partial<FirstDeployDeps> = {}) => {
    said = [];
    return firstDeploy(depsOf(more));
  };

  it('deploys, connects, imports, and sees an event booked and taken back', async () => {
    expect(await run()).toBe(0);
    expect(account.known.size).toBe(11);
    expect(JSON.parse(account.texts.secrets.get('opg-dev/odoo') ?? '')).toEqual(odoo.address);
    expect(operator.codes.get('oslo scrap-reason SPOILED')).toBe('Spoiled');
    expect([...gateway.events.values()].map(({ data }) => `${data.from} ${data.to}`)).toEqual([
      'OSL/Stock OSL/Stock/Dispatch',
      'OSL/Stock/Dispatch OSL/Stock',
    ]);
    expect(gateway.at('OSL/Stock')).toBe(0);
    expect([...gateway.keysSeen]).toEqual(['value-of-opg-dev-baltic-wms']);
    expect(text()).toMatch(/^Deploy all stacks +\d+\.\d s {2}done$/m);
    expect(text()).toMatch(/^in all +\d+\.\d s/m);
  });

  it('never prints a key', async () => {
    await run({ keysFile: join(folder, 'keys.json') });
    await run();
    for (const secret of [odoo.address.apiKey, ...account.keyValues.values()])
      expect(text()).not.toContain(secret);
    expect(text()).toMatch(/get-api-key --api-key \S+ --include-value/);
  });

  it('writes the partners’ keys into a file that only its owner can read, also over an older one', async () => {
    const keysFile = join(folder, 'keys.json');
    writeFileSync(keysFile, 'older', { mode: 0o644 });
    await run({ keysFile });
    expect(statSync(keysFile).mode & 0o777).toBe(0o600);
    const { url, keys } = JSON.parse(readFileSync(keysFile, 'utf8'));
    expect(url).toBe(gateway.url.replace(/\/$/, ''));
    expect(keys['oslo-mes']).toBe('value-of-opg-dev-oslo-mes');
    expect(Object.keys(keys)).toHaveLength(dev.partners.length);
  });

  it('stops at the checks when something is missing, and deploys nothing', async () => {
    account.texts.parameters.clear();
    expect(await run()).toBe(1);
    expect(cdk.calls).toEqual([]);
    expect(text()).toContain('Once per account and region: npm run cdk -- bootstrap');
    expect(text()).toContain('then repeat: npm run first-deploy -- dev');
  });

  it('continues at the step that failed', async () => {
    gateway.options.statusOf = () => ({
      status: 'quarantined',
      reason: { code: 'unknown-item', message: 'no CRATE' },
    });
    expect(await run()).toBe(1);
    expect(text()).toContain('is quarantined: unknown-item: no CRATE');
    expect(text()).toMatch(/operate -- --env dev retry [0-9a-f]{32}/);
    const sent = [...gateway.events.keys()];
    gateway.options.statusOf = () => ({ status: 'posted', document: { name: 'OSL/INT/1' } });
    expect(await run()).toBe(0);
    expect(cdk.calls).toHaveLength(1);
    expect(text()).toMatch(/Deploy all stacks .* done before/);
    expect([...gateway.events.keys()].slice(0, 1)).toEqual(sent);
    expect(gateway.events.size).toBe(2);
  });

  it('sends new events when the first was refused or skipped, because nothing is booked then', async () => {
    gateway.options.refuse = { errors: [{ pointer: '/data/item' }] };
    expect(await run()).toBe(1);
    expect(text()).toContain('the gateway answered 422 to the canary');
    gateway.options.refuse = undefined;
    gateway.options.statusOf = () => ({ status: 'skipped' });
    expect(await run()).toBe(1);
    gateway.options.statusOf = () => ({ status: 'posted', document: { name: 'OSL/INT/1' } });
    expect(await run()).toBe(0);
    expect(gateway.events.size).toBe(3);
  });

  it.each<[string, { status: number | 'none'; taken: boolean }]>([
    ['503, after it accepted the event', { status: 503, taken: true }],
    ['429', { status: 429, taken: false }],
    ['403 without findings', { status: 403, taken: false }],
    ['404 of a proxy', { status: 404, taken: false }],
    ['nothing, after it accepted the event', { status: 'none', taken: true }],
  ])('sends the same pair again when the gateway answered %s', async (_, failure) => {
    gateway.options.failures = Array(300).fill(failure);
    expect(await run()).toBe(1);
    expect(text()).toContain('Nobody knows whether the event was accepted');
    gateway.options.failures = [];
    clock = Date.now();
    expect(await run({ plants: all.map((plant) => movedElsewhere(plant)) })).toBe(0);
    expect(gateway.events.size).toBe(2);
    expect(gateway.at('OSL/Stock')).toBe(0);
  });

  it('sends another event back when an operator skipped the first one, and says where the item is meanwhile', async () => {
    let skipped = '';
    gateway.options.statusOf = ({ id, data }) => {
      if (data.to === 'OSL/Stock' && skipped === '') skipped = id;
      return id === skipped ? { status: 'skipped' } : { status: 'posted', document: { name: 'OSL/INT/1' } };
    };
    expect(await run()).toBe(1);
    expect(text()).toMatch(/skipped by an operator; 1 CRATE is still at OSL\/Stock\/Dispatch/);
    expect(text()).toMatch(/another event takes it back.*delete .*first\.json first/);
    expect(await run()).toBe(0);
    expect([...gateway.events.values()].map(({ data }) => data.to)).toEqual([
      'OSL/Stock/Dispatch',
      'OSL/Stock',
      'OSL/Stock',
    ]);
  });

  it('keeps what is booked when the event back is refused or quarantined', async () => {
    gateway.options.statusOf = ({ data }) =>
      data.to === 'OSL/Stock'
        ? { status: 'quarantined', reason: { code: 'locked', message: 'closed' } }
        : { status: 'posted' };
    expect(await run()).toBe(1);
    expect(text()).toMatch(/quarantined: locked.*\n.*retry [0-9a-f]{32}.*skip it instead/);
    gateway.options.refuse = { errors: [{ pointer: '/data/item' }] };
    expect(await run()).toBe(1);
    gateway.options.refuse = undefined;
    gateway.options.statusOf = () => ({ status: 'posted' });
    expect(await run()).toBe(0);
  });

  it('uses and shows the own domain, when the address of AWS is closed', async () => {
    await anew({ ...dev, name: 'closed', domain: options.domain.domain });
    account.apiAddress = 'http://127.0.0.1:9/live/';
    expect(await run()).toBe(0);
    expect(text()).toContain(`  address: ${gateway.url.replace(/\/$/, '')}`);
    expect(gateway.events.size).toBe(2);
  });

  it('connects an Odoo in a private network by the deployed gateway, which alone reaches it', async () => {
    const away = { url: 'https://odoo.invalid', database: 'erp', apiKey: 'key' };
    await anew({ ...dev, network: options.nat.network });
    expect(await run({ odoo: away })).toBe(0);
    expect(operator.asked).toContain('restored-documents');
    expect(text()).toContain('it answers the deployed gateway');
    expect(text()).toMatch(/^ +- +Odoo answers +not checked from here: .*odoo\.invalid/m);
    await anew({ ...dev, network: options.nat.network });
    operator.odooFails = 'Odoo does not say what it has: bad-key: refused';
    expect(await run({ odoo: away })).toBe(1);
    expect(text()).toContain('the deployed gateway asked: Odoo does not say what it has: bad-key');
  });

  it('keeps what else is in the secret of the same Odoo, and nothing of another one', async () => {
    expect(await run()).toBe(0);
    const secret = () => JSON.parse(account.texts.secrets.get('opg-dev/odoo') ?? '');
    account.texts.secrets.set(
      'opg-dev/odoo',
      JSON.stringify({ ...odoo.address, apiKey: 'older', actionId: 7 }),
    );
    await run();
    expect(secret()).toEqual({ ...odoo.address, actionId: 7 });
    const other = { ...odoo.address, url: odoo.address.url.replace('127.0.0.1', 'localhost') };
    expect(await run({ odoo: other, replaceOdoo: true })).toBe(0);
    expect(secret()).toEqual(other);
  });

  it('waits for a new key, and gives up an event that is never posted', async () => {
    gateway.options.forbidden = 3;
    expect(await run()).toBe(0);
    await anew(dev);
    gateway.options.statusOf = () => ({ status: 'accepted' });
    expect(await run()).toBe(1);
    expect(text()).toContain('is accepted after 180 s');
    expect(text()).toContain('npm run operate -- --env dev lanes');
  });

  it('does not wait for a plant queue that is held, and says why it is', async () => {
    gateway.options.statusOf = () => ({ status: 'accepted' });
    operator.queues = [{ plant: 'oslo', state: 'held', reason: 'gate-misconfigured: no category' }];
    expect(await run()).toBe(1);
    expect(text()).toContain('the plant queue of oslo is held: gate-misconfigured: no category');
  });

  it('says so when no plant has a canary', async () => {
    const without = all.filter((plant) => !oslo.includes(plant));
    expect(await run({ plants: without })).toBe(0);
    expect(text()).toMatch(/left out: no plant has a canary/);
    expect(text()).toMatch(/Book an event .* left out$/m);
    expect(gateway.events.size).toBe(0);
  });

  it('does not connect an environment to another Odoo unless told', async () => {
    expect(await run()).toBe(0);
    const other = { ...odoo.address, url: odoo.address.url.replace('127.0.0.1', 'localhost') };
    expect(await run({ odoo: other })).toBe(1);
    expect(text()).toContain('--replace-odoo');
    expect(JSON.parse(account.texts.secrets.get('opg-dev/odoo') ?? '')).toEqual(odoo.address);
    expect(await run({ odoo: other, replaceOdoo: true })).toBe(0);
    expect(JSON.parse(account.texts.secrets.get('opg-dev/odoo') ?? '')).toEqual(other);
  });

  it('keeps codes that an operator has mapped otherwise since', async () => {
    operator.codes.set('oslo scrap-reason SPOILED', 'Rotten');
    expect(await run()).toBe(0);
    expect(operator.codes.get('oslo scrap-reason SPOILED')).toBe('Rotten');
    expect(text()).toContain('1 codes are mapped otherwise by now');
  });

  it('protects kept data as its last step, and only then', async () => {
    await anew(prod);
    gateway.options.statusOf = () => ({ status: 'quarantined' });
    expect(await run()).toBe(1);
    expect([account.protectedTables.size, account.known.get('opg-prod-data')?.locked]).toEqual([0, false]);
    gateway.options.statusOf = () => ({ status: 'posted' });
    expect(await run()).toBe(0);
    expect([account.protectedTables.size, account.known.get('opg-prod-data')?.locked]).toEqual([7, true]);
    expect(cdk.calls.at(-1)).toEqual({
      stacks: ['prod/data'],
      options: { exclusively: true, parameters: { 'opg-prod-data:Protection': 'on' } },
    });
    expect(text()).toContain('commit cdk.context.json');
  });

  it('protects network and domain with the data, and not before, so that either may fail at first', async () => {
    for (const part of ['network', 'domain']) {
      await anew({ ...prod, name: 'wired', network: options.nat.network, domain: options.domain.domain });
      account.failing = (stack) => stack === `opg-wired-${part}`;
      expect(await run()).toBe(1);
      // Somebody deployed with a checkout that says it is protected.
      const stack = account.known.get(`opg-wired-${part}`);
      if (stack) stack.locked = true;
      account.failing = () => false;
      expect(await run()).toBe(0);
      expect([...account.known.values()].filter(({ locked }) => locked).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['opg-wired-data', 'opg-wired-network', 'opg-wired-domain']),
      );
      expect(cdk.calls.at(-1)?.stacks).toEqual(['wired/data', 'wired/network', 'wired/domain']);
    }
  });

  it('is repeated when a stack failed, also where an older checkout says that the data stack is protected', async () => {
    await anew(prod);
    cdk.protect(['prod', 'other']);
    account.failing = (stack, logicalId) => stack === 'opg-prod-data' && logicalId.startsWith('OnCall');
    expect(await run()).toBe(1);
    expect(account.known.get('opg-prod-data')?.status).toBe('ROLLBACK_COMPLETE');
    // Somebody deployed by hand with that checkout meanwhile.
    const stack = account.known.get('opg-prod-data');
    if (stack) stack.locked = true;
    account.failing = () => false;
    expect(await run()).toBe(0);
    expect(cdk.context).toEqual(['other', 'prod']);
  });

  it('waits for a stack that CloudFormation still works on', async () => {
    account.known.set('opg-dev-data', {
      name: 'opg-dev-data',
      status: 'CREATE_IN_PROGRESS',
      locked: false,
      parameters: {},
      outputs: {},
      made: [],
    });
    let waited = 0;
    const pause = async () => {
      waited += 1;
      if (waited === 3) account.known.delete('opg-dev-data');
      clock += 1000;
    };
    expect(await run({ pause })).toBe(0);
    expect(waited).toBeGreaterThanOrEqual(3);
    const told = '  waiting for CloudFormation: opg-dev-data CREATE_IN_PROGRESS';
    expect(said.filter((line) => line === told)).toHaveLength(1);
  });

  it('prints its steps and commands, and does nothing', () => {
    const lines = dryRun(firstSteps(depsOf()));
    expect(lines).toHaveLength(8 + 7);
    expect(lines).toContain("     npm run cdk -- deploy 'dev/*'");
    expect(account.known.size).toBe(0);
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])(
    'of %s is finished by a repetition after it was killed at any of its calls, with one pair of events',
    async (_, environment) => {
      let calls = 0;
      for (let survived = false; !survived; calls += 1) {
        await anew(environment);
        const knife = { left: calls, dead: false };
        const mortal =
          <Given extends unknown[], T>(call: (...given: Given) => Promise<T>) =>
          async (...given: Given): Promise<T> => {
            knife.left -= 1;
            if (knife.left >= 0) return call(...given);
            knife.dead = true;
            throw new Killed('killed');
          };
        const deps = depsOf({
          aws: killedAfter(account, knife),
          operator: mortal(operator.answer),
          cdk: {
            deploy: mortal((stacks, options) => cdk.deploy(stacks, options)),
            protectedEnvironments: cdk.protectedEnvironments,
            protect: (environments) => cdk.protect(environments),
          },
        });
        survived = (await firstDeploy(deps)) === 0;
        expect(survived).toBe(!knife.dead);
        expect(await run()).toBe(0);
        expect(gateway.at('OSL/Stock')).toBe(0);
        // A survivor forgets its state, and the repetition tries anew.
        expect(gateway.events.size).toBe(survived ? 4 : 2);
        expect(account.protectedTables.size).toBe(environment.keepData ? 7 : 0);
      }
      expect(calls).toBeGreaterThan(30);
    },
  );
});
