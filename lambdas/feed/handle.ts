import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { problem } from '../http/problem.ts';
import type { Consumers } from '../outbound/consumers.ts';
import type { Feed } from '../outbound/feed.ts';
import { forPartner, type PartnerDeps } from '../partners/for-partner.ts';
import type { PartnerAccess } from '../partners/partner-access.ts';
import type { Clock } from '../runtime/clock.ts';
import { getFeed } from './get-feed.ts';
import { getOrder } from './get-order.ts';
import { getOrders, getStock } from './get-standing.ts';
import { postAck } from './post-ack.ts';

export interface FeedDeps extends PartnerDeps {
  feed: Pick<Feed, 'head' | 'after' | 'at' | 'named' | 'statePage'>;
  consumers: Pick<Consumers, 'of' | 'move' | 'keepReference'>;
  /** of the messages' `source` */
  environment: string;
  clock: Clock;
}

export type FeedRequest = Pick<
  APIGatewayProxyEvent,
  | 'resource'
  | 'pathParameters'
  | 'queryStringParameters'
  | 'headers'
  | 'body'
  | 'isBase64Encoded'
  | 'requestContext'
>;

/** Who asks, and about which of its plants. */
export interface Asker {
  access: PartnerAccess;
  plant: string;
}

export type Answer = (request: FeedRequest, asker: Asker, deps: FeedDeps) => Promise<APIGatewayProxyResult>;

const answers: Readonly<Record<string, Answer>> = {
  '/v1/plants/{plant}/feed': getFeed,
  '/v1/plants/{plant}/feed/ack': postAck,
  '/v1/plants/{plant}/orders': getOrders,
  '/v1/plants/{plant}/orders/{order}': getOrder,
  '/v1/plants/{plant}/stock': getStock,
};

/** Who is told nothing has no feed: what it acknowledged would be of others. */
const ofFeed: ReadonlySet<Answer> = new Set([getFeed, postAck]);
const toldNothing = 'this key is told nothing: the partner’s record names no messages that it receives';

/** What partners are told: in order by the feed, and how things stand by it. Odoo is not asked. */
export const handle = (request: FeedRequest, deps: FeedDeps): Promise<APIGatewayProxyResult> =>
  forPartner(request, answers, deps, 'feed', async (answer, access) => {
    const plant = request.pathParameters?.plant ?? '';
    if (!access.plants.includes(plant)) return problem({ status: 404, title: 'Not Found' });
    if (ofFeed.has(answer) && access.receives.length === 0)
      return problem({ status: 403, title: 'Forbidden', detail: toldNothing });
    return answer(request, { access, plant }, deps);
  });
