import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionally } from '../ledger/dynamo-table.ts';
import { awsCalls } from '../runtime/aws.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { HintDeps } from './handle.ts';

/** A word that was changed works after this long at the latest. */
const maxAge = 300;

export const configure = (): HintDeps => {
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
    look: async (plant) => {
      const Payload = JSON.stringify({ plant, hinted: true });
      await lambda.send(
        new InvokeCommand({ FunctionName: env.DISPATCH_FUNCTION, InvocationType: 'Event', Payload }),
      );
    },
  };
};
