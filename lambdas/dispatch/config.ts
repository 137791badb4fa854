import { setTimeout as wait } from 'node:timers/promises';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { plants } from '../../plants/index.ts';
import { eventBridgeOutcomeBus } from '../bus/eventbridge-outcome-bus.ts';
import { dynamoCrosswalk } from '../crosswalk/dynamo-crosswalk.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { questionPort } from '../odoo/question-port.ts';
import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import { awsCalls } from '../runtime/aws.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, positive, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import type { HandlerDeps } from './handle.ts';
import { kinds } from './kinds.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    FEED_TABLE: text,
    FEED_KEEP_DAYS: positive,
    WEBHOOKS_FUNCTION: text,
    LEDGER_TABLE: text,
    CROSSWALK_TABLE: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
    BUS_NAME: text,
  });
  const client = documentClient();
  const lambda = new LambdaClient(awsCalls);
  return {
    plants,
    wait,
    kinds,
    clock,
    log,
    feed: dynamoFeed(client, env.FEED_TABLE),
    keepDays: env.FEED_KEEP_DAYS,
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    crosswalk: dynamoCrosswalk(client, env.CROSSWALK_TABLE),
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    bus: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    wake: async (plant) => {
      const asked = { FunctionName: env.WEBHOOKS_FUNCTION, InvocationType: 'Event' as const };
      await lambda.send(new InvokeCommand({ ...asked, Payload: JSON.stringify({ plant }) }));
    },
    count: (metric, plant, value) => {
      const single = metrics.singleMetric();
      single.addDimension('plant', plant);
      single.addMetric(metric, MetricUnit.Count, value);
    },
  };
};
