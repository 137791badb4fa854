import { describe, expect, it } from 'vitest';
import { dev, prod } from '../../environments/index.ts';
import { operateInShell } from './operate-in-shell.ts';

/** `npm run operate` in a shell, with AWS behind an address of this machine. */
describe('the environment of an operator’s command', () => {
  const shell = operateInShell();
  const { operate } = shell;
  const invoked = () => shell.calls.filter(({ service }) => service === 'lambda');

  it.each([
    ['none', {}],
    ['another', { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }],
  ])('says the region, when the shell names %s', async (_, variables) => {
    expect(await operate(['--env', 'prod', 'lanes'], variables)).toEqual({ code: 0, out: 'oslo works\n' });
    expect(shell.calls.map(({ service, region }) => [service, region])).toEqual([
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
      expect(shell.calls).toEqual([]);
    },
  );

  it.each([
    [['pause', 'oslo', '--note', 'inventory']],
    [['lanes']],
    [['crosswalk', 'export', 'oslo']],
    [['restored', '--hold']],
    [['webhook', 'rotate', 'oslo-mes']],
  ])('is left alone by credentials of another account: %j', async (words) => {
    shell.account = '444455556666';
    expect(await operate(['--env', 'prod', ...words])).toEqual({
      code: 1,
      out: `the credentials are of account 444455556666, but environment prod is in ${prod.account}\n`,
    });
    expect(invoked()).toEqual([]);
  });

  it('takes any account when it pins none, and records the identity that decides', async () => {
    expect(dev.account).toBeUndefined();
    shell.account = '444455556666';
    expect((await operate(['--env', 'dev', 'pause', 'oslo'])).code).toBe(0);
    expect(JSON.parse(invoked()[0]?.body ?? '')).toMatchObject({
      command: 'pause',
      plant: 'oslo',
      by: 'arn:aws:sts::444455556666:assumed-role/operator/ola',
    });
  });

  it('asks once who decides, where the account is compared', async () => {
    expect((await operate(['--env', 'prod', 'pause', 'oslo'])).code).toBe(0);
    expect(shell.calls.map(({ service }) => service)).toEqual(['sts', 'lambda']);
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
    shell.answer = () => ({ errorMessage: 'Task timed out' });
    expect(await operate(['--env', 'prod', 'lanes'])).toEqual({
      code: 1,
      out: 'the operate function failed: {"errorMessage":"Task timed out"}\n',
    });
  });

  it('is the local run, when none is named; then AWS is not asked', async () => {
    const { code, out } = await operate(['lanes'], { LOCAL_DATA: '/nowhere' });
    expect([code, out]).toEqual([1, expect.stringMatching(/^no local run found in \/nowhere .*\n$/)]);
    expect(shell.calls).toEqual([]);
  });
});
