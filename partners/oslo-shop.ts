import { definePartner } from '../configuration/partner.ts';

/** Sample partner. The web shop of Oslo. */
export const osloShop = definePartner({
  id: 'oslo-shop',
  plants: ['oslo'],
  systems: ['shop'],
  types: ['sales-order.placed'],
  throttle: { rate: 10, burst: 20 },
  quota: { limit: 50_000, period: 'DAY' },
});
