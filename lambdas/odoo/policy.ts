import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Policy } from './posting.ts';

/** The rules of a plant that the procedures in Odoo keep. */
export const policyOf = ({ negativeStock, expiry, quality }: PlantProfile): Policy => ({
  negative_stock: negativeStock,
  expiry: {
    expired: expiry.expired,
    soon: expiry.soon,
    ...(expiry.soonDays !== undefined && { soon_days: expiry.soonDays }),
  },
  ...(quality && {
    gate: {
      hold: quality.hold,
      ...(quality.rework && { rework: quality.rework }),
      everything: quality.gated === 'everything',
      items: quality.gated === 'everything' ? [] : quality.gated.items,
      categories: quality.gated === 'everything' ? [] : quality.gated.categories,
    },
  }),
});
