import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { PartnerDeps } from '../../access/for-partner.ts';
import type { PartnerAccess } from '../../access/partner-access.ts';
import type { Clock } from '../../platform/time.ts';
import type { Consumers, Feed } from './feed.ts';

export interface FeedRequestDeps extends PartnerDeps {
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

export type FeedAnswer = (
  request: FeedRequest,
  asker: Asker,
  deps: FeedRequestDeps,
) => Promise<APIGatewayProxyResult>;
