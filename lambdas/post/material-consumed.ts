import { materialConsumed as event } from '../../events/material-consumed.ts';
import { definePosting } from './define-posting.ts';
import { odooQuantity } from './units.ts';

export const materialConsumed = definePosting(event, (data, crosswalk) => ({
  order: data.order,
  item: crosswalk.item(data.item),
  quantity: odooQuantity(data.quantity),
  ...(data.lots && {
    lots: data.lots.map((lot) => ({ number: lot.number, quantity: odooQuantity(lot.quantity).value })),
  }),
}));
