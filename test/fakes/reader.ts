import { productionOrderReleased } from '../../events/messages/production-order.ts';
import type { HttpRequest } from '../../lambdas/access/for-partner.ts';
import type { PartnerAccess } from '../../lambdas/access/partner-access.ts';
import { type MessageDraft, publishMessages } from '../../lambdas/outbound/feed/append.ts';
import type { FeedHead } from '../../lambdas/outbound/feed/feed.ts';
import { handle } from '../../lambdas/outbound/feed/http.ts';
import { answerAsPublished } from './as-published.ts';
import { inMemoryConsumers } from './in-memory-consumers.ts';
import { inMemoryFeed } from './in-memory-feed.ts';

export interface Read {
  status: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown> & {
    messages?: { sequence: string; id: string; subject: string; type: string }[];
    next?: number;
    more?: boolean;
    acknowledged?: number;
    cursor?: string;
    errors?: { pointer: string; rule: string }[];
  };
}

export const osloMes: PartnerAccess = {
  partner: 'oslo-mes',
  plants: ['oslo'],
  systems: ['mes'],
  types: [],
  reads: 'plant',
  receives: ['production-order.*', 'stock.*', 'lot.*'],
  suppliers: [],
};

/** A message about a production order. Messages differ in name, status, and how often it was published. */
export const orderMessage = (
  order: string,
  more: Partial<MessageDraft> & { data?: object } = {},
): MessageDraft => ({
  name: 'production-order.released',
  subject: order,
  thing: { kind: 'production-order', name: order },
  hash: JSON.stringify([order, more.data, more.gone]),
  ...more,
  data: { ...productionOrderReleased.sample, order, ...more.data },
});

export const stockMessage = (
  item: string,
  location: string,
  more: Partial<MessageDraft> = {},
  lot?: string,
): MessageDraft => ({
  name: 'stock.changed',
  subject: item,
  thing: { kind: 'stock', name: [item, location, lot].join('/') },
  hash: JSON.stringify([item, location, lot, more.data, more.gone]),
  ...more,
  data: { plant: 'oslo', item, location, ...(lot && { lot }), ...more.data },
});

const schemas: Record<string, string> = {
  '/feed': 'feedPage',
  '/feed/ack': 'acknowledged',
  '/orders': 'orders',
  '/orders/{order}': 'order',
  '/stock': 'stock',
};

/** The function `feed` over a feed in memory, a clock that a test sets, and a partner's key. */
export class Reader {
  now = Date.parse('2026-11-24T12:00:00.000Z');
  readonly feed = inMemoryFeed();
  readonly consumers = inMemoryConsumers();
  readonly logged: [string, Record<string, unknown>][] = [];
  readonly gauges: [string, number][] = [];
  storeIsAway = false;

  readonly clock = () => new Date(this.now);

  publish(drafts: readonly MessageDraft[], plant = 'oslo', keepDays = 90): Promise<FeedHead> {
    return publishMessages(plant, drafts, { feed: this.feed, clock: this.clock, keepDays });
  }

  async call(
    path: string,
    more: { access?: PartnerAccess | undefined; plant?: string; order?: string } & Partial<HttpRequest>,
  ): Promise<Read> {
    const { access, plant = 'oslo', order, ...request } = more;
    const note = (code: string, about: Record<string, unknown>) => void this.logged.push([code, about]);
    const { feed, consumers, clock } = this;
    const answer = await handle(
      {
        httpMethod: path === '/feed/ack' ? 'POST' : 'GET',
        resource: `/v1/plants/{plant}${path}`,
        pathParameters: { plant, ...(order !== undefined && { order }) },
        queryStringParameters: null,
        headers: {},
        body: null,
        isBase64Encoded: false,
        requestContext: { identity: { apiKeyId: 'key' } },
        ...request,
      } as HttpRequest,
      {
        feed,
        consumers,
        clock,
        environment: 'test',
        gauge: (metric, seconds) => void this.gauges.push([metric, seconds]),
        log: { info: note, warn: note, error: note },
        directory: async () => {
          if (this.storeIsAway) throw new Error('a secret of the store');
          return 'access' in more ? access : osloMes;
        },
      },
    );
    const { statusCode: status, headers = {}, body } = answer;
    if (status === 304) return { status, headers, body: {} };
    const read = JSON.parse(body) as Read['body'];
    return {
      status,
      headers,
      body: answerAsPublished(status === 200 ? (schemas[path] ?? '') : 'problem', read),
    };
  }

  get(
    path: string,
    query: Record<string, string> = {},
    access: PartnerAccess | undefined = osloMes,
    more: { headers?: Record<string, string>; plant?: string; order?: string } = {},
  ): Promise<Read> {
    return this.call(path, { access, queryStringParameters: query, ...more });
  }

  ack(body: unknown, access: PartnerAccess = osloMes): Promise<Read> {
    return this.call('/feed/ack', {
      access,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}
