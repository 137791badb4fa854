import { definePartner } from '../configuration/partner.ts';

/** Sample partner. A supplier's portal: confirms purchase orders and announces shipments; gets messages by webhook. */
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
