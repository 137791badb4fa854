import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { PlantProfile } from '../../plants/index.ts';
import { problem, unavailable } from '../http/problem.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { PartnerDirectory } from '../partners/partner-access.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorForLog, type Log } from '../runtime/log.ts';
import { getGenealogy } from './get-genealogy.ts';
import { getRecall } from './get-recall.ts';
import { plantsRead } from './plants-read.ts';

export interface TraceDeps {
  odoo: QuestionPort;
  directory: PartnerDirectory;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
  log: Log;
  /** what no later try will mend; that Odoo is away is not */
  count(metric: 'TraceFailed'): void;
}

export type TraceRequest = Pick<
  APIGatewayProxyEvent,
  'resource' | 'pathParameters' | 'queryStringParameters' | 'headers' | 'requestContext'
>;

const answers: Readonly<Record<string, typeof getGenealogy>> = {
  '/v1/plants/{plant}/lots/{lot}/genealogy': getGenealogy,
  '/v1/plants/{plant}/lots/{lot}/recall': getRecall,
};

/** Where lots came from and where they went, for who may read the plant. */
export const handle = async (request: TraceRequest, deps: TraceDeps): Promise<APIGatewayProxyResult> => {
  try {
    const answer = Object.hasOwn(answers, request.resource) ? answers[request.resource] : undefined;
    if (!answer) return problem({ status: 404, title: 'Not Found' });
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const read = plantsRead(request.pathParameters?.plant ?? '', access, deps.plants);
    return read.ok ? await answer(request, read, deps) : read.refusal;
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'trace', ...errorForLog(error) });
    deps.count('TraceFailed');
    return unavailable();
  }
};
