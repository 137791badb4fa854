import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { problem, unavailable } from '../platform/http.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import type { PartnerAccess, PartnerDirectory } from './partner-access.ts';

export interface PartnerDeps {
  directory: PartnerDirectory;
  log: Log;
  /** somebody was not answered for our sake */
  failed?(): void;
}

/**
 * Answers a request in the way of its route, for the partner that its key belongs to. What is thrown is a store of ours that
 * fails: it is logged as `what`, and the partner is asked to come again.
 */
export const forPartner = async <Answer>(
  request: Pick<APIGatewayProxyEvent, 'resource' | 'requestContext'>,
  routes: Readonly<Record<string, Answer>>,
  { directory, log, failed }: PartnerDeps,
  what: string,
  answer: (route: Answer, access: PartnerAccess) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> => {
  try {
    const route = Object.hasOwn(routes, request.resource) ? routes[request.resource] : undefined;
    if (route === undefined) return problem({ status: 404, title: 'Not Found' });
    const access = await directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    return await answer(route, access);
  } catch (error) {
    log.error('STORE_UNAVAILABLE', { what, ...errorForLog(error) });
    failed?.();
    return unavailable();
  }
};

/** Why a partner is not shown what is of a plant; a plant of others is as unknown as one that there is not. */
const refused =
  (what: string) =>
  (access: Pick<PartnerAccess, 'plants' | 'reads'>, plant: string): APIGatewayProxyResult | undefined => {
    if (!access.plants.includes(plant)) return problem({ status: 404, title: 'Not Found' });
    if (access.reads === 'plant') return undefined;
    const detail = `${what} shown to partners that may read everything of their plants`;
    return problem({ status: 403, title: 'Forbidden', detail });
  };

export const refusedLots = refused('lots are');
export const refusedState = refused('orders and stock are');
