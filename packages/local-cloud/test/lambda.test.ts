import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LambdaFunction } from '../src/lambda/functions.ts';
import { until } from './until.ts';

let lines: string[];
let odd: LambdaFunction;

function functionWith(
  options: { timeout?: number; reserved?: number; handler?: string; directory?: string } = {},
) {
  const { timeout = 5_000, reserved, handler = 'index.handler', directory = 'odd' } = options;
  return new LambdaFunction({
    name: 'odd',
    arn: 'arn:odd',
    data: {
      directory: fileURLToPath(new URL(`./fixture/functions/${directory}`, import.meta.url)),
      handler,
      functionName: 'odd',
      functionArn: 'arn:odd',
      memory: 128,
    },
    variables: { TZ: ':UTC' },
    timeout,
    reserved,
    atOnce: 2,
    onLine: (line) => lines.push(line),
  });
}
async function run(what: string) {
  const { failed, payload } = await odd.run(JSON.stringify({ what }));
  return { failed, ...(JSON.parse(payload) as Record<string, unknown>) };
}

beforeEach(() => {
  lines = [];
  odd = functionWith();
});
afterEach(() => odd.stop());

describe('a function', () => {
  it('gets a context and the time that remains', async () => {
    expect(await run('echo context')).toMatchObject({
      functionName: 'odd',
      invokedFunctionArn: 'arn:odd',
      memoryLimitInMB: '128',
      zone: ':UTC',
    });
    expect(await run('echo context')).toMatchObject({
      remaining: expect.toSatisfy((left: number) => left > 1_000 && left <= 5_000),
    });
  });

  it('answers an error with its type and message, and stays warm', async () => {
    expect(await run('fail')).toMatchObject({
      failed: true,
      errorType: 'RangeError',
      errorMessage: 'what is fail?',
    });
    expect(odd.idle).toHaveLength(1);
  });

  it.each([
    ['exit', 'Runtime.ExitError', 'exit status 3'],
    ['throw later', 'Runtime.Unhandled', 'nobody waits for this'],
  ])('that does "%s" fails with %s, and starts afresh', async (what, errorType, words) => {
    expect(await run(what)).toMatchObject({
      failed: true,
      errorType,
      errorMessage: expect.stringContaining(words),
    });
    expect(odd.idle).toHaveLength(0);
    expect(await run('echo context')).toMatchObject({ failed: false });
  });

  it('is cut off when its time is up', async () => {
    await odd.stop();
    odd = functionWith({ timeout: 150 });
    expect(await run('hang')).toMatchObject({
      failed: true,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 0.15 seconds'),
    });
    expect(odd.idle).toHaveLength(0);
  });

  it('fails every event when its code does not load', async () => {
    await odd.stop();
    odd = functionWith({ handler: 'missing.handler' });
    expect(await run('echo context')).toMatchObject({ failed: true, errorType: 'Runtime.ImportModuleError' });
    odd = functionWith({ handler: 'index.nothing' });
    expect(await run('echo context')).toMatchObject({ failed: true, errorType: 'Runtime.HandlerNotFound' });
  });

  it('has what it prints in the log, and an error nobody caught', async () => {
    await run('print');
    await until(() => expect(lines).toEqual(['one', 'two']));
    await run('fail');
    expect(lines.at(-1)).toContain('ERROR Invoke Error');
  });

  it('runs on two environments at once and no more; the third event waits', async () => {
    const hanging = [run('hang'), run('hang')];
    const third = run('echo context');
    expect(odd.busy).toBe(2);
    expect(await odd.kill()).toBe(true);
    expect(await third).toMatchObject({ failed: false });
    await odd.kill();
    expect(await Promise.all(hanging)).toMatchObject([{ failed: true }, { failed: true }]);
  });

  it('keeps no event waiting when it is stopped, however many wait', async () => {
    const all = Promise.allSettled(Array.from({ length: 7 }, () => run('hang')));
    await until(() => expect(odd.busy).toBe(2));
    await odd.stop();
    const ends = (await all).map((each) => (each.status === 'rejected' ? String(each.reason) : 'killed'));
    expect(ends.filter((end) => end === 'killed')).toHaveLength(2);
    expect(ends.filter((end) => /the local cloud is stopping/.test(end))).toHaveLength(5);
  });

  it('throttles callers beyond its reserved concurrency', async () => {
    await odd.stop();
    odd = functionWith({ reserved: 1 });
    const hanging = run('hang');
    await expect(odd.invoke('{}')).rejects.toThrow('Rate Exceeded');
    await odd.kill();
    expect(await hanging).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') });
  });
});
