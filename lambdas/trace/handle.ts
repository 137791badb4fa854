import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { PlantProfile } from '../../plants/index.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import { forPartner, type PartnerDeps } from '../partners/for-partner.ts';
import type { Clock } from '../runtime/clock.ts';
import { getGenealogy } from './get-genealogy.ts';
import { getRecall } from './get-recall.ts';
import { plantsRead } from './plants-read.ts';

export interface TraceDeps extends PartnerDeps {
  odoo: QuestionPort;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
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
export const handle = (request: TraceRequest, deps: TraceDeps): Promise<APIGatewayProxyResult> => {
  const asked = { ...deps, failed: () => deps.count('TraceFailed') };
  return forPartner(request, answers, asked, 'trace', async (answer, access) => {
    const read = plantsRead(request.pathParameters?.plant ?? '', access, deps.plants);
    return read.ok ? answer(request, read, deps) : read.refusal;
  });
};
