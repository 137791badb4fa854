import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dev, prod } from '../../environments/index.ts';

const root = join(import.meta.dirname, '..', '..');

interface Call {
  service: 'sts' | 'lambda';
  region: string;
  path: string;
  body: string;
}

/** `npm run operate` in a shell, with AWS behind an address of this machine. */
describe('the environment of an operator’s command', () => {
  let aws: Server;
  let calls: Call[];
  let account: string;
  let answer: object;

  beforeEach(async () => {
    calls = [];
    answer = { ok: true, said: 'oslo works' };
    account = prod.account ?? '';
    aws = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const [, region = '', service] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(
        request.headers.authorization ?? '',
      ) ?? ['', '', ''];
      calls.push({ service: service as Call['service'], region, path: request.url ?? '', body });
      if (service === 'sts')
        return response
          .writeHead(200, { 'content-type': 'text/xml' })
          .end(
            `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:sts::${account}:assumed-role/operator/ola</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
          );
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((listening) => aws.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    aws.closeAllConnections();
    await new Promise((closed) => aws.close(closed));
  });

  const operate = (words: string[], more: Record<string, string> = {}) => {
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      HOME: '/nowhere',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
      ...more,
    };
    return new Promise<{ code: number; out: string }>((done) =>
      execFile(
        process.execPath,
        [join(root, 'scripts', 'operate.ts'), ...words],
        { env, cwd: root },
        (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      ),
    );
  };
  const invoked = () => calls.filter(({ service }) => service === 'lambda');

  it.each([
    ['none', {}],
    ['another', { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }],
  ])('says the region, when the shell names %s', async (_, shell) => {
    expect(await operate(['--env', 'prod', 'lanes'], shell)).toEqual({ code: 0, out: 'oslo works\n' });
    expect(calls.map(({ service, region }) => [service, region])).toEqual([
      ['sts', prod.region],
      ['lambda', prod.region],
    ]);
    expect(invoked()[0]?.path).toContain('/functions/opg-prod-operate%3Alive/invocations');
  });

  it.each(['nope', 'local'])(
    '%s is answered with those that there are, and nothing is asked',
    async (name) => {
      expect(await operate(['--env', name, 'lanes'])).toEqual({
        code: 2,
        out: `there is no environment ${name}; environments/ has dev, prod, test\n`,
      });
      expect(calls).toEqual([]);
    },
  );

  it.each([
    [['pause', 'oslo', '--note', 'inventory']],
    [['lanes']],
    [['crosswalk', 'export', 'oslo']],
    [['restored', '--hold']],
    [['webhook', 'rotate', 'oslo-mes']],
  ])('is left alone by credentials of another account: %j', async (words) => {
    account = '444455556666';
    expect(await operate(['--env', 'prod', ...words])).toEqual({
      code: 1,
      out: `the credentials are of account 444455556666, but environment prod is in ${prod.account}\n`,
    });
    expect(invoked()).toEqual([]);
  });

  it('takes any account when it pins none, and records the identity that decides', async () => {
    expect(dev.account).toBeUndefined();
    account = '444455556666';
    expect((await operate(['--env', 'dev', 'pause', 'oslo'])).code).toBe(0);
    expect(JSON.parse(invoked()[0]?.body ?? '')).toMatchObject({
      command: 'pause',
      plant: 'oslo',
      by: 'arn:aws:sts::444455556666:assumed-role/operator/ola',
    });
  });

  it('asks once who decides, where the account is compared', async () => {
    expect((await operate(['--env', 'prod', 'pause', 'oslo'])).code).toBe(0);
    expect(calls.map(({ service }) => service)).toEqual(['sts', 'lambda']);
    expect(JSON.parse(invoked()[0]?.body ?? '').by).toContain(`:${prod.account}:`);
  });

  it.each([[['--env', 'prod', 'lanes']], [['--env', 'dev', 'lanes']], [['--env', 'dev', 'pause', 'oslo']]])(
    'says in one line that there are no credentials: %j',
    async (words) => {
      const { code, out } = await operate(words, {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_EC2_METADATA_DISABLED: 'true',
      });
      expect(code).toBe(1);
      expect(out).toMatch(/^no AWS credentials that are valid: sign in .*\n$/);
    },
  );

  it('says in one line that the function failed', async () => {
    answer = { errorMessage: 'Task timed out' };
    expect(await operate(['--env', 'prod', 'lanes'])).toEqual({
      code: 1,
      out: 'the operate function failed: {"errorMessage":"Task timed out"}\n',
    });
  });

  it('is the local run, when none is named; then AWS is not asked', async () => {
    const { code, out } = await operate(['lanes'], { LOCAL_DATA: '/nowhere' });
    expect([code, out]).toEqual([1, expect.stringMatching(/^no local run found in \/nowhere .*\n$/)]);
    expect(calls).toEqual([]);
  });
});
