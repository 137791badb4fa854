import { describe, expect, it } from 'vitest';
import { command, isWebhookCommand } from '../../lambdas/operations/commands.ts';
import { operateWebhooks } from '../../lambdas/operations/webhooks.ts';
import { handle } from '../../lambdas/outbound/webhooks/pump.ts';
import { webhookLines } from '../../scripts/operate/about-webhooks.ts';
import { pushing, webhook } from '../fakes/pushing.ts';

const started = () => {
  const fixture = pushing();
  const gauges = new Map<string, number>();
  const webhooks = {
    of: async (partner: string) => (partner === 'acme' ? webhook : undefined),
    all: async () => [webhook],
  };
  const run = (input: unknown) => {
    const until = fixture.now().getTime() + 75_000;
    const timeLeft = () => until - fixture.now().getTime();
    return handle(input, timeLeft, {
      ...fixture.deps,
      webhooks,
      gauge: (metric, value) => void gauges.set(metric, value),
    });
  };
  const operate = (given: Record<string, unknown>, environment = 'test') => {
    const asked =
      given.command === 'webhooks' ? given : { by: 'ola', requestId: crypto.randomUUID(), ...given };
    const parsed = command.parse(asked);
    if (!isWebhookCommand(parsed)) throw new Error('not about webhooks');
    return operateWebhooks(parsed, {
      ...fixture.deps,
      webhooks,
      partners: { acme: { webhook: { urls: {} } }, north: { webhook: { urls: {} } }, 'lyon-mes': {} },
      environment,
      webhookSecrets: {
        get: async () => fixture.kept.secrets,
        put: async (_, secrets) => {
          fixture.kept.secrets = secrets;
        },
      },
    });
  };
  /** what `head` says of the feed's end */
  const endAt = async (applied: number) => {
    await fixture.feed.setApplied('oslo', applied);
  };
  return { ...fixture, gauges, run, operate, endAt };
};
const onLine = { partner: 'acme', plant: 'oslo' };
const sequences = (received: readonly { sequence: number }[]) => received.map(({ sequence }) => sequence);

describe('a run for webhooks', () => {
  it('pushes what is due to the partner it is for, and measures', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    await fixture.publish('a');
    await fixture.run({ partner: 'acme' });
    expect(sequences(fixture.consumer.received)).toEqual([1]);
    expect([...fixture.gauges]).toEqual([
      ['WebhookBehindSeconds', 0],
      ['WebhookDisabled', 0],
      ['WebhookSetAside', 0],
    ]);
  });

  it('pushes of a plant whose feed grew to everybody who is pushed of it', async () => {
    const fixture = started();
    await fixture.run({ plant: 'oslo' });
    await fixture.publish('a');
    await fixture.run({ plant: 'lyon' });
    expect(fixture.consumer.received).toEqual([]);
    await fixture.run({ plant: 'oslo' });
    expect(sequences(fixture.consumer.received)).toEqual([1]);
    expect(fixture.gauges.size).toBe(0);
  });

  it('measures how long the oldest message waits, not taken or not even looked at', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    fixture.consumer.answer = () => ({ status: 500 });
    await fixture.publish('a');
    await fixture.run({ partner: 'acme' });
    fixture.pass(2 * 3600);
    await fixture.run({ partner: 'acme' });
    expect(fixture.gauges.get('WebhookBehindSeconds')).toBeGreaterThanOrEqual(7200);

    const blind = started();
    await blind.run({ partner: 'acme' });
    await blind.append('other', { name: 'production-order.released' });
    blind.pass(100);
    await blind.publish('a');
    blind.consumer.answer = () => ({ status: 429, retryAfter: '3600' });
    blind.pass(50);
    await blind.run({ partner: 'acme' });
    await blind.publish('b');
    blind.pass(30);
    await blind.run({ partner: 'acme' });
    expect(blind.gauges.get('WebhookBehindSeconds')).toBe(30);
  });

  it('says of a disabled one that it is disabled, and not that it is behind', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    fixture.consumer.answer = () => ({ status: 410 });
    await fixture.publish('a');
    await fixture.run({ partner: 'acme' });
    fixture.pass(7200);
    await fixture.run({ partner: 'acme' });
    expect(fixture.gauges.get('WebhookDisabled')).toBe(1);
    expect(fixture.gauges.get('WebhookBehindSeconds')).toBe(0);
  });

  it('logs what failed of ours, without a secret, and fails for nobody else', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    await fixture.publish('a');
    fixture.deps.secrets.get = () => Promise.reject(new Error('no such secret'));
    await fixture.run({ partner: 'acme' });
    expect(fixture.logged).toContainEqual({
      code: 'WEBHOOK_UNAVAILABLE',
      about: { partner: 'acme', plant: 'oslo', error: 'Error', detail: 'no such secret' },
    });
  });

  it('is over for a partner whose webhook is gone', async () => {
    const fixture = started();
    await fixture.run({ partner: 'gone' });
    expect(fixture.gauges.size).toBe(0);
  });
});

describe('an operator', () => {
  it('sees how far each webhook got, and why not further', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    fixture.consumer.answer = ({ entity }) => ({ status: entity === 'bad' ? 500 : 200 });
    await fixture.publish('a', 'bad', 'bad');
    await fixture.run({ partner: 'acme' });
    await fixture.publish('a');
    await fixture.endAt(4);
    const { said, result } = await fixture.operate({ command: 'webhooks' });
    expect(said).toBe('1 webhooks, 0 of them disabled; 0 dead letters that nobody decided about');
    expect(result).toMatchObject([
      {
        partner: 'acme',
        plant: 'oslo',
        url: webhook.url,
        state: 'enabled',
        position: 3,
        behindBy: 1,
        waiting: [{ stream: 'stock/bad', sequences: [2, 3], failures: 2 }],
      },
    ]);
    expect(JSON.stringify(result)).not.toContain(fixture.kept.secrets.current);
  });

  it('disables a webhook, which loses nothing, and enables it', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    expect(
      await fixture.operate({ command: 'webhook-disable', note: 'moving house', ...onLine }),
    ).toMatchObject({
      ok: true,
    });
    await fixture.publish('a');
    await fixture.run({ partner: 'acme' });
    expect(fixture.consumer.received).toEqual([]);
    const { result } = await fixture.operate({ command: 'webhooks' });
    expect(result).toMatchObject([{ state: 'disabled', disabled: { by: 'ola', note: 'moving house' } }]);
    await fixture.operate({ command: 'webhook-enable', ...onLine });
    await fixture.run({ partner: 'acme' });
    expect(sequences(fixture.consumer.received)).toEqual([1]);
    expect(fixture.logged.filter(({ code }) => code === 'OPERATOR_DECIDED')).toHaveLength(2);
  });

  it('skips a message that is not taken, and says why; the rest of its ordering key follows', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    fixture.consumer.answer = ({ sequence }) => ({ status: sequence === 1 ? 422 : 200 });
    await fixture.publish('a', 'a');
    await fixture.run({ partner: 'acme' });
    const skip = (sequence: number, note = 'a lot that it cannot know') =>
      fixture.operate({ command: 'webhook-skip', ...onLine, sequence, note });
    await expect(async () => skip(1, ' ')).rejects.toThrow();
    expect(await skip(7)).toEqual({ ok: false, said: '7 does not wait; `webhooks` names what does' });
    expect(await skip(1)).toEqual({
      ok: true,
      said: '1 of oslo is a dead letter; the messages behind it go on',
    });
    expect(await skip(1)).toMatchObject({ ok: true });
    await fixture.run({ partner: 'acme' });
    expect(sequences(fixture.consumer.taken)).toEqual([2]);
    expect(fixture.gauges.get('WebhookSetAside')).toBe(0);
    expect(fixture.logged.find(({ code, about }) => code === 'OPERATOR_DECIDED' && about.ok)?.about).toEqual({
      ...{ partner: 'acme', plant: 'oslo', action: 'webhook-skip', by: 'ola', ok: true },
      ...{ sequence: 1, note: 'a lot that it cannot know' },
    });
    const listed = await fixture.operate({ command: 'webhooks' });
    expect(webhookLines(listed).at(-1)).toBe(
      '  dead letter: 1 of stock/a, 2026-11-24T12:00:05.000Z by ola: skipped by an operator: a lot that it cannot know',
    );
  });

  it('sees how many dead letters nobody decided about', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    fixture.consumer.answer = ({ entity }) => ({ status: entity === 'bad' ? 422 : 200 });
    await fixture.publish('bad');
    for (let hour = 0; hour < 90; hour += 1) {
      await fixture.publish('good');
      await fixture.run({ partner: 'acme' });
      fixture.pass(3600);
    }
    expect(fixture.gauges.get('WebhookSetAside')).toBe(1);
    expect(fixture.gauges.get('WebhookDisabled')).toBe(0);
    const { said } = await fixture.operate({ command: 'webhooks' });
    expect(said).toContain('0 of them disabled; 1 dead letters that nobody decided about');
  });

  it('delivers a range again, one at a time, of what there was', async () => {
    const fixture = started();
    await fixture.run({ partner: 'acme' });
    await fixture.publish('a', 'a', 'a', 'a');
    await fixture.run({ partner: 'acme' });
    const replay = (from: number, to?: number) =>
      fixture.operate({ command: 'webhook-replay', ...onLine, from, ...(to && { to }) });
    expect(await replay(2, 9)).toEqual({ ok: false, said: 'there are positions 1 to 4 to deliver again' });
    expect(await replay(3, 2)).toMatchObject({ ok: false });
    expect(await replay(2, 3)).toMatchObject({ ok: true });
    expect(await replay(1)).toEqual({ ok: false, said: 'a replay is under way, from 2 to 3' });
    await fixture.run({ partner: 'acme' });
    expect(sequences(fixture.consumer.received)).toEqual([1, 2, 3, 4, 2, 3]);
    expect(await replay(3)).toEqual({
      ok: true,
      said: '3 to 4 of oslo are delivered again, before anything new',
    });
  });

  it('replaces a secret once at a time, and ends the old one', async () => {
    const fixture = started();
    const old = fixture.kept.secrets.current;
    const { said } = await fixture.operate({ command: 'webhook-rotate', partner: 'acme' });
    expect(said).toContain('from 2026-11-24T12:01:00.000Z on both secrets sign');
    expect(said).not.toContain(fixture.kept.secrets.current);
    expect(fixture.kept.secrets.previous?.secret).toBe(old);
    expect((await fixture.operate({ command: 'webhook-rotate', partner: 'acme' })).ok).toBe(false);
    expect(await fixture.operate({ command: 'webhook-retire', partner: 'acme' })).toMatchObject({ ok: true });
    expect(fixture.kept.secrets.previous).toBeUndefined();
  });

  it('gets a refusal for a partner that has no webhook, and for a plant that is not pushed', async () => {
    const fixture = started();
    const rotate = async (partner: string, environment?: string) =>
      (await fixture.operate({ command: 'webhook-rotate', partner }, environment)).said;
    expect(await rotate('nobody')).toBe('no partner nobody; there are acme, north, lyon-mes');
    expect(await rotate('lyon-mes')).toBe('partner lyon-mes has no webhook in its record');
    expect(await rotate('north')).toBe(
      'the webhook of north has no address in test: nothing is pushed until its record names one',
    );
    expect(await rotate('north', 'local')).toContain('WEBHOOK_URL=http://127.0.0.1:9000/ npm start');
    expect((await fixture.operate({ command: 'webhook-enable', ...onLine })).said).toBe(
      'nothing was pushed to acme of plant oslo yet: ask in a minute',
    );
    expect(
      (await fixture.operate({ command: 'webhook-enable', partner: 'acme', plant: 'lyon' })).said,
    ).toContain('nothing is pushed to acme of plant lyon');
  });
});
