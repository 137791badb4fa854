import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { protectedContext } from '../../lib/constructs/protection.ts';
import { cdkCli, deployArguments } from '../../scripts/deploy/cdk.ts';
import { addressFromVariables, readAddress } from '../../scripts/deploy/odoo-address.ts';
import { stateFile } from '../../scripts/deploy/state-file.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the commands in a shell', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'commands-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...[script, ...words]: string[]): Promise<{ code: number; out: string }> => {
    const { PATH = '' } = process.env;
    // No credentials, and no way to ask for any.
    const env = { PATH, HOME: folder, GATEWAY_STATE: folder, AWS_EC2_METADATA_DISABLED: 'true', PORT: '0' };
    return new Promise((done) =>
      execFile(
        process.execPath,
        [join(root, 'scripts', 'deploy', `${script}.ts`), ...words],
        { env, cwd: root },
        (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      ),
    );
  };

  it('print a mistake in a file of the owner without a stack trace, and every other error with one', async () => {
    const failing = (message: string) =>
      new Promise<{ code: number; out: string }>((done) =>
        execFile(
          process.execPath,
          ['--input-type=module', '--eval', `import './lib/plain-errors.ts'; throw new Error('${message}');`],
          { cwd: root },
          (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
        ),
      );
    for (const mistake of ['Environment "qa": onCall: is required', 'Plant without an id: id: is missing'])
      expect(await failing(mistake)).toEqual({ code: 2, out: `${mistake}\n` });
    const { code, out } = await failing('a defect of ours');
    expect([code, out]).toEqual([1, expect.stringMatching(/Error: a defect of ours\n +at /)]);
  });

  it.each<[string[], number, RegExp]>([
    [['remove', 'prod', '--yes', 'prod'], 2, /prod keeps its data .*: no command removes it/],
    [['remove', 'dev', '--yes', 'dev'], 1, /no AWS credentials that are valid: sign in/],
    [
      ['first-deploy', 'prod', '--only', 'protect', '--dry-run'],
      0,
      /^1\. Protect the data\n +npm run cdk .*Protection=on\n$/,
    ],
    [['first-deploy', 'prod', '--only', 'all', '--dry-run'], 1, /no step all; there are doctor, .*, protect/],
    [['remove'], 2, /which environment\?; there are dev, prod, test/],
    [['remove', 'local'], 2, /no environment "local" to deploy/],
    [['first-deploy', 'dev', '--dry-run'], 0, /^1\. Check what is needed[\s\S]*^8\. Protect the data/m],
    [['first-deploy', 'dev'], 1, /FAILED {2}AWS credentials[\s\S]*then repeat: npm run first-deploy -- dev/],
    [['first-deploy', 'dev', '--key', 'x'], 2, /Unknown option '--key'/],
    [['plant', 'add', 'molde', '--env', 'dev'], 1, /there is no plants\/molde.ts/],
    [['plant', 'rename', 'molde', '--env', 'dev'], 2, /npm run plant -- add <plant>/],
    [['../pipeline/deploy'], 2, /which environment\?; there are dev, prod, test\n\nnpm run deploy:checked/],
    [['doctor'], 0, /^ok +Node.js/m],
    [['doctor', '--env', 'dev'], 1, /not checked, because "AWS credentials" failed/],
  ])('%j ends with %i', async (words, code, out) => {
    const ended = await run(...words);
    expect(ended.out).toMatch(out);
    expect(ended.out).not.toMatch(/^ +at /m);
    expect(ended.code).toBe(code);
  });

  it('doctor prints JSON for programs', async () => {
    const { out } = await run('doctor', '--json');
    expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ id: 'node', state: 'passed' }));
  });

  it('what the CDK CLI gets', () => {
    expect(
      deployArguments(['prod/data'], { exclusively: true, parameters: { 'opg-prod-data:Protection': 'on' } }),
    ).toEqual([
      'deploy',
      'prod/data',
      '--require-approval=never',
      '--concurrency=10',
      '--exclusively',
      '--parameters=opg-prod-data:Protection=on',
    ]);
    expect(
      deployArguments(['prod/*'], { app: 'cdk.out', strict: true, outputsFile: 'outputs.json' }),
    ).toEqual([
      'deploy',
      'prod/*',
      '--require-approval=never',
      '--concurrency=10',
      '--app=cdk.out',
      '--strict',
      '--outputs-file=outputs.json',
    ]);
  });

  it('protection is remembered in cdk.context.json, beside what others keep there', () => {
    const file = join(folder, 'cdk.context.json');
    writeFileSync(file, JSON.stringify({ 'availability-zones': ['a'] }));
    const cdk = cdkCli({ region: 'eu-central-1', folder });
    expect(cdk.protectedEnvironments()).toEqual([]);
    cdk.protect(['prod', 'prod']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      'availability-zones': ['a'],
      [protectedContext]: ['prod'],
    });
    cdk.protect([]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 'availability-zones': ['a'] });
  });

  it('a state is there until it is cleared', () => {
    const state = stateFile<{ step: number }>('x', join(folder, 'states'));
    expect(state.read()).toBeUndefined();
    state.write({ step: 1 });
    state.write({ step: 2 });
    expect(state.read()).toEqual({ step: 2 });
    state.clear();
    expect(state.read()).toBeUndefined();
  });

  it('names what is wrong with Odoo’s address, and never its key', () => {
    const wrong = JSON.stringify({ url: 'erp.example.com', database: '', apiKey: 'secret-key' });
    expect(() => readAddress(wrong, 'odoo.json')).toThrow('odoo.json: wrong or missing: url, database');
    expect(() => readAddress('secret-key', 'odoo.json')).toThrow(/^odoo.json is not JSON/);
    expect(() => addressFromVariables({ ODOO_URL: 'https://erp.example.com' })).toThrow(
      'ODOO_DB and ODOO_API_KEY',
    );
    expect(addressFromVariables({})).toBeUndefined();
  });
});
