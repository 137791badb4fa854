import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { OutcomeBus } from '../bus/outcome-bus.ts';
import { header, problem, unavailable } from '../http/problem.ts';
import type { PartnerDirectory } from '../partners/partner-access.ts';
import { errorForLog } from '../runtime/log.ts';
import type { AcceptDeps } from './accept-events.ts';
import { type BusEvent, isBusEvent, takeFromBus } from './bus.ts';
import { postEvents } from './http.ts';
import { onceByKey } from './idempotency-key.ts';

export interface HandlerDeps extends AcceptDeps {
  directory: PartnerDirectory;
  outcomes: OutcomeBus;
  idempotency: BasePersistenceLayer;
}

/** One code path for both ways in; only who speaks and how to answer differ. */
export const handle = (
  input: APIGatewayProxyEvent | BusEvent,
  context: Context,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult | undefined> =>
  isBusEvent(input)
    ? takeFromBus(input, deps.directory, deps.outcomes, deps).then(() => undefined)
    : answer(input, context, deps);

const answer = async (
  request: APIGatewayProxyEvent,
  context: Context,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult> => {
  try {
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const call = () => postEvents(request, access, deps);
    const key = header(request.headers, 'idempotency-key');
    if (key === undefined) return await call();
    return await onceByKey(deps.idempotency, key, access.partner, request.body ?? '', context, call);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'accept', ...errorForLog(error) });
    return unavailable();
  }
};
