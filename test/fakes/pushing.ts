import { randomBytes } from 'node:crypto';
import { Webhook as Verifier } from 'standardwebhooks';
import type { FeedMessage } from '../../lambdas/outbound/feed/feed.ts';
import type { EndpointAnswer } from '../../lambdas/outbound/webhooks/post.ts';
import { pump } from '../../lambdas/outbound/webhooks/pump.ts';
import type { PartnerSecrets } from '../../lambdas/outbound/webhooks/secrets.ts';
import type { PushDeps, Webhook } from '../../lambdas/outbound/webhooks/webhook.ts';
import type { WebhookState } from '../../lambdas/outbound/webhooks/webhook-state.ts';
import { inMemoryFeed } from './in-memory-feed.ts';
import { inMemoryLines } from './in-memory-webhook-states.ts';

export const plant = 'oslo';
export const webhook: Webhook = {
  url: 'https://acme.example/hook',
  plants: [plant],
  access: {
    partner: 'acme',
    plants: [plant],
    systems: [],
    types: [],
    reads: 'plant',
    receives: ['stock.*'],
    suppliers: [],
  },
};

/** A function lives so long. */
const lifeMs = 75_000;

export interface Received {
  id: string;
  sequence: number;
  entity: string;
  body: string;
}

/** A partner's endpoint, which keeps what it receives and answers as the test says. */
export class Consumer {
  readonly received: Received[] = [];
  /** what it answered 2xx to */
  readonly taken: Received[] = [];
  answer: (message: Received) => EndpointAnswer = () => ({ status: 204 });
  secret: string;
  /** ids whose signature did not verify with the secret it held then */
  readonly strange: string[] = [];

  constructor(secret: string) {
    this.secret = secret;
  }

  take(headers: Readonly<Record<string, string>>, body: string): EndpointAnswer {
    const id = headers['webhook-id'] ?? '';
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const signature = new Verifier(this.secret).sign(id, at, body);
    if (!headers['webhook-signature']?.split(' ').includes(signature)) {
      this.strange.push(id);
      return { status: 401 };
    }
    const event = JSON.parse(body) as { sequence: string; subject: string };
    const message = { id, sequence: Number(event.sequence), entity: event.subject, body };
    const answer = this.answer(message);
    // The endpoint received the message although its answer is lost.
    if (!('broken' in answer) || answer.broken !== 'ECONNREFUSED') this.received.push(message);
    if ('status' in answer && answer.status < 300) this.taken.push(message);
    return answer;
  }
}

/** A feed, a partner with a webhook, and a clock that is set. */
export const pushing = () => {
  let now = Date.parse('2026-11-24T12:00:00Z');
  const feed = inMemoryFeed();
  const states = inMemoryLines();
  const kept: { secrets: PartnerSecrets } = { secrets: { current: randomBytes(32).toString('base64') } };
  const consumer = new Consumer(`whsec_${kept.secrets.current}`);
  const logged: { code: string; about: Record<string, unknown> }[] = [];
  const remember = (code: string, about: Record<string, unknown>) => logged.push({ code, about });
  let end = 0;
  const deps: PushDeps = {
    feed,
    states,
    secrets: { get: async () => kept.secrets },
    post: async (_, headers, body) => consumer.take(headers, body),
    clock: () => new Date(now),
    random: () => 0,
    pause: async (milliseconds) => {
      now += milliseconds;
    },
    log: { info: remember, warn: remember, error: remember },
    environment: 'test',
  };
  const message = (entity: string, more: Partial<FeedMessage> = {}): FeedMessage => {
    end += 1;
    return {
      plant,
      sequence: end,
      name: 'stock.changed',
      subject: entity,
      thing: { kind: 'stock', name: entity },
      time: new Date(now).toISOString(),
      data: { value: end },
      hash: `${end}`,
      expires: 4_000_000_000,
      ...more,
    };
  };
  const fixture = {
    feed,
    states,
    consumer,
    deps,
    logged,
    kept,
    now: () => new Date(now),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    /** publishes a message about each entity; answers the positions */
    publish: async (...entities: string[]): Promise<number[]> => {
      const published = entities.map((entity) => message(entity));
      for (const each of published) await feed.append(each);
      return published.map(({ sequence }) => sequence);
    },
    append: async (entity: string, more: Partial<FeedMessage>) => feed.append(message(entity, more)),
    run: (more: Partial<PushDeps> = {}) => {
      const until = now + lifeMs;
      return pump(webhook, plant, () => until - now, { ...deps, ...more });
    },
    line: async (): Promise<WebhookState> => {
      const line = await states.get('acme', plant);
      if (!line) throw new Error('there is no line');
      return line;
    },
    /** runs every minute until nothing waits; throws when that takes longer than so many hours */
    settle: async (hours: number) => {
      const until = now + hours * 3_600_000;
      for (;;) {
        await fixture.run();
        const { position, waiting, replay } = await fixture.line();
        if (position >= end && waiting.length === 0 && !replay) return;
        if (now > until) throw new Error(`not settled within ${hours} hours`);
        now += 60_000;
      }
    },
  };
  return fixture;
};
