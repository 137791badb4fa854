// node test/architecture/follow-one-event.ts <data folder>
//
// Sends one event through the functions in this process and prints, as JSON, the files of lambdas/ and events/ in which a
// function ran, by step. The stores, queues and the bus are those of the local cloud; Odoo is the fake one.
import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { startLocalGateway } from '../../local/run/local-gateway.ts';
import { odooOrFake } from '../../local/run/odoo-or-fake.ts';

const root = join(import.meta.dirname, '..', '..');
const [dataDir = ''] = process.argv.slice(2);
const odoo = await odooOrFake(join(dataDir, 'odoo'), new Date(), () => {});
const gateway = await startLocalGateway({ dataDir, odoo: odoo.address });

const name = (part: string) => `opg-local-${part}`;
const account = '000000000000';
const region = 'eu-central-1';
Object.assign(process.env, {
  AWS_ENDPOINT_URL: gateway.cloud.awsUrl,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  POWERTOOLS_TRACE_ENABLED: 'false',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  ENVIRONMENT: 'local',
  PLANT: 'oslo',
  LEDGER_TABLE: name('ledger'),
  AUDIT_TABLE: name('audit'),
  CROSSWALK_TABLE: name('crosswalk'),
  IDEMPOTENCY_TABLE: name('idempotency'),
  RECONCILIATION_TABLE: name('reconciliation'),
  LANE_QUEUE_URL: `${gateway.cloud.awsUrl}/${account}/${name('lane-{plant}.fifo')}`,
  PARTNER_PARAMETERS: '/opg/local/partners/',
  BUS_NAME: name('bus').replace('-bus', ''),
  ODOO_SECRET_ARN: 'opg-local/odoo',
  ODOO_TIMEOUT_MS: '20000',
});

// What the plant's queue holds is for this process, not for the local cloud's own function.
const lambda = new LambdaClient({});
const { EventSourceMappings = [] } = await lambda.send(
  new ListEventSourceMappingsCommand({ FunctionName: name('post-oslo') }),
);
for (const { UUID } of EventSourceMappings)
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));

const { handler: accept } = await import('../../lambdas/functions/accept.ts');
const { handler: post } = await import('../../lambdas/functions/post.ts');
const { handler: query } = await import('../../lambdas/functions/query.ts');

const session = new Session();
session.connect();
await session.post('Profiler.enable');
const filesOf = async <T>(run: () => Promise<T>): Promise<{ answer: T; files: string[] }> => {
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const answer = await run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  const files = result
    .filter(({ url }) => url.startsWith('file:'))
    .filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
    .map(({ url }) => relative(root, fileURLToPath(url)))
    .filter((file) => /^(lambdas|events)\//.test(file));
  return { answer, files: files.sort() };
};

const context = {
  awsRequestId: 'one-event',
  functionName: 'one-event',
  getRemainingTimeInMillis: () => 60_000,
} as never;
const order = 'OSL/MO/1001';
const event = {
  specversion: '1.0',
  id: `follow-${Date.now()}`,
  source: '/plants/oslo/mes',
  type: 'com.odoo-plant-gateway.production.reported.v1',
  time: new Date().toISOString(),
  subject: order,
  dataschema: 'urn:odoo-plant-gateway:production.reported:v1',
  data: { order, quantity: { value: 10, unit: 'KGM' }, lot: { number: 'FOLLOW-1' } },
};

/** API Gateway's id of the partner's key, which its record is stored under. */
const apiKeyId = gateway.cloud.apiKeys.find((key) => key.name === name('oslo-mes'))?.id ?? '';
const request = (resource: string, more: object) => ({
  resource,
  httpMethod: 'GET',
  headers: {},
  requestContext: { identity: { apiKeyId } },
  ...more,
});

const accepted = await filesOf(() =>
  accept(
    request('/v1/events', {
      httpMethod: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    }) as never,
    context,
  ),
);
const { events } = JSON.parse((accepted.answer as { body: string }).body) as {
  events: { eventKey: string }[];
};
const eventKey = events[0]?.eventKey ?? '';

const { Messages = [] } = await new SQSClient({}).send(
  new ReceiveMessageCommand({
    QueueUrl: process.env.LANE_QUEUE_URL?.replace('{plant}', 'oslo'),
    WaitTimeSeconds: 5,
    MessageSystemAttributeNames: ['All'],
  }),
);
const batch = {
  Records: Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:${account}:${name('lane-oslo.fifo')}`,
  })),
} as unknown as SQSEvent;
const posted = await filesOf(() => post(batch, context));
const asked = await filesOf(() =>
  query(request('/v1/events/{eventKey}', { pathParameters: { eventKey } }) as never, context),
);

const { status, document } = JSON.parse((asked.answer as { body: string }).body) as {
  status: string;
  document?: { name: string };
};
console.log(
  JSON.stringify({ status, document, accept: accepted.files, post: posted.files, query: asked.files }),
);
session.disconnect();
await gateway.stop();
await odoo.stop();
process.exit(0);
