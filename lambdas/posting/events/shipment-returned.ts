import { shipmentReturned as event } from '../../../events/shipment-returned.ts';
import { definePosting } from './define-posting.ts';
import { type DeliveredItem, deliveredItems } from './deliveries.ts';

export interface ShipmentReturned {
  delivery: string;
  lines: DeliveredItem[];
  reason?: string;
}

export const shipmentReturned = definePosting(
  event,
  ({ delivery, lines, reason }, codes): ShipmentReturned => ({
    delivery,
    lines: deliveredItems(lines, codes),
    ...(reason && { reason }),
  }),
);
