import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineEnvironment } from '../../configuration/environment.ts';
import { areSamplePlants, sampleValues } from '../../configuration/on-call.ts';
import { contestedFolders } from '../../configuration/partner.ts';
import { environments } from '../../environments/index.ts';
import { gatewayApp } from '../../lib/gateway-app.ts';
import { GatewayStage } from '../../lib/gateway-stage.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';

const known = { plants, partners };
const sound = {
  name: 'trial',
  purpose: 'development' as const,
  plants: ['oslo', 'gdansk', 'lyon'],
  partners: ['oslo-mes'],
  odoo: { workers: 12 },
  keepData: false,
};

describe('an environment', () => {
  it('is accepted when everything it names exists and fits', () => {
    expect(defineEnvironment(sound, known)).toMatchObject({ name: 'trial', region: 'eu-central-1' });
  });

  it('is refused when its plants may make more calls at once than Odoo has workers, naming every plant', () => {
    expect(() => defineEnvironment({ ...sound, odoo: { workers: 11 } }, known)).toThrow(
      `Environment "trial": odoo.workers: the plants may make 12 calls at once (oslo 4 + gdansk 4 + lyon 4: its queue, a poll and a nightly job each) but Odoo has 11 workers`,
    );
  });

  it('lies in a region of any of AWS’s partitions, and in no other word', () => {
    for (const region of ['eu-central-1', 'us-gov-west-1', 'eusc-de-east-1'])
      expect(defineEnvironment({ ...sound, region }, known).region).toBe(region);
    expect(() => defineEnvironment({ ...sound, region: 'mars' }, known)).toThrow(
      'region: must be an AWS region, such as eu-central-1',
    );
  });

  it('is refused when it deploys a plant without a profile', () => {
    expect(() => defineEnvironment({ ...sound, plants: ['oslo', 'atlantis'] }, known)).toThrow(
      'plants: there is no plant profile "atlantis"',
    );
  });

  it('is refused when it admits a partner nobody has described', () => {
    expect(() => defineEnvironment({ ...sound, partners: ['acme'] }, known)).toThrow(
      'there is no partner "acme"',
    );
  });

  it('is refused when it admits a partner none of whose plants it deploys', () => {
    expect(() => defineEnvironment({ ...sound, plants: ['lyon'] }, known)).toThrow(
      '"oslo-mes" speaks for oslo, none of which is deployed here',
    );
  });

  it('is refused when a message would become visible before the function that holds it must end', () => {
    expect(() =>
      defineEnvironment({ ...sound, post: { timeoutSeconds: 80, visibilitySeconds: 70 } }, known),
    ).toThrow('post.visibilitySeconds: must not be shorter than the function timeout');
  });

  it('is refused when a dropped file would be tried again while its function may still run', () => {
    expect(() =>
      defineEnvironment(
        { ...sound, drop: { timeoutSeconds: 60, visibilitySeconds: 50, keepDays: 1 } },
        known,
      ),
    ).toThrow('drop.visibilitySeconds: must not be shorter than the function timeout');
  });

  it('is refused when two of its partners drop files into one folder', () => {
    const mes = { id: 'mes', plants: ['oslo', 'lyon'], systems: ['mes'], drop: true };
    const both = { id: 'both', plants: ['oslo'], systems: ['mes', 'wms'], drop: true };
    expect(contestedFolders([mes, both])).toEqual([{ folder: 'oslo/mes', partners: ['mes', 'both'] }]);
    expect(contestedFolders([mes, { ...both, drop: false }])).toEqual([]);
    expect(() => defineEnvironment({ ...sound, partners: ['lyon-mes', 'lyon-mes'] }, known)).toThrow(
      'lyon-mes and lyon-mes drop files into one folder, lyon/mes: whose are they?',
    );
  });

  it('is refused when the function would be killed before it can record what Odoo answered', () => {
    expect(() =>
      defineEnvironment({ ...sound, post: { timeoutSeconds: 62, visibilitySeconds: 124 } }, known),
    ).toThrow('post.timeoutSeconds: must leave 5 s beside the Odoo timeout');
  });
});

const paged = {
  ...sound,
  purpose: 'production' as const,
  account: '210987654321',
  region: 'eu-north-1',
  onCall: { page: [{ email: 'on-call@plants.se' }] },
  runbook: 'https://wiki.plants.se/runbook',
  costs: { monthlyBudgetUsd: 100, anomalies: 'by-service' as const },
};

describe('an environment that others depend on', () => {
  it.each(['test', 'production'] as const)(
    'is accepted for %s when it says whom to page and where it lies',
    (purpose) => {
      expect(defineEnvironment({ ...paged, purpose }, known)).toMatchObject({
        purpose,
        region: 'eu-north-1',
      });
    },
  );

  it.each([
    ['onCall', 'write whom its alarms page'],
    ['account', 'write the AWS account id'],
    ['region', 'write the AWS region'],
    ['runbook', 'write the https address of the runbook'],
    ['costs', 'write what it may cost'],
  ] as const)('is refused without %s, with field, rule and remedy', (field, remedy) => {
    for (const purpose of ['test', 'production'] as const) {
      const { [field]: _, ...without } = { ...paged, purpose };
      expect(() => defineEnvironment(without, known)).toThrow(
        `Environment "trial": ${field}: is required for the purpose ${purpose}: ${remedy}`,
      );
    }
  });

  it('is one that does not say what it is for: whatever its name, it may be somebody’s production', () => {
    const { purpose: _, ...unsaid } = sound;
    expect(() => defineEnvironment({ ...unsaid, name: 'live' }, known)).toThrow(
      'Environment "live": onCall: is required for the purpose production',
    );
  });

  it('is refused when nobody is in the list of those to page', () => {
    expect(() => defineEnvironment({ ...paged, onCall: { page: [] } }, known)).toThrow(
      'onCall.page: must name at least one receiver',
    );
  });

  it('is refused with the address of an HTTPS endpoint, which contains a key', () => {
    const url = 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue';
    const wrong = [{ https: url }] as never;
    expect(() => defineEnvironment({ ...paged, onCall: { page: wrong } }, known)).toThrow(
      'it belongs in a secret',
    );
    expect(() => defineEnvironment({ ...paged, onCall: { page: [{ httpsSecret: url }] } }, known)).toThrow(
      /onCall\.page\.0/,
    );
  });

  it('is refused with a runbook that opens in no mail client', () => {
    for (const runbook of ['docs/runbook.md', 'http://wiki.plants.se/runbook'])
      expect(() => defineEnvironment({ ...paged, runbook }, known)).toThrow(
        'runbook: must be an https address that opens from a mail',
      );
  });

  it('needs a runbook in development, too, when somebody is on call', () => {
    expect(() => defineEnvironment({ ...sound, onCall: paged.onCall }, known)).toThrow(
      'runbook: is required when somebody is on call',
    );
  });
});

/** The reserved values that the sample environments have. */
const sampled = {
  ...paged,
  name: 'sampled',
  account: '111122223333',
  onCall: { page: [{ email: 'on-call@example.com' }], ticket: [{ email: 'team@mail.example.org' }] },
  runbook: 'https://git.example.com/plant-gateway/docs/runbook.md',
};

describe('sample values', () => {
  it('are the ones that AWS and RFC 2606 reserve for examples', () => {
    expect(sampleValues(defineEnvironment(sampled, known))).toEqual([
      'account: 111122223333',
      'runbook: https://git.example.com/plant-gateway/docs/runbook.md',
      'onCall.page.0.email: on-call@example.com',
      'onCall.ticket.0.email: team@mail.example.org',
    ]);
    for (const account of ['444455556666', '123456789012'])
      expect(sampleValues({ account })).toEqual([`account: ${account}`]);
  });

  it('are in every environment whose file says that it has some', () => {
    for (const environment of environments) {
      const file = readFileSync(`environments/${environment.name}.ts`, 'utf8');
      const found = sampleValues(environment);
      expect([environment.name, found.length > 0]).toEqual([environment.name, file.includes('are samples')]);
    }
  });

  it('are not seen in an owner’s own', () => {
    expect(sampleValues(defineEnvironment(paged, known))).toEqual([]);
    expect(sampleValues({ runbook: 'https://examples.plants.se/example.community' })).toEqual([]);
  });
});

describe('sample plants', () => {
  it('are those of the repository, and no plant of an owner, even under the same id', () => {
    const own = { id: 'oslo', name: 'Oslo Fish' };
    const given = ['oslo', 'gdansk', 'lyon'].flatMap((id) => plants[id] ?? []);
    expect(given.every((plant) => areSamplePlants([plant]))).toBe(true);
    expect([areSamplePlants([...given, own]), areSamplePlants([own]), areSamplePlants([])]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('an environment with sample values', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'samples-'));
  const more = { network: { vpc: 'own' as const }, region: 'eu-central-1' };
  beforeAll(async () => {
    const app = await gatewayApp({ outdir, checked: false, bundled: false });
    new GatewayStage(app, defineEnvironment({ ...sampled, ...more }, known));
    new GatewayStage(app, defineEnvironment({ ...paged, ...more }, known));
    app.synth();
  });
  afterAll(() => rmSync(outdir, { recursive: true }));

  const cdk = (...words: string[]): Promise<{ code: number; said: string }> => {
    const { PATH = '' } = process.env;
    // No credentials, and no way to ask for any.
    const env = { PATH, HOME: outdir, NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true' };
    const cli = ['node_modules/aws-cdk/bin/cdk', ...words, '--app', outdir, '--no-notices'];
    return new Promise((done) =>
      execFile(process.execPath, cli, { env }, (error, stdout, stderr) =>
        done({ code: Number(error?.code ?? 0), said: stdout + stderr }),
      ),
    );
  };

  // One call of the CLI per test: it takes seconds, and many more on a busy machine.
  it.each([
    [['deploy', 'sampled/lane-oslo', '--require-approval=never']],
    [['diff', 'sampled/network', '--method=template']],
    [['synth', 'sampled/*', '--quiet']],
  ])('is refused by cdk %j with fields and remedy', async (words) => {
    const { code, said } = await cdk(...words);
    expect(said).toContain(
      'environments/sampled.ts still has sample values, so nobody real would be paged: account: 111122223333, ' +
        'runbook: https://git.example.com/plant-gateway/docs/runbook.md, onCall.page.0.email: on-call@example.com, ' +
        'onCall.ticket.0.email: team@mail.example.org. Replace them with your own; docs/on-call.md explains each field.',
    );
    expect(code).toBe(1);
  });

  it('does not hinder another one of the same app', async () => {
    expect(await cdk('synth', 'trial/*', '--quiet')).toEqual({
      code: 0,
      said: expect.not.stringContaining('sample values'),
    });
  });
});
