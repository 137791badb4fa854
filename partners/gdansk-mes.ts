import { definePartner } from '../configuration/partner.ts';

/** Sample partner. The MES of Gdańsk. */
export const gdanskMes = definePartner({
  id: 'gdansk-mes',
  plants: ['gdansk'],
  systems: ['mes'],
  types: [
    'production.*',
    'production-order.snapshotted',
    'day.closed',
    'work-order.*',
    'labor.*',
    'machine.*',
    'telemetry.*',
  ],
  reads: 'plant',
  receives: ['production-order.*', 'stock.*'],
  throttle: { rate: 50, burst: 100 },
  quota: { limit: 200_000, period: 'DAY' },
});
