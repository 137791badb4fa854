// A Lambda runtime in a few lines, with nothing but Node: loads the handler, then takes events from the Runtime API, one
// after the other. Like Lambda's own, it reports an error at the start and ends when it is told to.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const post = (path, body) => fetch(`${api}${path}`, { method: 'POST', body: JSON.stringify(body) });
const errorOf = (error) => ({
  errorType: error?.name,
  errorMessage: error?.message ?? String(error),
  trace: error?.stack,
});

process.on('SIGTERM', () => process.exit(0));

const [file, exported] = _HANDLER.split('.');
let handler;
try {
  ({ [exported]: handler } = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href));
} catch (error) {
  await post('/init/error', errorOf(error));
  process.exit(1);
}

for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  process.env._X_AMZN_TRACE_ID = next.headers.get('lambda-runtime-trace-id');
  try {
    await post(`/invocation/${id}/response`, await handler(await next.json(), context));
  } catch (error) {
    await post(`/invocation/${id}/error`, errorOf(error));
  }
}
