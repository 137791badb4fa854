// Inside a worker thread: one execution environment of a function. Loads the handler once, then runs one event at a time.
// Started from its text, so it may import nothing but Node's own modules and types.

import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { InvocationMessage, WorkerData, WorkerReply } from './environment.ts';

const { directory, handler, functionName, functionArn, memory, runtime } = workerData as WorkerData;
const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');

type Handler = (event: unknown, context: unknown) => unknown;

// The Lambda runtime brings the AWS SDK with it. Here it is this project's own, wherever the bundle may lie.
registerHooks({
  resolve(specifier, context, next) {
    const provided =
      /^@(aws-sdk|smithy)\//.test(specifier) && context.parentURL?.startsWith(pathToFileURL(directory).href);
    return next(specifier, provided ? { ...context, parentURL: runtime } : context);
  },
});

async function load(): Promise<Handler> {
  const [, path = '', exported = ''] = /^(.*)\.([^.]+)$/.exec(handler) ?? [];
  const file = ['.mjs', '.js', '.cjs']
    .map((extension) => join(directory, path + extension))
    .find((f) => existsSync(f));
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${path}'`);
  const found = await import(pathToFileURL(file).href);
  const run: unknown = found[exported] ?? found.default?.[exported];
  if (typeof run !== 'function')
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  return run as Handler;
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

function failure(error: unknown): string {
  const {
    name = 'Error',
    message,
    stack,
  } = error instanceof Error ? error : { message: String(error), stack: '' };
  return JSON.stringify({ errorType: name, errorMessage: message, trace: String(stack).split('\n') });
}

function contextOf({ requestId, deadline }: InvocationMessage) {
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memory),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done() {},
    fail() {},
    succeed() {},
  };
}

async function run(handle: Handler, message: InvocationMessage): Promise<WorkerReply> {
  const trace = `${Math.floor(Date.now() / 1000).toString(16)}-${message.requestId.replaceAll('-', '').slice(0, 24)}`;
  process.env._X_AMZN_TRACE_ID = `Root=1-${trace};Parent=${trace.slice(-16)};Sampled=0`;
  try {
    const answer = await handle(JSON.parse(message.event), contextOf(message));
    return { requestId: message.requestId, payload: JSON.stringify(answer) ?? 'null', failed: false };
  } catch (error) {
    return { requestId: message.requestId, payload: failure(error), failed: true };
  }
}

try {
  const handle = await load();
  port.on('message', async (message: InvocationMessage) => port.postMessage(await run(handle, message)));
  port.postMessage({ ready: true });
} catch (error) {
  port.postMessage({ ready: false, payload: failure(error) });
}
