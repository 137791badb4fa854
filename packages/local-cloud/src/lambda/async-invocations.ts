import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs.ts';
import type { Deployment } from '../template/deployment.ts';
import { number, propertySchema, readProperties } from '../template/resource.ts';
import type { InvocationResult } from './execution-environment.ts';
import type { Functions } from './functions.ts';
import { functionProperties } from './functions.ts';

const eventInvokeProperties = propertySchema(
  {
    FunctionName: z.string(),
    Qualifier: z.string(),
    MaximumRetryAttempts: number.default(2),
    /** seconds */
    MaximumEventAgeInSeconds: number.default(21_600),
    DestinationConfig: z
      .strictObject({ OnFailure: z.object({ Destination: z.string() }).optional() })
      .optional(),
  },
  [],
);

interface Invocation {
  functionName: string;
  event: string;
}

interface Policy {
  retries: number;
  /** milliseconds */
  longestAge: number;
  onFailure: string | undefined;
  deadLetters: string | undefined;
}

// Lambda waits one minute before the second attempt and two before the third.
const pauses = [60_000, 120_000];

/** Asynchronous invocations: queued, retried after errors, and sent to the failure destination after the last attempt. */
export function asyncInvocations(
  deployment: Deployment,
  functions: Functions,
  jobs: Jobs,
  clock: Clock,
  send: (arn: string, body: string) => void,
): (functionName: string, event: string) => void {
  const policies = policiesOf(deployment, functions);
  const policyOf = (name: string): Policy =>
    policies.get(name) ?? {
      retries: 2,
      longestAge: 21_600_000,
      onFailure: undefined,
      deadLetters: undefined,
    };

  const add = jobs.kind<Invocation>('asynchronous invocation', async ({ payload, attempt, addedAt }) => {
    const result = await functions.run(payload.functionName, payload.event);
    if (!result.failed) return undefined;
    const policy = policyOf(payload.functionName);
    const pause = pauses[attempt - 1] ?? pauses.at(-1) ?? 0;
    const tooOld = clock.now() + pause - addedAt > policy.longestAge;
    if (attempt <= policy.retries && !tooOld) return pause;
    const condition = attempt <= policy.retries ? 'EventAgeExceeded' : 'RetriesExhausted';
    const { arn } = functions.get(payload.functionName).options;
    if (policy.onFailure)
      send(policy.onFailure, failureRecord(arn, condition, attempt, payload.event, result));
    else if (policy.deadLetters) send(policy.deadLetters, payload.event);
    return undefined;
  });
  return (functionName, event) => add({ functionName: functions.get(functionName).name, event });
}

function policiesOf(deployment: Deployment, functions: Functions): Map<string, Policy> {
  const policies = new Map<string, Policy>();
  for (const resource of deployment.all('AWS::Lambda::Function')) {
    const deadLetters = readProperties(functionProperties, resource).DeadLetterConfig?.TargetArn;
    policies.set(resource.name, { retries: 2, longestAge: 21_600_000, onFailure: undefined, deadLetters });
  }
  for (const resource of deployment.all('AWS::Lambda::EventInvokeConfig')) {
    const given = readProperties(eventInvokeProperties, resource);
    const { name } = functions.get(`${given.FunctionName}:${given.Qualifier}`);
    policies.set(name, {
      retries: given.MaximumRetryAttempts,
      longestAge: given.MaximumEventAgeInSeconds * 1000,
      onFailure: given.DestinationConfig?.OnFailure?.Destination,
      deadLetters: policies.get(name)?.deadLetters,
    });
  }
  return policies;
}

const failureRecord = (
  functionArn: string,
  condition: string,
  approximateInvokeCount: number,
  event: string,
  result: InvocationResult,
): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount,
    },
    requestPayload: JSON.parse(event),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: JSON.parse(result.payload),
  });
