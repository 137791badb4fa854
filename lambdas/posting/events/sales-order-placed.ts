import { salesOrderPlaced as event } from '../../../events/sales-order-placed.ts';
import { type OdooQuantity, odooTime } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

export interface OrderedItem {
  /** the shop's own reference of the line */
  line?: string;
  item: string;
  quantity: OdooQuantity;
  /** price per unit of `quantity.uom`; without it, Odoo's price list decides */
  price?: { value: number; currency: string };
}

export interface SalesOrderPlaced {
  /** the shop's order number */
  reference: string;
  customer: string;
  deliver_to?: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  requested?: string;
  lines: OrderedItem[];
  note?: string;
}

export const salesOrderPlaced = definePosting(
  event,
  (data, codes): SalesOrderPlaced => ({
    reference: data.order,
    customer: codes.partner(data.customer),
    ...(data.deliverTo && { deliver_to: codes.partner(data.deliverTo) }),
    ...(data.requestedAt && { requested: odooTime(data.requestedAt) }),
    lines: data.lines.map(({ line, item, quantity, unitPrice }) => ({
      ...(line && { line }),
      item: codes.item(item),
      quantity: codes.quantity(quantity),
      ...(unitPrice && {
        price: { value: codes.price(unitPrice.value, quantity.unit), currency: unitPrice.currency },
      }),
    })),
    ...(data.note?.trim() && { note: data.note }),
  }),
);
