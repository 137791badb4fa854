import * as z from 'zod';
import type { Feed } from '../outbound/feed.ts';
import { partnerAccess } from '../partners/partner-access.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Lines } from './line.ts';
import type { Post } from './post.ts';
import type { SecretStore } from './secrets.ts';

/** Where a partner's messages go, and which are its; written at deployment. */
export const webhook = z.object({
  url: z.url(),
  /** plants whose messages are pushed */
  plants: z.array(z.string()),
  access: partnerAccess,
});

export type Webhook = z.infer<typeof webhook>;

/** The webhooks of the environment. Throws when the store fails. */
export interface Webhooks {
  of(partner: string): Promise<Webhook | undefined>;
  all(): Promise<readonly Webhook[]>;
}

export interface PushDeps {
  feed: Pick<Feed, 'after' | 'at' | 'head'>;
  lines: Lines;
  secrets: Pick<SecretStore, 'get'>;
  post: Post;
  clock: Clock;
  /** from 0 to 1, for the jitter of the retry table */
  random(): number;
  pause(milliseconds: number): Promise<void>;
  log: Log;
  /** the gateway's own environment, part of what messages say of their source */
  environment: string;
}
