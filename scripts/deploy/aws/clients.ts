import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  APIGatewayClient,
  GetAccountCommand,
  GetApiKeyCommand,
  paginateGetApiKeys,
  paginateGetUsagePlans,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CostExplorerClient, paginateGetAnomalyMonitors } from '@aws-sdk/client-cost-explorer';
import { DynamoDBClient, paginateListTables, paginateQuery } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { namesOf } from '../../../lib/names.ts';
import { bucketsOf } from './buckets.ts';
import {
  apiKeysKind,
  logGroupsKind,
  machinesKind,
  mappingsKind,
  parametersKind,
  queuesKind,
  secretsKind,
  tablesKind,
  usagePlansKind,
} from './leftovers.ts';
import { rolesKind } from './logging-role.ts';
import type { Aws, Leftovers } from './ports.ts';
import { stacksOf } from './stacks.ts';

export interface Connection {
  region: string;
  /** only for the local cloud: its address and credentials; absent: AWS, and the credentials of the shell */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

const undefinedIf =
  (name: RegExp) =>
  (error: Error): undefined => {
    if (!name.test(error.name)) throw error;
  };

/** An account by the AWS SDK, with the credentials of the shell. */
export const awsAccount = (connection: Connection): Aws => {
  // A person waits, and CloudFormation's API throttles early: more attempts than the functions have.
  const settings = { ...connection, maxAttempts: 8 };
  const gateway = new APIGatewayClient(settings);
  const secrets = new SecretsManagerClient(settings);
  const lambda = new LambdaClient(settings);
  const sqs = new SQSClient(settings);
  const ssm = new SSMClient(settings);
  const sts = new STSClient(settings);
  const tables = new DynamoDBClient(settings);

  const count = async <Page>(pages: AsyncIterable<Page>, of: (page: Page) => number): Promise<number> => {
    let sum = 0;
    for await (const page of pages) sum += of(page);
    return sum;
  };

  return {
    region: connection.region,
    async whoAmI() {
      const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand());
      return { account, arn };
    },
    stacks: stacksOf(new CloudFormationClient(settings)),
    parameters: {
      read: async (Name) => {
        const answer = await ssm
          .send(new GetParameterCommand({ Name }))
          .catch(undefinedIf(/ParameterNotFound/));
        return answer?.Parameter?.Value;
      },
    },
    secrets: {
      read: async (SecretId) => {
        const answer = await secrets
          .send(new GetSecretValueCommand({ SecretId }))
          .catch(undefinedIf(/ResourceNotFound/));
        return answer?.SecretString;
      },
      exists: async (SecretId) => {
        const answer = await secrets
          .send(new DescribeSecretCommand({ SecretId }))
          .catch(undefinedIf(/ResourceNotFound/));
        return answer !== undefined && answer.DeletedDate === undefined;
      },
      write: async (SecretId, SecretString) => {
        await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
      },
    },
    keys: {
      async withPrefix(prefix) {
        const found = [];
        for await (const { items = [] } of paginateGetApiKeys({ client: gateway }, { nameQuery: prefix }))
          for (const { id = '', name = '' } of items) if (name.startsWith(prefix)) found.push({ id, name });
        return found;
      },
      value: async (apiKey) =>
        (await gateway.send(new GetApiKeyCommand({ apiKey, includeValue: true }))).value ?? '',
    },
    limits: {
      concurrency: async () =>
        (await lambda.send(new GetAccountSettingsCommand())).AccountLimit?.ConcurrentExecutions ?? 0,
      async quota(ServiceCode, name) {
        const client = new ServiceQuotasClient(settings);
        for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode }))
          for (const { QuotaName = '', Value } of Quotas) if (name.test(QuotaName)) return Value;
        return undefined;
      },
      inUse: (what) =>
        what === 'tables'
          ? count(paginateListTables({ client: tables }, {}), ({ TableNames = [] }) => TableNames.length)
          : what === 'api-keys'
            ? count(paginateGetApiKeys({ client: gateway }, {}), ({ items = [] }) => items.length)
            : count(paginateGetUsagePlans({ client: gateway }, {}), ({ items = [] }) => items.length),
      apiLoggingRole: async () =>
        (await gateway.send(new GetAccountCommand({}))).cloudwatchRoleArn || undefined,
    },
    queues: {
      async messages(QueueName) {
        const found = await sqs
          .send(new GetQueueUrlCommand({ QueueName }))
          .catch(undefinedIf(/QueueDoesNotExist|NonExistentQueue/));
        if (!found) return undefined;
        const numbers = [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ] as const;
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl: found.QueueUrl, AttributeNames: [...numbers] }),
        );
        return numbers.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
      },
      outbox: (TableName, plant) =>
        count(
          paginateQuery(
            { client: tables },
            {
              TableName,
              IndexName: 'outbox',
              Select: 'COUNT',
              KeyConditionExpression: 'outbox = :plant',
              ExpressionAttributeValues: { ':plant': { S: plant } },
            },
          ),
          ({ Count = 0 }) => Count,
        ),
    },
    functions: {
      async invoke(FunctionName, input) {
        const { Payload, FunctionError } = await lambda.send(
          new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) }),
        );
        const text = Payload?.transformToString() ?? 'null';
        if (FunctionError) throw new Error(`${FunctionName} failed: ${text.slice(0, 300)}`);
        return JSON.parse(text) as unknown;
      },
    },
    certificates: {
      async read(CertificateArn) {
        const answer = await new ACMClient(settings)
          .send(new DescribeCertificateCommand({ CertificateArn }))
          .catch(undefinedIf(/ResourceNotFound/));
        if (!answer?.Certificate) return undefined;
        const { Status = '', FailureReason, DomainName, ...certificate } = answer.Certificate;
        const { SubjectAlternativeNames = [], NotAfter, KeyAlgorithm = '', Type } = certificate;
        return {
          status: Status,
          ...(FailureReason && { failure: FailureReason }),
          names: [...new Set([...(DomainName ? [DomainName] : []), ...SubjectAlternativeNames])],
          ...(NotAfter && { ends: NotAfter }),
          // The API's enumeration says RSA_2048, its answers RSA-2048.
          keyAlgorithm: KeyAlgorithm.replaceAll('-', '_'),
          imported: Type === 'IMPORTED',
        };
      },
    },
    costs: {
      async monitors() {
        // Cost Explorer has one endpoint per partition, which the SDK finds: in us-east-1 for all commercial regions.
        const client = new CostExplorerClient(settings);
        const found = [];
        for await (const { AnomalyMonitors = [] } of paginateGetAnomalyMonitors({ client }, {}))
          for (const { MonitorArn: arn = '', MonitorName: name = '', ...monitor } of AnomalyMonitors)
            found.push({
              arn,
              name,
              ...(monitor.MonitorType === 'DIMENSIONAL' && { dimension: monitor.MonitorDimension ?? '' }),
            });
        return found;
      },
    },
    leftovers(name, account): Leftovers {
      const names = namesOf({ name });
      const at = { account, region: connection.region };
      const logs = new CloudWatchLogsClient(settings);
      const prefix = names.stack('');
      const buckets = [names.dropBucket(at), names.auditBucket(at), names.analyticsBucket(at)];
      const others = [
        mappingsKind(lambda, prefix),
        apiKeysKind(gateway, prefix),
        usagePlansKind(gateway, prefix),
        tablesKind(tables, prefix),
        queuesKind(sqs, prefix),
        machinesKind(new SFNClient(settings), [names.holdMachine, names.runMachine]),
        secretsKind(secrets, `${names.bus}/`),
        parametersKind(ssm, names.partnerPath.replace('partners/', '')),
        rolesKind(new IAMClient(settings), gateway, prefix),
        logGroupsKind(logs, [prefix, `/aws/lambda/${prefix}`, `/aws/vendedlogs/states/${prefix}`]),
      ];
      return {
        buckets: bucketsOf(new S3Client(settings), buckets),
        others,
        logsOfApi: (apiId) => logGroupsKind(logs, [`API-Gateway-Execution-Logs_${apiId}/`]),
      };
    },
  };
};
