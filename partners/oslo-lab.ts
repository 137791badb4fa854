import { definePartner } from '../configuration/partner.ts';

/** Sample partner. The laboratory of the dairy: inspects, holds and releases lots. */
export const osloLab = definePartner({
  id: 'oslo-lab',
  plants: ['oslo'],
  systems: ['lab'],
  types: ['lot.*', 'nonconformance.raised'],
  reads: 'plant',
  throttle: { rate: 10, burst: 20 },
  quota: { limit: 20_000, period: 'DAY' },
});
