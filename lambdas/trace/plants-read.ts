import type { APIGatewayProxyResult } from 'aws-lambda';
import type { PlantProfile } from '../../plants/index.ts';
import { problem } from '../http/problem.ts';
import type { PartnerAccess } from '../partners/partner-access.ts';
import { refusedLots } from '../partners/reads-plant.ts';

/** The plants that a partner may read, by the codes of their warehouses, and the one it asks for. */
export interface PlantsRead {
  plant: PlantProfile;
  byWarehouse: ReadonlyMap<string, PlantProfile>;
}

export const plantsRead = (
  asked: string,
  access: PartnerAccess,
  plants: Readonly<Record<string, PlantProfile>>,
): ({ ok: true } & PlantsRead) | { ok: false; refusal: APIGatewayProxyResult } => {
  const refusal = refusedLots(access, asked);
  if (refusal) return { ok: false, refusal };
  const mine = access.plants.flatMap((id) => (Object.hasOwn(plants, id) ? [plants[id] as PlantProfile] : []));
  const plant = mine.find(({ id }) => id === asked);
  if (!plant) return { ok: false, refusal: problem({ status: 404, title: 'Not Found' }) };
  return { ok: true, plant, byWarehouse: new Map(mine.map((each) => [each.warehouse, each])) };
};
