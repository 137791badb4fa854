import { shipmentAnnounced as event } from '../../../events/shipment-announced.ts';
import { odooTime } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';
import { type Arrival, arrivalOf, type OfPurchase, ofPurchase } from './purchases.ts';

export interface ShipmentAnnounced extends OfPurchase {
  shipment: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  expected?: string;
  carrier?: string;
  tracking?: string;
  lines: Arrival[];
}

export const shipmentAnnounced = definePosting(
  event,
  (data, codes): ShipmentAnnounced => ({
    ...ofPurchase(data, codes),
    shipment: data.shipment,
    ...(data.expectedAt && { expected: odooTime(data.expectedAt) }),
    ...(data.carrier && { carrier: data.carrier }),
    ...(data.trackingNumber && { tracking: data.trackingNumber }),
    lines: data.lines.map((line) => arrivalOf(line, codes)),
  }),
);
