import type { OdooAdmin } from '../../odoo/admin.ts';
import type { PurchaseSeen } from './purchases.ts';
import type { OnHand } from './test-backend.ts';

type Reference = [number, string] | false;

interface Move {
  id: number;
  picking_id: Reference;
  purchase_line_id: Reference;
  state: string;
  product_qty: number;
  date: string;
}

interface Line {
  id: number;
  move_id: Reference;
  picking_id: Reference;
  product_id: [number, string];
  lot_id: Reference;
  lot_name: string | false;
  quantity_product_uom: number;
}

const states = { draft: 'draft', sent: 'draft', purchase: 'placed', cancel: 'cancelled' } as const;
const idOf = (reference: Reference): number => (reference ? reference[0] : 0);
const exact = (value: number): number => Math.round(value * 1e6) / 1e6;
const sum = (values: number[]): number => exact(values.reduce((total, value) => total + value, 0));

export async function purchaseOrder(odoo: OdooAdmin, name: string): Promise<PurchaseSeen> {
  const [order] = await odoo.search<{
    id: number;
    state: keyof typeof states;
    partner_ref: string | false;
    acknowledged: boolean;
    order_line: number[];
    picking_ids: number[];
  }>(
    'purchase.order',
    [['name', '=', name]],
    ['state', 'partner_ref', 'acknowledged', 'order_line', 'picking_ids'],
  );
  if (!order) throw new Error(`no purchase order ${name}`);
  const ofOrder = [['purchase_line_id', 'in', order.order_line]];
  const moves = await odoo.search<Move>(
    'stock.move',
    ofOrder,
    ['picking_id', 'purchase_line_id', 'state', 'product_qty', 'date'],
    { order: 'id' },
  );
  const goods = await odoo.search<Line>(
    'stock.move.line',
    [['move_id', 'in', moves.map(({ id }) => id)]],
    ['move_id', 'picking_id', 'product_id', 'lot_id', 'lot_name', 'quantity_product_uom'],
    { order: 'id' },
  );
  const lines = await odoo.search<{ id: number; product_id: [number, string] }>(
    'purchase.order.line',
    [['id', 'in', order.order_line]],
    ['product_id'],
    { order: 'sequence, id' },
  );
  const pickings = await odoo.search<{ id: number; state: string }>(
    'stock.picking',
    [['id', 'in', order.picking_ids]],
    ['state'],
    { order: 'id' },
  );
  const codes = new Map(
    (
      await odoo.search<{ id: number; default_code: string }>(
        'product.product',
        [['id', 'in', lines.map(({ product_id }) => product_id[0])]],
        ['default_code'],
      )
    ).map(({ id, default_code }) => [id, default_code]),
  );
  const isOpen = ({ state }: { state: string }) => state !== 'done' && state !== 'cancel';
  // A done move's own quantities are in the unit of the move, and its demand is what was asked for.
  const received = (line: number) => {
    const done = moves.filter((move) => move.state === 'done' && idOf(move.purchase_line_id) === line);
    return goods.filter(({ move_id }) => done.some(({ id }) => id === idOf(move_id)));
  };
  const notes = await odoo.search<{ id: number; body: string }>(
    'mail.message',
    [
      ['model', 'in', ['purchase.order', 'stock.picking']],
      ['subtype_id.internal', '=', true],
      '|',
      '&',
      ['model', '=', 'purchase.order'],
      ['res_id', '=', order.id],
      '&',
      ['model', '=', 'stock.picking'],
      ['res_id', 'in', order.picking_ids],
      ['body', 'ilike', 'supplier'],
    ],
    ['body'],
    { order: 'id' },
  );
  const activities = await odoo.search<{ id: number; note: string }>(
    'mail.activity',
    [
      ['res_model', '=', 'purchase.order'],
      ['res_id', '=', order.id],
    ],
    ['note'],
    { order: 'id' },
  );
  return {
    state: states[order.state],
    supplierReference: order.partner_ref || '',
    confirmed: order.acknowledged,
    lines: lines.map(({ id, product_id }) => {
      const open = moves.filter((move) => isOpen(move) && idOf(move.purchase_line_id) === id);
      return {
        item: codes.get(product_id[0]) ?? '',
        received: sum(received(id).map((line) => line.quantity_product_uom)),
        awaited: sum(open.map((move) => move.product_qty)),
        due: open[0]?.date,
      };
    }),
    receipts: pickings.map((picking) => {
      const seen: Record<string, number> = {};
      for (const line of goods.filter(({ picking_id }) => idOf(picking_id) === picking.id)) {
        const lot = line.lot_id ? line.lot_id[1] : line.lot_name;
        const key = `${codes.get(line.product_id[0])}${lot ? `/${lot}` : ''}`;
        seen[key] = exact((seen[key] ?? 0) + line.quantity_product_uom);
      }
      const state = isOpen(picking) ? 'open' : picking.state === 'done' ? 'done' : 'cancelled';
      return { state, goods: seen };
    }),
    notes: notes.map(({ body }) => text(body)),
    activities: activities.map(({ note }) => text(note)),
  };
}

export async function atSuppliers(odoo: OdooAdmin, item: string): Promise<OnHand> {
  const quants = await odoo.search<{ id: number; quantity: number; lot_id: Reference }>(
    'stock.quant',
    [
      ['product_id.default_code', '=', item],
      ['location_id.name', '=', 'Subcontracting'],
    ],
    ['quantity', 'lot_id'],
  );
  const byLot: Record<string, number> = {};
  for (const { lot_id, quantity } of quants)
    if (lot_id && quantity !== 0) byLot[lot_id[1]] = exact((byLot[lot_id[1]] ?? 0) + quantity);
  return { quantity: sum(quants.map(({ quantity }) => quantity)), byLot };
}

/** Notes are plain text that Odoo wrapped. */
function text(html: string): string {
  return html.replaceAll(/<[^>]+>/g, '');
}
