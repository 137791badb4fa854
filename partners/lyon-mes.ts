import { definePartner } from '../configuration/partner.ts';

/** Sample partner. MES and weighing of Lyon, by HTTP, bus and files. */
export const lyonMes = definePartner({
  id: 'lyon-mes',
  plants: ['lyon'],
  systems: ['mes', 'weighing'],
  receives: ['production-order.*', 'stock.*'],
  types: [
    'production.*',
    'production-order.snapshotted',
    'day.closed',
    'material.*',
    'work-order.*',
    'labor.*',
    'machine.*',
    'telemetry.*',
  ],
  reads: 'plant',
  throttle: { rate: 20, burst: 40 },
  quota: { limit: 100_000, period: 'DAY' },
  bus: { source: 'partner.lyon-mes' },
  drop: true,
});
