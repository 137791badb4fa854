import { definePartner } from '../configuration/partner.ts';

/** Sample partner. The MES of Oslo. */
export const osloMes = definePartner({
  id: 'oslo-mes',
  plants: ['oslo'],
  systems: ['mes'],
  types: [
    'production.*',
    'production-order.snapshotted',
    'day.closed',
    'material.*',
    'work-order.*',
    'labor.*',
    'machine.*',
    'machine-rate.reported',
    'telemetry.*',
    'nonconformance.raised',
  ],
  reads: 'plant',
  receives: ['production-order.*', 'stock.*'],
  throttle: { rate: 50, burst: 100 },
  quota: { limit: 200_000, period: 'DAY' },
});
