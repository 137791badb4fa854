import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { problem, unavailable } from '../http/problem.ts';
import type { PartnerDirectory } from '../partners/partner-access.ts';
import { errorForLog } from '../runtime/log.ts';
import { type DocumentsDeps, postDocument } from './http.ts';

export interface HandlerDeps extends DocumentsDeps {
  directory: PartnerDirectory;
}

/** What a hundred events of one order take when the ledger or the queue is slow, and the answer after them. */
const reserveMs = 6_000;

export const handle = async (
  request: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult> => {
  try {
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    return await postDocument(request, access, deps, hasTime);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'documents', ...errorForLog(error) });
    return unavailable();
  }
};
