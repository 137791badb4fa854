import { setTimeout as wait } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { questionPort } from '../odoo/ports.ts';
import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { entityTypes } from '../outbound/poll/entity-types.ts';
import { type HandlerDeps, handle } from '../outbound/poll/poll-plants.ts';
import { awsCalls, documentClient, milliseconds, positive, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, publishMetric } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { dynamoCodeMapping } from '../posting/code-mapping/dynamo-code-mapping.ts';
import { eventBridgeOutcomeBus } from '../posting/outcomes.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

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
    entityTypes,
    clock,
    log,
    feed: dynamoFeed(client, env.FEED_TABLE),
    keepDays: env.FEED_KEEP_DAYS,
    eventStore: dynamoEventStore(client, env.LEDGER_TABLE),
    codeMapping: dynamoCodeMapping(client, env.CROSSWALK_TABLE),
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    bus: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    wake: async (plant) => {
      const target = { FunctionName: env.WEBHOOKS_FUNCTION, InvocationType: 'Event' as const };
      await lambda.send(new InvokeCommand({ ...target, Payload: JSON.stringify({ plant }) }));
    },
    count: (metric, plant, value) => publishMetric(metric, value, { plant }),
  };
};

const deps = configure();

export const handler = lambdaFunction((input: unknown, context) =>
  handle(input, () => context.getRemainingTimeInMillis(), deps),
);
