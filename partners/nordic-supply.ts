import { definePartner } from '../configuration/partner.ts';

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
