import {
  type APIGatewayClient,
  DeleteApiKeyCommand,
  DeleteUsagePlanCommand,
  paginateGetApiKeys,
  paginateGetUsagePlans,
} from '@aws-sdk/client-api-gateway';
import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, type DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  DeleteEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import {
  DeleteSecretCommand,
  paginateListSecrets,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteStateMachineCommand, paginateListStateMachines, type SFNClient } from '@aws-sdk/client-sfn';
import {
  DeleteQueueCommand,
  GetQueueUrlCommand,
  paginateListQueues,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { DeleteParametersCommand, paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import type { Found, Kind } from './ports.ts';

/** Names in pages, of one field. */
const namesIn = async <Page>(
  pages: AsyncIterable<Page>,
  of: (page: Page) => (Found | undefined)[],
): Promise<Found[]> => {
  const found: Found[] = [];
  for await (const page of pages) found.push(...of(page).filter((each) => each !== undefined));
  return found;
};

/** Does something to a thing that may be gone already. */
const unlessGone = async (...[call, gone]: [Promise<unknown>, RegExp]): Promise<undefined> => {
  await call.catch((error: Error) => {
    if (!gone.test(error.name)) throw error;
  });
};

const starting = (prefix: string, name: string | undefined): Found | undefined =>
  name?.startsWith(prefix) ? { name } : undefined;

export const secretsKind = (client: SecretsManagerClient, prefix: string): Kind => ({
  what: 'secrets',
  find: () =>
    namesIn(
      paginateListSecrets(
        { client },
        // A secret that waits for its deletion keeps its name for up to 30 days.
        { IncludePlannedDeletion: true, Filters: [{ Key: 'name', Values: [prefix] }] },
      ),
      ({ SecretList = [] }) => SecretList.map(({ Name }) => starting(prefix, Name)),
    ),
  remove: (SecretId) =>
    unlessGone(
      client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
      /ResourceNotFound/,
    ),
});

export const parametersKind = (client: SSMClient, Path: string): Kind => ({
  what: 'parameters',
  find: () =>
    namesIn(paginateGetParametersByPath({ client }, { Path, Recursive: true }), ({ Parameters = [] }) =>
      Parameters.map(({ Name }) => starting(Path, Name)),
    ),
  remove: (name) =>
    unlessGone(client.send(new DeleteParametersCommand({ Names: [name] })), /ParameterNotFound/),
});

export const logGroupsKind = (client: CloudWatchLogsClient, prefixes: readonly string[]): Kind => ({
  what: 'log groups',
  find: async () =>
    (
      await Promise.all(
        prefixes.map((logGroupNamePrefix) =>
          namesIn(paginateDescribeLogGroups({ client }, { logGroupNamePrefix }), ({ logGroups = [] }) =>
            logGroups.map(({ logGroupName }) => starting(logGroupNamePrefix, logGroupName)),
          ),
        ),
      )
    ).flat(),
  remove: (logGroupName) =>
    unlessGone(client.send(new DeleteLogGroupCommand({ logGroupName })), /ResourceNotFound/),
});

export const tablesKind = (client: DynamoDBClient, prefix: string): Kind => ({
  what: 'tables',
  find: () =>
    namesIn(paginateListTables({ client }, {}), ({ TableNames = [] }) =>
      TableNames.map((name) => starting(prefix, name)),
    ),
  remove: (TableName) => unlessGone(client.send(new DeleteTableCommand({ TableName })), /ResourceNotFound/),
});

export const queuesKind = (client: SQSClient, prefix: string): Kind => ({
  what: 'queues',
  find: () =>
    namesIn(
      paginateListQueues({ client }, { QueueNamePrefix: prefix, MaxResults: 1000 }),
      ({ QueueUrls = [] }) => QueueUrls.map((url) => starting(prefix, url.split('/').at(-1))),
    ),
  remove: async (QueueName) => {
    const found = client.send(new GetQueueUrlCommand({ QueueName }));
    return unlessGone(
      found.then(({ QueueUrl }) => client.send(new DeleteQueueCommand({ QueueUrl }))),
      /QueueDoesNotExist|NonExistentQueue/,
    );
  },
});

export const mappingsKind = (client: LambdaClient, prefix: string): Kind => ({
  what: 'event source mappings',
  find: () =>
    namesIn(paginateListEventSourceMappings({ client }, {}), ({ EventSourceMappings = [] }) =>
      EventSourceMappings.map(({ UUID = '', FunctionArn = '' }) =>
        FunctionArn.includes(`:function:${prefix}`)
          ? { name: UUID, holds: FunctionArn.split(':').at(-1) ?? '' }
          : undefined,
      ),
    ),
  remove: (UUID) =>
    unlessGone(client.send(new DeleteEventSourceMappingCommand({ UUID })), /ResourceNotFound|ResourceInUse/),
});

export const machinesKind = (client: SFNClient, names: readonly string[]): Kind => {
  const find = () =>
    namesIn(paginateListStateMachines({ client }, {}), ({ stateMachines = [] }) =>
      stateMachines.map(({ name = '', stateMachineArn: holds = '' }) =>
        names.includes(name) ? { name, holds } : undefined,
      ),
    );
  return {
    what: 'state machines',
    find,
    async remove(name) {
      const known = (await find()).find((each) => each.name === name);
      if (known?.holds) await client.send(new DeleteStateMachineCommand({ stateMachineArn: known.holds }));
      return undefined;
    },
  };
};

export const apiKeysKind = (client: APIGatewayClient, prefix: string): Kind => ({
  what: 'API keys',
  find: () =>
    namesIn(paginateGetApiKeys({ client }, { nameQuery: prefix, includeValues: false }), ({ items = [] }) =>
      items.map(({ id = '', name }) => (name?.startsWith(prefix) ? { name: id, holds: name } : undefined)),
    ),
  remove: (apiKey) => unlessGone(client.send(new DeleteApiKeyCommand({ apiKey })), /NotFound/),
});

export const usagePlansKind = (client: APIGatewayClient, prefix: string): Kind => ({
  what: 'usage plans',
  find: () =>
    namesIn(paginateGetUsagePlans({ client }, {}), ({ items = [] }) =>
      items.map(({ id = '', name }) => (name?.startsWith(prefix) ? { name: id, holds: name } : undefined)),
    ),
  remove: (usagePlanId) => unlessGone(client.send(new DeleteUsagePlanCommand({ usagePlanId })), /NotFound/),
});
