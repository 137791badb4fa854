import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type ChangeNotificationDeps, handle } from '../outbound/change-notification.ts';
import { awsCalls, documentClient, readEnvironment, text } from '../platform/aws.ts';
import { conditionally } from '../platform/dynamo.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';

/** Seconds for which the shared secret is cached. A changed secret works after this long at the latest. */
const maxAge = 300;

export const configure = (): ChangeNotificationDeps => {
  const env = readEnvironment({
    PLANTS: text,
    FEED_TABLE: text,
    HINT_SECRET_ARN: text,
    DISPATCH_FUNCTION: text,
  });
  const secrets = new SecretsProvider({ awsSdkV3Client: new SecretsManagerClient(awsCalls) });
  const table = documentClient();
  const lambda = new LambdaClient(awsCalls);
  return {
    clock,
    log,
    plants: env.PLANTS.split(','),
    word: async () => String(await secrets.get(env.HINT_SECRET_ARN, { maxAge })),
    take: async (plant, now, until) => {
      const put = new PutCommand({
        TableName: env.FEED_TABLE,
        Item: { pk: `HINT#${plant}`, sk: 'HINT', until },
        ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': now },
      });
      return (await conditionally(() => table.send(put))) !== undefined;
    },
    poll: async (plant) => {
      const Payload = JSON.stringify({ plant, hinted: true });
      await lambda.send(
        new InvokeCommand({ FunctionName: env.DISPATCH_FUNCTION, InvocationType: 'Event', Payload }),
      );
    },
  };
};

const deps = configure();

export const handler = lambdaFunction((request: APIGatewayProxyEvent) => handle(request, deps));
