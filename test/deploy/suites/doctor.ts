import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Domain } from '../../../configuration/domain.ts';
import type { Environment } from '../../../configuration/environment.ts';
import { dev, prod } from '../../../environments/index.ts';
import { plants } from '../../../plants/index.ts';
import type { Certificate } from '../../../scripts/deploy/aws/ports.ts';
import {
  allWell,
  type Result,
  resultLines,
  runChecks,
  summary,
} from '../../../scripts/deploy/checks/check.ts';
import { type DoctorDeps, doctorChecks } from '../../../scripts/deploy/checks/doctor-checks.ts';
import { localChecks } from '../../../scripts/deploy/checks/local-checks.ts';
import { certificateArn, options } from '../../stacks/options.ts';
import { FakeAccount } from '../fake-account.ts';
import { FakeCdk, viewOf } from '../fake-cdk.ts';
import { type OdooWithSetup, startOdooWithSetup } from '../odoo-setup.ts';

const all = Object.values(plants);
const holdsOf = () =>
  all.flatMap(({ quality }) => [quality?.hold, quality?.rework].filter((name) => name !== undefined));

describe('doctor', () => {
  let odoo: OdooWithSetup;
  let account: FakeAccount;

  beforeAll(async () => {
    await viewOf(dev);
    odoo = await startOdooWithSetup(holdsOf());
  });
  afterAll(() => odoo?.stop());
  beforeEach(() => {
    account = new FakeAccount();
    odoo.fake.setApiKey(odoo.fake.apiKey);
    Object.assign(odoo.setup, {
      warehouses: all.map(({ warehouse }) => warehouse),
      holds: holdsOf(),
      keyEnds: false,
      major: 19,
      ahead: 0,
    });
  });

  const examine = (more: Partial<DoctorDeps> = {}) => {
    const environment = more.environment ?? { ...dev, account: account.account };
    odoo.fake.markFor(environment.name);
    return runChecks(
      doctorChecks({
        environment,
        emulated: true,
        others: [],
        plants: all,
        aws: account,
        odoo: odoo.address,
        now: () => new Date(),
        sampleValues: () => [],
        shellRegion: undefined,
        synthesize: viewOf,
        ...more,
      }),
    );
  };
  const find = (results: readonly Result[], id: string) => results.find((result) => result.id === id);
  const notPassed = (results: readonly Result[]) =>
    results.filter(({ state }) => state !== 'passed').map(({ id, state }) => `${id} ${state}`);

  it('passes for an account and an Odoo that are ready, before the first deployment', async () => {
    const results = await examine();
    expect(notPassed(results)).toEqual([]);
    expect(allWell(results)).toBe(true);
    expect(find(results, 'api-logging')?.said).toContain('the deployment makes one');
    expect(summary(results)).toBe(`${results.length} checks: ${results.length} in order`);
  });

  it('passes for a deployed environment, by what its secret says', async () => {
    await new FakeCdk(account, dev).deploy(['dev/*']);
    account.texts.secrets.set('opg-dev/odoo', JSON.stringify(odoo.address));
    const results = await examine({ odoo: undefined });
    expect(notPassed(results)).toEqual([]);
    expect(find(results, 'stacks')?.said).toBe('11 deployed');
  });

  const domain = {
    name: 'gateway.example.com',
    certificateArn,
    tls: 'TLS_1_2',
    defaultAddress: 'open',
  } as const;
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const withDomain = (changes: Partial<Domain> = {}) => ({
    environment: { ...dev, account: account.account, domain: { ...domain, ...changes } },
  });
  /** An environment with a domain, in an account with its certificate. */
  const withCertificate = (changes: Partial<Certificate> = {}) => {
    account.addCertificate(certificateArn, changes);
    return withDomain();
  };

  const monitorArn = (name: string) => `arn:aws:ce::111122223333:anomalymonitor/${name}`;
  const watching = (anomalies: string) => ({
    environment: {
      ...dev,
      account: account.account,
      costs: { monthlyBudgetUsd: 100, anomalies, anomalyFromUsd: 20 },
    },
  });

  /** Each breaks one thing; only its check, and those that need it, may notice. */
  const broken: [string, () => unknown, string[], RegExp, RegExp][] = [
    [
      'the environment still has sample values',
      () => ({ sampleValues: () => ['onCallEmail'] }),
      ['environment failed'],
      /onCallEmail/,
      /Edit environments\/dev.ts/,
    ],
    [
      'an environment for tests has sample plants only',
      () => ({ environment: { ...dev, account: account.account, purpose: 'test' } }),
      ['environment warning'],
      /^is filled in, but all its plants are samples: .*oslo/,
      /plants\/ \(npm run new:plant\).*environments\/dev.ts/,
    ],
    [
      'no account is pinned',
      () => ({ environment: dev }),
      ['account warning'],
      /names none/,
      /account: '111122223333'/,
    ],
    [
      'the credentials are of the account of another environment',
      () => ({
        environment: {
          ...withCertificate().environment,
          ...watching('by-service').environment,
          account: undefined,
        },
        others: [dev, { ...prod, account: '111122223333' }],
      }),
      [
        'account failed',
        ...['bootstrap', 'api-logging', 'quota-concurrency', 'quota-stacks', 'quota-tables', 'quota-keys'],
        ...['quota-plans', 'quota-alarms', 'quota-vpcs', 'quota-addresses', 'quota-endpoints'],
        ...['certificate', 'cost-monitor', 'stacks', 'names', 'on-call', 'protection', 'plants'],
      ].map((line, index) => (index === 0 ? line : `${line} not-checked`)),
      /^the credentials are of account 111122223333, which belongs to prod$/,
      /profile of the account for dev/,
    ],
    [
      'the app needs more alarms than a region may have',
      () => {
        account.quotas.set('monitoring/Alarms', 20);
      },
      ['quota-alarms failed'],
      /^20; needed \d+/,
      /monitoring/,
    ],
    [
      'the region may have fewer fixed addresses than the network needs',
      () => {
        account.quotas.set('ec2/EC2-VPC Elastic IPs', 1);
        const network = { ...options.nat.network } as Environment['network'];
        return { environment: { ...dev, account: account.account, ...(network && { network }) } };
      },
      ['quota-addresses failed'],
      /^1; needed 2, others of the region not counted$/,
      /Elastic IPs/,
    ],
    [
      'another deployment of this size would not fit, although the stacks are few',
      () => {
        account.quotas.set('dynamodb/Maximum number of tables', 15);
        for (let index = 0; index < 4; index += 1) account.thingsOf('tables').set(`other-${index}`, '');
      },
      ['quota-tables warning'],
      /^15; 4 in use, 8 more needed: nearly used up$/,
      /dynamodb/,
    ],
    [
      'the shell is in another region',
      () => ({ shellRegion: 'us-east-1' }),
      ['region warning'],
      /us-east-1, the environment eu-central-1/,
      /export AWS_REGION=eu-central-1/,
    ],
    [
      'the account is not bootstrapped',
      () => {
        account.texts.parameters.clear();
      },
      ['bootstrap failed'],
      /not bootstrapped/,
      /bootstrap aws:\/\/111122223333\/eu-central-1/,
    ],
    [
      'the bootstrap is too old',
      () => {
        account.texts.parameters.set('/cdk-bootstrap/hnb659fds/version', '5');
      },
      ['bootstrap failed'],
      /version 5, and 6 is needed/,
      /up to date/,
    ],
    [
      'the account may run ten functions at once',
      () => {
        account.concurrency = 10;
      },
      ['quota-concurrency failed'],
      /10 functions at once, and \d+ are needed \(\d+ for queues, \d+ other functions\)/,
      /servicequotas/,
    ],
    [
      'too few tables are left',
      () => {
        account.quotas.set('dynamodb/Maximum number of tables', 5);
      },
      ['quota-tables failed'],
      /^5; 0 in use, 8 more needed$/,
      /dynamodb/,
    ],
    [
      'nearly no usage plan is left',
      () => {
        account.quotas.set('apigateway/Usage plans', 10);
      },
      ['quota-plans warning'],
      /nearly used up/,
      /apigateway/,
    ],
    [
      'the certificate is of another account',
      () => {
        const elsewhere = certificateArn.replace('111122223333', '999999999999');
        account.addCertificate(elsewhere);
        return withDomain({ certificateArn: elsewhere });
      },
      ['certificate failed'],
      /^it is of account 999999999999, .* its own account, 111122223333$/,
      /^Request one for gateway.example.com in eu-central-1 .* domain.certificateArn of environments\/dev.ts\.$/,
    ],
    [
      'there is no such certificate',
      () => withDomain(),
      ['certificate failed'],
      /^eu-central-1 has no certificate arn:aws:acm/,
      /^Request one for gateway.example.com/,
    ],
    [
      'nobody has validated the certificate',
      () => withCertificate({ status: 'PENDING_VALIDATION' }),
      ['certificate failed'],
      /nobody has proved yet that gateway.example.com is yours/,
      /CNAME records/,
    ],
    [
      'the certificate could not be issued',
      () => withCertificate({ status: 'FAILED', failure: 'CAA_ERROR' }),
      ['certificate failed'],
      /^it is FAILED: CAA_ERROR, and must be ISSUED$/,
      /^Request one/,
    ],
    [
      'the wildcard of the certificate is a level above the domain',
      () => withCertificate({ names: ['gateway.example.com.test', '*.com', 'example.com'] }),
      ['certificate failed'],
      /^it is for gateway.example.com.test, \*.com, example.com, which does not cover gateway.example.com$/,
      /^Request one/,
    ],
    [
      'the certificate has expired',
      () => withCertificate({ ends: new Date('2026-01-31T12:00:00Z'), imported: true }),
      ['certificate failed'],
      /^it expired on 2026-01-31$/,
      /import its successor under the same ARN/,
    ],
    [
      'the certificate has ten days left',
      () => withCertificate({ ends: inDays(10) }),
      ['certificate warning'],
      /^valid until .*, in less than 14 days/,
      /AWS renews it only while it is in use/,
    ],
    [
      'the key of the certificate is too short',
      () => withCertificate({ keyAlgorithm: 'RSA_1024' }),
      ['certificate failed'],
      /RSA_1024/,
      /^Request one/,
    ],
    [
      'many clients do not support the key of the certificate',
      () => withCertificate({ keyAlgorithm: 'EC_secp521r1' }),
      ['certificate warning'],
      /EC_secp521r1/,
      /Request one/,
    ],
    [
      'the account has a cost monitor by service already',
      () => {
        account.thingsOf('cost monitors').set('by-team', 'TAG').set('Default-Services-Monitor', 'SERVICE');
        return watching('by-service');
      },
      ['cost-monitor failed'],
      /^the account has one by service, Default-Services-Monitor \(arn:aws:ce::111122223333:anomalymonitor\/Default-Services-Monitor\)/,
      /^Write anomalies: 'arn:aws:ce::111122223333:anomalymonitor\/Default-Services-Monitor' into costs of environments\/dev.ts\.$/,
    ],
    [
      'the cost monitor does not exist, but another one does',
      () => {
        account.thingsOf('cost monitors').set('Default-Services-Monitor', 'SERVICE');
        return watching(monitorArn('gone'));
      },
      ['cost-monitor failed'],
      /^the account has no monitor arn:aws:ce::111122223333:anomalymonitor\/gone$/,
      /anomalymonitor\/Default-Services-Monitor/,
    ],
    [
      'the cost monitor does not exist, and no other one does',
      () => watching(monitorArn('gone')),
      ['cost-monitor failed'],
      /^the account has no monitor/,
      /anomalies: 'by-service'/,
    ],
    [
      'nobody has switched Cost Explorer on',
      () => {
        account.costsError = Object.assign(new Error('User not enabled for cost explorer access'), {
          name: 'AccessDeniedException',
        });
        return watching('by-service');
      },
      ['cost-monitor warning'],
      /AccessDeniedException: User not enabled for cost explorer access/,
      /ce:GetAnomalyMonitors.* fails if the account has a monitor by service already/,
    ],
    [
      'Cost Explorer does not answer',
      () => {
        account.costsError = Object.assign(new Error('getaddrinfo ENOTFOUND'), { name: 'Error' });
        return watching('by-service');
      },
      ['cost-monitor failed'],
      /ENOTFOUND/,
      /Run it again/,
    ],
    [
      'a stack cannot be updated',
      () => {
        account.known.set('opg-dev-data', {
          name: 'opg-dev-data',
          status: 'UPDATE_ROLLBACK_FAILED',
          locked: false,
          parameters: {},
          outputs: {},
          made: [],
        });
      },
      ['stacks failed'],
      /UPDATE_ROLLBACK_FAILED/,
      /events of opg-dev-data/,
    ],
    [
      'an earlier deployment left a table',
      () => {
        account.thingsOf('tables').set('opg-dev-ledger', '');
      },
      ['names failed'],
      /table opg-dev-ledger: left by an earlier deployment/,
      /npm run remove -- dev/,
    ],
    [
      'Odoo is version 18',
      () => {
        odoo.setup.major = 18;
      },
      ['odoo-version failed'],
      /18\.0/,
      /needs Odoo 19/,
    ],
    [
      'Odoo’s clock is ten minutes ahead',
      () => {
        odoo.setup.ahead = 600_000;
      },
      ['odoo-clock failed'],
      /^(599|600|601) s .*120 s ahead/,
      /NTP/,
    ],
    [
      'the key ends in a week',
      () => {
        odoo.setup.keyEnds = new Date(Date.now() + 7 * 86_400_000)
          .toISOString()
          .slice(0, 19)
          .replace('T', ' ');
      },
      ['odoo-key-expiry warning'],
      /the first ends 20/,
      /docs\/runbook.md/,
    ],
    [
      'the user lacks a group',
      () => {
        odoo.setup.groups = odoo.setup.groups.filter((group) => !group.startsWith('mrp'));
      },
      ['odoo-groups failed'],
      /lacks mrp.group_mrp_user/,
      /docs\/connect-odoo.md/,
    ],
    [
      'a warehouse is missing',
      () => {
        odoo.setup.warehouses = odoo.setup.warehouses.slice(1);
      },
      ['odoo-warehouses failed', 'odoo-holds not-checked'],
      /needs warehouse/,
      /correct warehouse or company in the plant’s profile/,
    ],
    [
      'a hold location is missing',
      () => {
        odoo.setup.holds = [];
      },
      ['odoo-holds failed'],
      /is no internal location/,
      /docs\/quality.md/,
    ],
  ];

  it.each(broken)(
    'says what to do when %s, and checks all the rest',
    async (_, breakIt, expected, said, todo) => {
      const groups = [...odoo.setup.groups];
      const results = await examine((breakIt() ?? {}) as Partial<DoctorDeps>);
      odoo.setup.groups = groups;
      expect(notPassed(results)).toEqual(expected);
      const [id = ''] = expected[0]?.split(' ') ?? [];
      const result = find(results, id);
      expect(result?.said).toMatch(said);
      expect(result && 'todo' in result ? result.todo : '').toMatch(todo);
      expect(resultLines(results)).toContainEqual(expect.stringMatching(/^ +-> /));
    },
  );

  it.each<[string, Partial<Certificate>]>([
    ['a wildcard', {}],
    [
      'its own name among others, with a key of elliptic curves',
      { names: ['a.example.com', 'Gateway.example.com'], keyAlgorithm: 'EC_prime256v1' },
    ],
  ])('passes a certificate that covers the domain by %s', async (_, changes) => {
    expect(find(await examine(withCertificate(changes)), 'certificate')).toMatchObject({ state: 'passed' });
  });

  it.each<[string, [string, string][]]>([
    ['by-service', []],
    ['by-service', [['opg-dev-costs', 'SERVICE']]],
    ['by-service', [['of-chosen-costs', '']]],
    ['by-tag', [['Default-Services-Monitor', 'SERVICE']]],
    [monitorArn('Default-Services-Monitor'), [['Default-Services-Monitor', 'SERVICE']]],
  ])('passes the cost monitor %s, when the account has %j', async (anomalies, monitors) => {
    for (const [name, dimension] of monitors) account.thingsOf('cost monitors').set(name, dimension);
    expect(find(await examine(watching(anomalies)), 'cost-monitor')).toMatchObject({ state: 'passed' });
  });

  it('knows the cost monitor that the deployment made, and refuses what would make that fail', async () => {
    const environment: Environment = { ...prod, account: account.account };
    await new FakeCdk(account, prod).deploy(['prod/*']);
    expect(find(await examine({ environment }), 'cost-monitor')?.state).toBe('passed');
    account = new FakeAccount();
    account.thingsOf('cost monitors').set('Default-Services-Monitor', 'SERVICE');
    expect(find(await examine({ environment }), 'cost-monitor')?.state).toBe('failed');
    await expect(new FakeCdk(account, prod).deploy(['prod/*'])).rejects.toThrow('Monitor');
  });

  it('asks for no certificate and no cost monitor when the environment has neither', async () => {
    const results = await examine();
    expect([find(results, 'certificate'), find(results, 'cost-monitor')]).toEqual([undefined, undefined]);
  });

  it('without credentials checks Odoo nevertheless, and says what it did not check and why', async () => {
    account.identityError = Object.assign(new Error('Could not load credentials'), {
      name: 'CredentialsProviderError',
    });
    const results = await examine();
    expect(find(results, 'credentials')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('AWS_PROFILE'),
    });
    for (const id of ['account', 'bootstrap', 'quota-tables', 'stacks', 'plants'])
      expect(find(results, id)).toMatchObject({
        state: 'not-checked',
        said: 'not checked, because "AWS credentials" failed',
      });
    expect(find(results, 'odoo-holds')?.state).toBe('passed');
    expect(allWell(results)).toBe(false);
  });

  it('in another account than the pinned one reads nothing of it', async () => {
    await new FakeCdk(account, dev).deploy(['dev/*']);
    account.texts.secrets.set(
      'opg-dev/odoo',
      JSON.stringify({ ...odoo.address, apiKey: 'of-the-other-account' }),
    );
    const results = await examine({ environment: { ...dev, account: '999999999999' } });
    expect(find(results, 'account')?.said).toBe(
      'the credentials are of account 111122223333, and dev belongs in 999999999999',
    );
    expect(find(results, 'stacks')?.said).toBe('not checked, because "AWS account" failed');
    expect(find(results, 'odoo-key')?.state).toBe('passed');
  });

  it.each([
    ['nobody says where Odoo is', undefined, /is not configured/],
    ['Odoo is away', { url: 'http://127.0.0.1:9', database: 'x', apiKey: 'y' }, /127.0.0.1:9: /],
    ['Odoo is not encrypted', { url: 'http://erp.example.com', database: 'x', apiKey: 'y' }, /not encrypted/],
  ])('says that %s, and not the same nine times', async (_, address, said) => {
    const results = await examine({ odoo: address });
    expect(find(results, 'odoo')?.said).toMatch(said);
    const others = results.filter(({ id }) => id.startsWith('odoo-'));
    expect(new Set(others.map((result) => result.said))).toEqual(
      new Set(['not checked, because "Odoo answers" failed']),
    );
  });

  it('tells a wrong key from a missing module', async () => {
    odoo.fake.setApiKey('another');
    expect(find(await examine(), 'odoo-key')).toMatchObject({
      state: 'failed',
      said: expect.stringContaining('bad-key'),
    });
    odoo.fake.setApiKey(odoo.address.apiKey);
    odoo.fake.setModuleVersion('19.0.0.0.1+00000000');
    const results = await examine();
    expect(find(results, 'odoo-key')?.state).toBe('passed');
    expect(find(results, 'odoo-module')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('odoo:install'),
    });
  });

  it('takes the secrets of on-call receivers for no leftovers, and misses those that are not there', async () => {
    const environment: Environment = {
      ...dev,
      account: account.account,
      onCall: {
        page: [{ httpsSecret: 'opg-dev/on-call/pagerduty' }],
        ticket: [{ httpsSecret: 'other/chat' }],
      },
    };
    account.thingsOf('secrets').set('opg-dev/on-call/pagerduty', '');
    const results = await examine({ environment });
    expect(find(results, 'names')?.state).toBe('passed');
    expect(find(results, 'on-call')).toMatchObject({
      state: 'failed',
      said: 'other/chat: named by onCall, and not in Secrets Manager',
    });
    account.thingsOf('secrets').set('other/chat', '');
    expect(find(await examine({ environment }), 'on-call')?.state).toBe('passed');
  });

  it('reports kept data that nobody protects, and only when it is deployed', async () => {
    const environment: Environment = { ...prod, account: account.account };
    expect(find(await examine({ environment }), 'protection')?.state).toBe('passed');
    const cdk = new FakeCdk(account, prod);
    await cdk.deploy(['prod/*']);
    expect(find(await examine({ environment }), 'protection')).toMatchObject({
      state: 'failed',
      said: 'deletion protection is off: the tables and the stack opg-prod-data can be deleted',
      todo: expect.stringContaining('npm run first-deploy -- prod'),
    });
    cdk.protect(['prod']);
    await cdk.deploy(['prod/data'], { parameters: { 'opg-prod-data:Protection': 'on' } });
    expect(find(await examine({ environment }), 'protection')?.state).toBe('passed');
  });

  it('finds the stacks of plants that the environment no longer has, and plants that have none yet', async () => {
    await new FakeCdk(account, dev).deploy(['dev/*']);
    const environment = { ...dev, account: account.account };
    expect(
      find(await examine({ environment: { ...environment, plants: ['oslo', 'lyon'] } }), 'plants'),
    ).toMatchObject({
      state: 'failed',
      said: expect.stringMatching(/^gdansk: no longer in environments\/dev.ts/),
      todo: 'npm run plant -- remove gdansk --env dev',
    });
    account.known.delete('opg-dev-lane-oslo');
    expect(find(await examine({ environment }), 'plants')).toMatchObject({
      state: 'warning',
      todo: 'npm run plant -- add oslo --env dev',
    });
  });

  it('says that Lambda does not reach an Odoo on this machine, unless the account is emulated here', async () => {
    const results = await examine({ emulated: false });
    expect(find(results, 'odoo')).toMatchObject({
      state: 'failed',
      said: expect.stringContaining('which Lambda does not reach'),
    });
    expect(find(await examine(), 'odoo')?.state).toBe('passed');
  });

  it('without an environment checks this machine', async () => {
    expect(notPassed(await runChecks(localChecks({ nodeVersion: '24.1.0', port: 0 })))).toEqual([]);
    expect(notPassed(await runChecks(localChecks({ nodeVersion: '22.1.0', port: 0 })))).toEqual([
      'node failed',
    ]);
    const taken = Number(new URL(odoo.address.url).port);
    expect(notPassed(await runChecks(localChecks({ nodeVersion: '24.1.0', port: taken })))).toEqual([
      'port failed',
    ]);
  });
});
