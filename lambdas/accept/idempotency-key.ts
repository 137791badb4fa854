import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { problem } from '../http/problem.ts';

/** A partner's key is remembered for a day. */
const rememberSeconds = 24 * 3600;

/**
 * Answers a repeated `Idempotency-Key` of one partner with the first answer, without running `call` again.
 * 409 while the first is still running, 422 when the key comes with another body.
 */
export const onceByKey = async (
  store: BasePersistenceLayer,
  key: string,
  partner: string,
  body: string,
  context: Context,
  call: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> => {
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    return problem({
      status: 400,
      title: 'Bad Request',
      detail: 'Idempotency-Key must be 1 to 128 visible ASCII characters',
    });
  const config = new IdempotencyConfig({
    eventKeyJmesPath: '[partner, key]',
    payloadValidationJmesPath: 'body',
    expiresAfterSeconds: rememberSeconds,
  });
  // Without it a call whose function died would count as still running for a day.
  config.registerLambdaContext(context);
  const run = makeIdempotent((_request: object) => call(), {
    persistenceStore: store,
    keyPrefix: 'accept',
    config,
  });
  try {
    // A frozen clone: the released version recomputes the key from its input after the call.
    return (await run(Object.freeze({ partner, key, body }))) as APIGatewayProxyResult;
  } catch (error) {
    if (error instanceof IdempotencyAlreadyInProgressError)
      return problem(
        { status: 409, title: 'Conflict', detail: 'a call with this Idempotency-Key is still running' },
        { 'retry-after': '2' },
      );
    if (error instanceof IdempotencyValidationError)
      return problem({
        status: 422,
        title: 'Unprocessable Content',
        detail: 'this Idempotency-Key came with another body before',
      });
    throw error;
  }
};
