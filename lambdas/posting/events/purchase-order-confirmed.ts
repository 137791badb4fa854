import { purchaseOrderConfirmed as event } from '../../../events/purchase-order-confirmed.ts';
import { type OdooQuantity, odooTime } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';
import { type OfPurchase, ofPurchase } from './purchases.ts';

export interface ConfirmedLine {
  line?: number;
  item: string;
  quantity: OdooQuantity;
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  promised?: string;
}

export interface PurchaseOrderConfirmed extends OfPurchase {
  reference?: string;
  lines: ConfirmedLine[];
  note?: string;
}

export const purchaseOrderConfirmed = definePosting(
  event,
  (data, codes): PurchaseOrderConfirmed => ({
    ...ofPurchase(data, codes),
    ...(data.supplierReference && { reference: data.supplierReference }),
    lines: (data.lines ?? []).map(({ line, item, quantity, promisedAt }) => ({
      ...(line && { line }),
      item: codes.item(item),
      quantity: codes.quantity(quantity),
      ...(promisedAt && { promised: odooTime(promisedAt) }),
    })),
    ...(data.note && { note: data.note }),
  }),
);
