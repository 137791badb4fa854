import { goodsReceived as event } from '../../../events/goods-received.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting, type UsedLot, usedLots } from './define-posting.ts';
import { type Arrival, arrivalOf, type OfPurchase, ofPurchase } from './purchases.ts';

export interface ReceivedLine extends Arrival {
  /** what a subcontractor used; other components are consumed by the bill of materials */
  consumed?: { item: string; quantity: OdooQuantity; lots?: UsedLot[] }[];
}

export interface GoodsReceived extends OfPurchase {
  delivery_note?: string;
  lines: ReceivedLine[];
  location?: string;
  /** true: the rest of the order is given up */
  final: boolean;
}

export const goodsReceived = definePosting(
  event,
  (data, codes): GoodsReceived => ({
    ...ofPurchase(data, codes),
    ...(data.deliveryNote && { delivery_note: data.deliveryNote }),
    lines: data.lines.map((line) => ({
      ...arrivalOf(line, codes),
      ...(line.consumed && {
        consumed: line.consumed.map(({ item, quantity, lots }) => ({
          item: codes.item(item),
          quantity: codes.quantity(quantity),
          ...(lots && { lots: usedLots(lots, codes) }),
        })),
      }),
    })),
    ...(data.location && { location: codes.location(data.location) }),
    final: data.final,
  }),
);
