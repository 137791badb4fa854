import type { Environment } from '../configuration/environment.ts';
import type { Partner } from '../configuration/partner.ts';

/** A partner's rights in an environment, in the form that functions read (`lambdas/access/partner-access.ts`). */
export const partnerRecord = (partner: Partner, environment: Pick<Environment, 'plants'>) => ({
  partner: partner.id,
  plants: partner.plants.filter((plant) => environment.plants.includes(plant)),
  systems: partner.systems,
  types: partner.types,
  reads: partner.reads,
  receives: partner.receives,
  suppliers: partner.suppliers,
});
