import type { Quantity } from '../../../events/fields.ts';
import { type OdooQuantity, odooTime } from '../../odoo/units.ts';
import type { CodeLookup } from './define-posting.ts';

export interface ArrivingLot {
  number: string;
  /** in the unit of the quantity it is part of */
  quantity: number;
  /** UTC, `YYYY-MM-DD HH:MM:SS`; used when the lot is new to Odoo */
  expires?: string;
}

export interface ArrivingSerial {
  number: string;
  expires?: string;
}

/** Goods of a purchase order that have arrived or will arrive. */
export interface Arrival {
  /** line number on the order, from 1 */
  line?: number;
  item: string;
  quantity: OdooQuantity;
  lots?: ArrivingLot[];
  serials?: ArrivingSerial[];
}

interface Line {
  line?: number | undefined;
  item: string;
  quantity: Quantity;
  lots?: { number: string; quantity: Quantity; expiresAt?: string | undefined }[] | undefined;
  serials?: { number: string; expiresAt?: string | undefined }[] | undefined;
}

const expiry = ({ expiresAt }: { expiresAt?: string | undefined }) => ({
  ...(expiresAt && { expires: odooTime(expiresAt) }),
});

export const arrivalOf = (line: Line, codes: CodeLookup): Arrival => ({
  ...(line.line && { line: line.line }),
  item: codes.item(line.item),
  quantity: codes.quantity(line.quantity),
  ...(line.lots && {
    lots: line.lots.map((lot) => ({
      number: lot.number,
      quantity: codes.quantity(lot.quantity).value,
      ...expiry(lot),
    })),
  }),
  ...(line.serials && {
    serials: line.serials.map((serial) => ({ number: serial.number, ...expiry(serial) })),
  }),
});

/** The purchase order, and its supplier when the event names one; Odoo checks that it is the order's. */
export interface OfPurchase {
  purchase_order: string;
  supplier?: string;
}

export const ofPurchase = (
  data: { purchaseOrder: string; supplier?: string | undefined },
  codes: CodeLookup,
): OfPurchase => ({
  purchase_order: data.purchaseOrder,
  ...(data.supplier && { supplier: codes.partner(data.supplier) }),
});
