import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { signedHeaders } from '../../lambdas/outbound/webhooks/post.ts';
import { readSecrets, retired, rotated, signingWith } from '../../lambdas/outbound/webhooks/secrets.ts';
import { repository } from '../../lib/bundle.ts';

const now = new Date('2026-11-24T12:00:00Z');

describe('a partner’s secrets', () => {
  it('are read as deployment makes them up and as operators replace them, with the prefix or without', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ab';
    const made = readSecrets(JSON.stringify({ current: letters }));
    expect(signingWith(made, now).map(({ length }) => length)).toEqual([48]);
    expect(readSecrets(JSON.stringify({ current: `whsec_${letters}` }))).toEqual(made);
    const replaced = rotated(made, now);
    expect(readSecrets(JSON.stringify(replaced))).toEqual(replaced);
    expect(signingWith(replaced ?? made, now).map(({ length }) => length)).toEqual([32, 48]);
    expect(signingWith(retired(replaced ?? made), now)).toHaveLength(1);
  });

  it.each([
    ['not JSON', 'hello', 'Invalid|not JSON|^$'],
    ['too short', JSON.stringify({ current: randomBytes(23).toString('base64') }), '^current$'],
    ['too long', JSON.stringify({ current: randomBytes(65).toString('base64') }), '^current$'],
    ['no base64', JSON.stringify({ current: 'a!'.repeat(20) }), '^current$'],
  ])('that are %s are named by field and never by value', (_, text, words) => {
    expect(() => readSecrets(text)).toThrow(new RegExp(words));
  });
});

describe('the ten lines of the documentation', () => {
  const { WEBHOOK_SECRET } = process.env;
  afterEach(() => {
    if (WEBHOOK_SECRET === undefined) delete process.env.WEBHOOK_SECRET;
    else process.env.WEBHOOK_SECRET = WEBHOOK_SECRET;
  });

  it('tell what is genuine from what is not', async () => {
    const [, code = ''] =
      /## Verify it\n[^`]*```js\n([\s\S]*?)```/.exec(
        readFileSync(`${repository}/docs/webhooks.md`, 'utf8'),
      ) ?? [];
    const [own, next, other] = [randomBytes(32), randomBytes(24), randomBytes(32)];
    process.env.WEBHOOK_SECRET = `whsec_${own.toString('base64')}`;
    const { isGenuine } = (await import(
      /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
    )) as { isGenuine: (headers: Record<string, string>, body: string) => boolean };
    const body = '{"data":"æ €"}';
    const headers = (secrets: Buffer[], at = new Date()) =>
      signedHeaders({ id: 'oslo.1', body }, at, secrets);
    expect(isGenuine(headers([own]), body)).toBe(true);
    expect(isGenuine(headers([next, own]), body)).toBe(true);
    expect(isGenuine(headers([other]), body)).toBe(false);
    expect(isGenuine(headers([own]), `${body} `)).toBe(false);
    expect(isGenuine(headers([own], new Date(Date.now() - 600_000)), body)).toBe(false);
    expect(isGenuine({}, body)).toBe(false);
  });
});
