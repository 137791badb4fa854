import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { local } from '../../environments/index.ts';
import { applyLines, fileOf } from '../../lambdas/operations/code-mapping-client.ts';
import { codeMappingFiles } from '../../local/run/code-mapping-files.ts';
import { type LocalGateway, startLocalGateway } from '../../local/run/local-gateway.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';
import { awsAccount } from '../../scripts/deploy/aws/clients.ts';
import type { Aws } from '../../scripts/deploy/aws/ports.ts';
import { firstDeploy, firstSteps } from '../../scripts/deploy/first/run-steps.ts';
import type { FirstDeployDeps, FirstState } from '../../scripts/deploy/first/step.ts';
import { operatorOf } from '../../scripts/deploy/operator.ts';
import { waitingOf } from '../../scripts/deploy/plants/waiting.ts';
import { stateFile } from '../../scripts/deploy/state-file.ts';
import { type FakeOdooBackend, fakeOdooBackend } from '../backends/fake-odoo.ts';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';

const oslo = 'oslo';
const placeholder = { url: 'https://odoo.invalid', database: 'set-me', apiKey: 'set-me' };

/** The steps after the deployment, by the AWS SDK, on the synthesized functions and the fake Odoo. */
describe('a first deployment on the local cloud', () => {
  let gateway: LocalGateway;
  let backend: FakeOdooBackend;
  let aws: Aws;
  let folder: string;
  const said: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'first-local-'));
    backend = await fakeOdooBackend();
    await backend.seed(qualityHoldOfOslo);
    await backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      locations: [{ name: 'Dispatch', warehouse: 'OSL' }],
      items: [{ code: 'CRATE', name: 'Crate', uom: 'uom.product_uom_unit', tracking: 'none' }],
      stock: [{ warehouse: 'OSL', item: 'CRATE', quantity: 5 }],
    });
    // As a deployment leaves it: the secret has its placeholder.
    gateway = await startLocalGateway({ dataDir: join(folder, 'cloud'), odoo: placeholder });
    const sdk = awsAccount({
      region: 'eu-central-1',
      endpoint: gateway.cloud.awsUrl,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    aws = {
      ...sdk,
      // What the local cloud does not emulate: CloudFormation, and the control plane of API Gateway.
      stacks: {
        ...sdk.stacks,
        all: async () => [
          {
            name: 'opg-local-entrance',
            status: 'CREATE_COMPLETE',
            locked: false,
            parameters: {},
            outputs: { ApiUrl12345678: `${gateway.url}/` },
          },
        ],
      },
      keys: {
        withPrefix: async (prefix) =>
          Object.keys(gateway.keys).map((name) => ({ id: name, name: prefix + name })),
        value: async (id) => gateway.keys[id] ?? '',
      },
    };
  });
  afterAll(async () => {
    await gateway?.stop();
    await backend?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const depsOf = (): FirstDeployDeps => ({
    environment: local,
    others: [],
    plants: Object.values(plants),
    partners: local.partners.flatMap((id) => partners[id] ?? []),
    aws,
    cdk: {
      deploy: async () => {
        throw new Error('nothing is deployed here');
      },
      protectedEnvironments: () => [],
      protect: () => {},
    },
    operator: operatorOf(aws.functions, local),
    odoo: { url: backend.url, database: backend.database, apiKey: backend.apiKey },
    replaceOdoo: false,
    codeFiles: codeMappingFiles,
    keysFile: join(folder, 'keys.json'),
    state: stateFile<FirstState>('first', folder),
    sampleValues: () => [],
    shellRegion: undefined,
    now: () => new Date(),
    pause,
    say: (line) => said.push(line),
  });
  const stepsAfterDeployment = (deps: FirstDeployDeps) =>
    firstSteps(deps).filter(({ id }) => !['doctor', 'deploy'].includes(id));

  it('stores the secret, imports codes, and books an event in Odoo and takes it back', async () => {
    const deps = depsOf();
    // A local run imports the codes at its start; here the step shall.
    const [file] = codeMappingFiles().filter(({ lines }) => lines.some(({ plant }) => plant === oslo));
    if (!file) throw new Error('oslo has no code mapping');
    const removed = file.lines.map((line) => ({ ...line, odooCode: '' }));
    await applyLines(deps.operator, removed, fileOf(file.path, file.bytes, removed.length), { by: 'test' });

    expect([await firstDeploy(deps, stepsAfterDeployment(deps)), said.join('\n')]).toEqual([
      0,
      expect.anything(),
    ]);
    expect(JSON.parse((await aws.secrets.read('opg-local/odoo')) ?? '')).toEqual(deps.odoo);
    expect(said.join('\n')).toContain(`${removed.length} added, `);
    expect(said.join('\n')).toMatch(/OSL\/INT\/\d+ and OSL\/INT\/\d+ in Odoo: 1 CRATE there and back/);
    expect((await backend.onHand('OSL', 'CRATE')).quantity).toBe(5);
    expect((await backend.stockAt('OSL/Stock/Dispatch', 'CRATE')).quantity ?? 0).toBe(0);
    const { keys } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'));
    expect(keys).toEqual(gateway.keys);
    for (const key of [backend.apiKey, ...Object.values(gateway.keys)])
      expect(said.join('\n')).not.toContain(key);
  });

  it('tells what of a plant waits, by its queues, its outbox and the event store', async () => {
    const { operator } = depsOf();
    expect(await waitingOf(oslo, { environment: local, queues: aws.queues, operator })).toEqual([]);
    expect(await aws.queues.messages('opg-local-lane-oslo.fifo')).toBe(0);
    expect(await aws.queues.messages('opg-local-lane-molde.fifo')).toBeUndefined();
  });

  it('reads who it is, and parameters and secrets that are there or not', async () => {
    expect((await aws.whoAmI()).account).toMatch(/^\d{12}$/);
    expect(await aws.parameters.read('/opg/local/nothing')).toBeUndefined();
    expect(await aws.secrets.read('opg-local/nothing')).toBeUndefined();
  });
});
