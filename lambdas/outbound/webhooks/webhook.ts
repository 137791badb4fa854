import {
  GetParameterCommand,
  ParameterNotFound,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { partnerAccess } from '../../access/partner-access.ts';
import { awsCalls } from '../../platform/aws.ts';
import type { Log } from '../../platform/log.ts';
import type { Clock } from '../../platform/time.ts';
import type { Feed } from '../feed/feed.ts';
import type { Post } from './post.ts';
import type { SecretStore } from './secrets.ts';
import type { WebhookStates } from './webhook-state.ts';

/** A partner's webhook: its URL and the messages it receives. Written at deployment. */
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
  states: WebhookStates;
  secrets: Pick<SecretStore, 'get'>;
  post: Post;
  clock: Clock;
  /** from 0 to 1, for the jitter of the retry table */
  random(): number;
  pause(milliseconds: number): Promise<void>;
  log: Log;
  /** the gateway's environment, part of the messages' `source` */
  environment: string;
}

/** Webhooks in SSM parameters `<path><partner>`. Read at every call, not cached: a run lasts a minute. */
export const ssmWebhooks = (path: string, client = new SSMClient(awsCalls)): Webhooks => ({
  async of(partner) {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: `${path}${partner}` }));
      return read(Parameter?.Value);
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  },
  async all() {
    const found: Webhook[] = [];
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, { Path: path }))
      found.push(...Parameters.map(({ Value }) => read(Value)));
    return found;
  },
});

const read = (text = '{}'): Webhook => webhook.parse(JSON.parse(text));
