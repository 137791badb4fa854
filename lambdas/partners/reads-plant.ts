import type { APIGatewayProxyResult } from 'aws-lambda';
import { problem } from '../http/problem.ts';
import type { PartnerAccess } from './partner-access.ts';

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
export const refusedStanding = refused('orders and stock are');
