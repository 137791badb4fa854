import { definePartner } from './define-partner.ts';

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

/** One warehouse system that serves two plants. */
export const balticWms = definePartner({
  id: 'baltic-wms',
  plants: ['oslo', 'gdansk'],
  systems: ['wms'],
  types: [
    'production.scrapped',
    'material.*',
    'stock.*',
    'goods.*',
    'shipment.confirmed',
    'lot.held',
    'day.closed',
  ],
  throttle: { rate: 20, burst: 40 },
  quota: { limit: 100_000, period: 'DAY' },
});

/** A supplier's portal: what it confirms and announces of the orders placed with it. */
export const nordicSupply = definePartner({
  id: 'nordic-supply',
  plants: ['oslo'],
  systems: ['supplier'],
  types: ['purchase-order.confirmed', 'shipment.announced'],
  receives: ['purchase-order.*'],
  suppliers: ['NORDIC'],
  webhook: {
    urls: {
      test: 'https://test.portal.nordic-supply.example/gateway',
      prod: 'https://portal.nordic-supply.example/gateway',
    },
  },
  throttle: { rate: 5, burst: 10 },
  quota: { limit: 10_000, period: 'DAY' },
});

export const osloShop = definePartner({
  id: 'oslo-shop',
  plants: ['oslo'],
  systems: ['shop'],
  types: ['sales-order.placed'],
  throttle: { rate: 10, burst: 20 },
  quota: { limit: 50_000, period: 'DAY' },
});

/** The laboratory of the dairy: what it finds, holds and releases. */
export const osloLab = definePartner({
  id: 'oslo-lab',
  plants: ['oslo'],
  systems: ['lab'],
  types: ['lot.*', 'nonconformance.raised'],
  reads: 'plant',
  throttle: { rate: 10, burst: 20 },
  quota: { limit: 20_000, period: 'DAY' },
});
