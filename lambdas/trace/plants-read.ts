import type { APIGatewayProxyResult } from 'aws-lambda';
import type { PlantProfile } from '../../plants/index.ts';
import { problem } from '../http/problem.ts';
import type { PartnerAccess } from '../partners/partner-access.ts';

/** The plants that a partner may read, by the codes of their warehouses, and the one it asks for. */
export interface PlantsRead {
  plant: PlantProfile;
  byWarehouse: ReadonlyMap<string, PlantProfile>;
}

/** A plant of others is as unknown as one that there is not. */
export const plantsRead = (
  asked: string,
  access: PartnerAccess,
  plants: Readonly<Record<string, PlantProfile>>,
): ({ ok: true } & PlantsRead) | { ok: false; refusal: APIGatewayProxyResult } => {
  const mine = access.plants.flatMap((id) => (Object.hasOwn(plants, id) ? [plants[id] as PlantProfile] : []));
  const plant = mine.find(({ id }) => id === asked);
  if (!plant) return { ok: false, refusal: problem({ status: 404, title: 'Not Found' }) };
  if (access.reads !== 'plant') {
    const detail = 'lots are shown to partners that may read everything of their plants';
    return { ok: false, refusal: problem({ status: 403, title: 'Forbidden', detail }) };
  }
  return { ok: true, plant, byWarehouse: new Map(mine.map((each) => [each.warehouse, each])) };
};
