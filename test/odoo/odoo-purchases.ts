import type { RealOdooBackend } from '../backends/real-odoo.ts';
import type { Purchased } from './purchasing.ts';

/** What Odoo's own records of a purchase order say. */

export interface Picking {
  id: number;
  state: string;
  origin: string;
  date_done: string | false;
  scheduled_date: string;
  carrier_tracking_ref: string | false;
  x_plant_gateway_event: string | false;
}

export interface Move {
  id: number;
  date: string;
  date_deadline: string;
  product_uom_qty: number;
  picking_id: [number, string];
}

export function pickingsOf(backend: RealOdooBackend, on: Purchased): Promise<Picking[]> {
  return backend.odoo.search<Picking>(
    'stock.picking',
    [['purchase_id.name', '=', on.order]],
    ['state', 'origin', 'date_done', 'scheduled_date', 'carrier_tracking_ref', 'x_plant_gateway_event'],
    { order: 'id' },
  );
}

export function movesOf(backend: RealOdooBackend, on: Purchased): Promise<Move[]> {
  const domain = [['purchase_line_id.order_id.name', '=', on.order]];
  const fields: (keyof Move)[] = ['date', 'date_deadline', 'product_uom_qty', 'picking_id'];
  return backend.odoo.search<Move>('stock.move', domain, fields, { order: 'id' });
}

export async function idOfOrder(backend: RealOdooBackend, on: Purchased): Promise<number> {
  const [order] = await backend.odoo.search('purchase.order', [['name', '=', on.order]], ['id']);
  return order?.id ?? 0;
}
