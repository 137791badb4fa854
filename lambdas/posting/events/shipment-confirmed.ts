import { shipmentConfirmed as event } from '../../../events/shipment-confirmed.ts';
import { definePosting } from './define-posting.ts';
import { type DeliveredItem, deliveredItems } from './deliveries.ts';

export interface ShipmentConfirmed {
  delivery: string;
  sales_order?: string;
  /** absent: everything on the delivery, as Odoo reserved it */
  lines?: DeliveredItem[];
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
    ...(data.lines && { lines: deliveredItems(data.lines, codes) }),
    final: data.final ?? false,
    ...(data.carrier && { carrier: data.carrier }),
    ...(data.trackingNumber && { tracking: data.trackingNumber }),
  }),
);
