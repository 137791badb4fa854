import { setTimeout as pause } from 'node:timers/promises';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import { dynamoLines } from './dynamo-lines.ts';
import type { WebhooksDeps } from './handle.ts';
import { httpPost } from './http-post.ts';
import { answerWithinMs } from './pump.ts';
import { secretsManager } from './secrets-manager.ts';
import { ssmWebhooks } from './ssm-webhooks.ts';

/** What a run needs; its connections to endpoints are its own, as none outlives the sleep between two runs. */
export const configure = (): (() => { deps: WebhooksDeps; close(): void }) => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    FEED_TABLE: text,
    WEBHOOK_PARAMETERS: text,
    WEBHOOK_SECRETS: text,
  });
  const client = documentClient();
  const kept = {
    environment: env.ENVIRONMENT,
    feed: dynamoFeed(client, env.FEED_TABLE),
    lines: dynamoLines(client, env.FEED_TABLE),
    webhooks: ssmWebhooks(env.WEBHOOK_PARAMETERS),
    secrets: secretsManager(env.WEBHOOK_SECRETS),
    clock,
    log,
    random: Math.random,
    pause: (milliseconds: number) => pause(milliseconds),
    gauge: ((metric, value) => {
      const unit = metric.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count;
      metrics.singleMetric().addMetric(metric, unit, value);
    }) satisfies WebhooksDeps['gauge'],
  };
  return () => {
    const { post, close } = httpPost({ timeoutMs: answerWithinMs, loopback: env.ENVIRONMENT === 'local' });
    return { deps: { ...kept, post }, close };
  };
};
