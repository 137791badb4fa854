import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { LocalCloud } from '../src/local-cloud.ts';
import { until } from './until.ts';

/** SDK clients for a local cloud, and helpers that several tests use. */
export function tools(cloud: LocalCloud) {
  const config = {
    endpoint: cloud.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const tableName = outputLike(cloud, 'ExportsOutputRefRecords');
  const keyOf = (name: string) => cloud.apiKeys.find((key) => key.name === name)?.value ?? '';
  const item = async (pk: string) =>
    (await table.send(new GetCommand({ TableName: tableName, Key: { pk }, ConsistentRead: true }))).Item;
  return {
    lambda: new LambdaClient(config),
    secrets: new SecretsManagerClient(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
    secretArn: outputLike(cloud, 'ExportsOutputRefLogin'),
    item,
    /** waits until the item is there */
    eventually: (pk: string) =>
      until(async () => {
        const found = await item(pk);
        expect(found, pk).toBeDefined();
        return found as Record<string, unknown>;
      }),
    post: (order: object, partner = 'mill') =>
      fetch(`${cloud.url}/v1/orders`, {
        method: 'POST',
        headers: { 'x-api-key': keyOf(partner), 'content-type': 'application/json' },
        body: JSON.stringify(order),
      }),
    depth: (name: string) => cloud.queues.depths().find((queue) => queue.name.includes(name)),
  };
}

function outputLike(cloud: LocalCloud, start: string): string {
  const outputs = Object.values(cloud.outputs).flatMap((stack) => Object.entries(stack));
  return String(outputs.find(([name]) => name.startsWith(start))?.[1]);
}
