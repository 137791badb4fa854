import { shipmentConfirmed as event } from '../../../events/shipment-confirmed.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting, type UsedLot, usedLots } from './define-posting.ts';

export interface ShippedItem {
  item: string;
  quantity: OdooQuantity;
  lots?: UsedLot[];
  serials?: string[];
}

export interface ShipmentConfirmed {
  delivery: string;
  sales_order?: string;
  /** absent: everything on the delivery, as Odoo reserved it */
  lines?: ShippedItem[];
  /** true: nothing more of this delivery will be shipped */
  final: boolean;
  carrier?: string;
  tracking?: string;
}

export const shipmentConfirmed = definePosting(
  event,
  (data, codes): ShipmentConfirmed => ({
    delivery: data.delivery,
    ...(data.salesOrder && { sales_order: data.salesOrder }),
    ...(data.lines && {
      lines: data.lines.map(({ item, quantity, lots, serials }) => ({
        item: codes.item(item),
        quantity: codes.quantity(quantity),
        ...(lots && { lots: usedLots(lots, codes) }),
        ...(serials && { serials }),
      })),
    }),
    final: data.final ?? false,
    ...(data.carrier && { carrier: data.carrier }),
    ...(data.trackingNumber && { tracking: data.trackingNumber }),
  }),
);
