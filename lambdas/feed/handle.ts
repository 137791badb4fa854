import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { problem, unavailable } from '../http/problem.ts';
import type { Consumers } from '../outbound/consumers.ts';
import type { Feed } from '../outbound/feed.ts';
import type { PartnerAccess, PartnerDirectory } from '../partners/partner-access.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorForLog, type Log } from '../runtime/log.ts';
import { getFeed } from './get-feed.ts';
import { getOrder } from './get-order.ts';
import { getOrders, getStock } from './get-standing.ts';
import { postAck } from './post-ack.ts';

export interface FeedDeps {
  feed: Pick<Feed, 'head' | 'after' | 'at' | 'named' | 'statePage'>;
  consumers: Pick<Consumers, 'of' | 'move' | 'keepReference'>;
  directory: PartnerDirectory;
  /** of the messages' `source` */
  environment: string;
  clock: Clock;
  log: Log;
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

/** What partners are told: in order by the feed, and how things stand by it. Odoo is not asked. */
export const handle = async (request: FeedRequest, deps: FeedDeps): Promise<APIGatewayProxyResult> => {
  try {
    const answer = Object.hasOwn(answers, request.resource) ? answers[request.resource] : undefined;
    if (!answer) return problem({ status: 404, title: 'Not Found' });
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const plant = request.pathParameters?.plant ?? '';
    if (!access.plants.includes(plant)) return problem({ status: 404, title: 'Not Found' });
    return await answer(request, { access, plant }, deps);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'feed', ...errorForLog(error) });
    return unavailable();
  }
};
