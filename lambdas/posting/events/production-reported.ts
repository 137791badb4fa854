import type * as z from 'zod';
import { productionReported as event } from '../../../events/production-reported.ts';
import { type OdooQuantity, odooTime } from '../../odoo/units.ts';
import { type CodeLookup, definePosting, type UsedLot, usedLots } from './define-posting.ts';

type Data = z.infer<typeof event.data>;

export interface ProducedLot {
  number: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS`; used when the lot is new to Odoo */
  expires?: string;
}

export interface Consumption {
  item: string;
  quantity: OdooQuantity;
  lots?: UsedLot[];
}

export interface ByProduct {
  item: string;
  /** may be zero */
  quantity: OdooQuantity;
  lot?: ProducedLot;
  serials?: ProducedLot[];
}

export interface ReportedLabour {
  operation?: string;
  work_center?: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  start: string;
  end: string;
  note?: string;
}

export interface ProductionReported {
  order: string;
  quantity: OdooQuantity;
  lot?: ProducedLot;
  serials?: ProducedLot[];
  /** the actual quantities of this report; other components are backflushed from the bill of materials */
  consumed?: Consumption[];
  /** what came beside the product; other by-products follow the bill of materials */
  by_products?: ByProduct[];
  labour?: ReportedLabour[];
  /** true: the order is closed without the rest; false: the rest becomes a backorder */
  final: boolean;
}

const produced = ({ number, expiresAt }: NonNullable<Data['lot']>): ProducedLot => ({
  number,
  ...(expiresAt && { expires: odooTime(expiresAt) }),
});

const consumption = (
  { item, quantity, lots }: NonNullable<Data['consumed']>[number],
  codes: CodeLookup,
): Consumption => ({
  item: codes.item(item),
  quantity: codes.quantity(quantity),
  ...(lots && { lots: usedLots(lots, codes) }),
});

const byProduct = (
  { item, quantity, lot, serials }: NonNullable<Data['byProducts']>[number],
  codes: CodeLookup,
): ByProduct => ({
  item: codes.item(item),
  quantity: codes.quantity(quantity),
  ...(lot && { lot: produced(lot) }),
  ...(serials && { serials: serials.map(produced) }),
});

const labour = (row: NonNullable<Data['labour']>[number], codes: CodeLookup): ReportedLabour => ({
  ...(row.operation && { operation: row.operation }),
  ...(row.workCenter && { work_center: codes.workCenter(row.workCenter) }),
  start: odooTime(row.startedAt),
  end: odooTime(row.endedAt),
  ...(row.note && { note: row.note }),
});

export const productionReported = definePosting(
  event,
  (data, codes): ProductionReported => ({
    order: data.order,
    quantity: codes.quantity(data.quantity),
    ...(data.lot && { lot: produced(data.lot) }),
    ...(data.serials && { serials: data.serials.map(produced) }),
    ...(data.consumed && { consumed: data.consumed.map((row) => consumption(row, codes)) }),
    ...(data.byProducts && { by_products: data.byProducts.map((row) => byProduct(row, codes)) }),
    ...(data.labour && { labour: data.labour.map((row) => labour(row, codes)) }),
    final: data.final,
  }),
);
