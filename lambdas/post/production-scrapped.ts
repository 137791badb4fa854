import { productionScrapped as event } from '../../events/production-scrapped.ts';
import { definePosting } from './define-posting.ts';
import { odooQuantity } from './units.ts';

export const productionScrapped = definePosting(event, (data, crosswalk) => ({
  order: data.order,
  ...(data.item && { item: crosswalk.item(data.item) }),
  quantity: odooQuantity(data.quantity),
  ...(data.lot && { lot: data.lot }),
  ...(data.reason && { reason: crosswalk.scrapReason(data.reason) }),
}));
