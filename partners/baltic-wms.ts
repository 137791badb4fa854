import { definePartner } from '../configuration/partner.ts';

/** Sample partner. One warehouse system that serves two plants. */
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
    'shipment.returned',
    'lot.held',
    'day.closed',
  ],
  throttle: { rate: 20, burst: 40 },
  quota: { limit: 100_000, period: 'DAY' },
});
