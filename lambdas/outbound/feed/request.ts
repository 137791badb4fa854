import type { APIGatewayProxyResult } from 'aws-lambda';
import type { HttpRequest, PartnerDeps } from '../../access/for-partner.ts';
import type { PartnerAccess } from '../../access/partner-access.ts';
import type { Clock } from '../../platform/time.ts';
import type { Consumers, Feed } from './feed.ts';

export interface FeedRequestDeps extends PartnerDeps {
  feed: Pick<Feed, 'head' | 'after' | 'at' | 'named' | 'statePage'>;
  consumers: Pick<Consumers, 'of' | 'move' | 'keepReference'>;
  /** of the messages' `source` */
  environment: string;
  clock: Clock;
  /** `FeedLagSeconds`: age of the oldest message that a partner had not acknowledged when it read on; 0 without one */
  gauge(metric: 'FeedLagSeconds', seconds: number): void;
}

/** A partner's call about one of its plants. */
export interface FeedCall<Query = unknown> {
  request: HttpRequest;
  access: PartnerAccess;
  plant: string;
  query: Query;
}

export type FeedAnswer<Query = unknown> = (
  call: FeedCall<Query>,
  deps: FeedRequestDeps,
) => Promise<APIGatewayProxyResult>;

/**
 * Where a page ends before it has as many rows as were asked for. Lambda refuses answers of more than 6 MB, and an
 * envelope is small beside its data.
 */
export const pageBounds = { mostBytes: 4_500_000, mostScanned: 2000 };
