import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type ChangeNotificationDeps, handle } from '../outbound/change-notification.ts';
import { dynamoChangeNotifications } from '../outbound/dynamo-change-notifications.ts';
import type { PollRequest } from '../outbound/poll/poll-request.ts';
import { awsCalls, documentClient, readEnvironment, text } from '../platform/aws.ts';
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
  const lambda = new LambdaClient(awsCalls);
  return {
    clock,
    log,
    plants: env.PLANTS.split(','),
    word: async () => String(await secrets.get(env.HINT_SECRET_ARN, { maxAge })),
    ...dynamoChangeNotifications(documentClient(), env.FEED_TABLE),
    poll: async (plant) => {
      const request: PollRequest = { plant, hinted: true };
      const Payload = JSON.stringify(request);
      await lambda.send(
        new InvokeCommand({ FunctionName: env.DISPATCH_FUNCTION, InvocationType: 'Event', Payload }),
      );
    },
  };
};

const deps = configure();

export const handler = lambdaFunction((request: APIGatewayProxyEvent) => handle(request, deps));
