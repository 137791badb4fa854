import { setTimeout as pause } from 'node:timers/promises';
import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { httpPost } from '../outbound/webhooks/post.ts';
import { answerWithinMs, handle, type WebhooksDeps } from '../outbound/webhooks/pump.ts';
import { secretsManager } from '../outbound/webhooks/secrets.ts';
import { ssmWebhooks } from '../outbound/webhooks/webhook.ts';
import { dynamoWebhookStates } from '../outbound/webhooks/webhook-state.ts';
import { documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, publishMetric } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';

/** Returns a function that opens what one run needs. Each run has its own connections: none survives the sleep between two runs. */
export const configure = (): (() => { deps: WebhooksDeps; close(): void }) => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    FEED_TABLE: text,
    WEBHOOK_PARAMETERS: text,
    WEBHOOK_SECRETS: text,
  });
  const client = documentClient();
  const shared = {
    environment: env.ENVIRONMENT,
    feed: dynamoFeed(client, env.FEED_TABLE),
    states: dynamoWebhookStates(client, env.FEED_TABLE),
    webhooks: ssmWebhooks(env.WEBHOOK_PARAMETERS),
    secrets: secretsManager(env.WEBHOOK_SECRETS),
    clock,
    log,
    random: Math.random,
    pause: (milliseconds: number) => pause(milliseconds),
    gauge: ((metric, value) => publishMetric(metric, value)) satisfies WebhooksDeps['gauge'],
  };
  return () => {
    const { post, close } = httpPost({ timeoutMs: answerWithinMs, loopback: env.ENVIRONMENT === 'local' });
    return { deps: { ...shared, post }, close };
  };
};

const connect = configure();

export const handler = lambdaFunction(async (input: unknown, context) => {
  const { deps, close } = connect();
  try {
    await handle(input, () => context.getRemainingTimeInMillis(), deps);
  } finally {
    close();
  }
});
