// SQS alone, for conformance checks by other tools: node packages/local-cloud/src/sqs/serve.ts [port].
// It keeps messages in memory, or in the folder SQS_DATA.
import { serveAws } from '../aws-endpoint.ts';
import { systemClock } from '../clock.ts';
import { openStorage } from '../storage.ts';
import { messageOperations, queueOperations } from './api.ts';
import { SqsEngine } from './engine.ts';

const endpoint = await serveAws({ port: Number(process.argv[2] ?? 0), log: console.error });
const sqs = new SqsEngine({
  database: openStorage(process.env.SQS_DATA),
  clock: systemClock,
  region: 'eu-central-1',
  account: '000000000000',
  endpoint: endpoint.url,
});
endpoint.use({ AmazonSQS: { ...queueOperations(sqs), ...messageOperations(sqs) } });
console.log(endpoint.url);
