import type { OdooAdmin } from '../../odoo/admin.ts';
import type { DeliverySeen, SalesBackend, SalesLineSeen, SalesOrderSeen } from './sales.ts';

type Reference = [number, string];

interface Order {
  id: number;
  name: string;
  state: string;
  partner_id: Reference;
  partner_shipping_id: Reference;
  date_order: string;
  commitment_date: string | false;
  picking_ids: number[];
}

interface Line {
  id: number;
  order_id: Reference;
  product_id: Reference;
  product_uom_id: Reference;
  product_uom_qty: number;
  price_unit: number;
  qty_delivered: number;
}

interface Picking {
  id: number;
  name: string;
  state: string;
  carrier_tracking_ref: string | false;
  date_done: string | false;
}

interface Move {
  id: number;
  picking_id: Reference;
  product_id: Reference;
  product_qty: number;
  state: string;
}

interface MoveLine {
  id: number;
  picking_id: Reference;
  product_id: Reference;
  lot_id: Reference | false;
  quantity_product_uom: number;
}

/** Sales of a real Odoo, read with an administrator's key. */
export class RealOdooSales implements SalesBackend {
  private readonly odoo: OdooAdmin;

  constructor(odoo: OdooAdmin) {
    this.odoo = odoo;
  }

  async salesOrders(reference: string): Promise<SalesOrderSeen[]> {
    const orders = await this.odoo.search<Order>(
      'sale.order',
      [['client_order_ref', '=', reference]],
      ['name', 'state', 'partner_id', 'partner_shipping_id', 'date_order', 'commitment_date', 'picking_ids'],
      { order: 'id' },
    );
    return Promise.all(orders.map((order) => this.orderSeen(order)));
  }

  async deliveries(name: string): Promise<DeliverySeen[]> {
    const seen: DeliverySeen[] = [];
    let next = await this.pickings([['name', '=', name]]);
    while (next.length > 0) {
      for (const picking of next) seen.push(await this.deliverySeen(picking));
      next = await this.pickings([['backorder_id', 'in', next.map(({ id }) => id)]]);
    }
    return seen;
  }

  async promised(name: string): Promise<Record<string, number>> {
    const lines = await this.odoo.search<MoveLine>(
      'stock.move.line',
      [
        ['picking_id.name', '=', name],
        ['state', 'not in', ['done', 'cancel']],
      ],
      ['picking_id', 'product_id', 'lot_id', 'quantity_product_uom'],
    );
    const lots: Record<string, number> = {};
    for (const { lot_id, quantity_product_uom } of lines)
      if (lot_id && quantity_product_uom > 0)
        lots[lot_id[1]] = exact((lots[lot_id[1]] ?? 0) + quantity_product_uom);
    return lots;
  }

  async cancelDelivery(name: string): Promise<void> {
    const found = await this.pickings([['name', '=', name]]);
    await this.odoo.call('stock.picking', 'action_cancel', { ids: found.map(({ id }) => id) });
  }

  private async orderSeen(order: Order): Promise<SalesOrderSeen> {
    const lines = await this.odoo.search<Line>(
      'sale.order.line',
      [['order_id', '=', order.id]],
      ['order_id', 'product_id', 'product_uom_id', 'product_uom_qty', 'price_unit', 'qty_delivered'],
    );
    const items = await this.texts('product.product', 'default_code', ids(lines, 'product_id'));
    const partners = [order.partner_id[0], order.partner_shipping_id[0]];
    const references = await this.texts('res.partner', 'ref', partners);
    const pickings = await this.pickings([['id', 'in', order.picking_ids]]);
    return {
      name: order.name,
      state: order.state,
      customer: references.get(order.partner_id[0]) ?? '',
      deliverTo: references.get(order.partner_shipping_id[0]) ?? '',
      orderedAt: order.date_order,
      requestedAt: order.commitment_date || undefined,
      lines: lines.map(
        (line): SalesLineSeen => ({
          item: items.get(line.product_id[0]) ?? '',
          quantity: line.product_uom_qty,
          unit: line.product_uom_id[1],
          price: line.price_unit,
          delivered: line.qty_delivered,
        }),
      ),
      deliveries: pickings.map(({ name }) => name),
    };
  }

  private async deliverySeen(picking: Picking): Promise<DeliverySeen> {
    const of = [['picking_id', '=', picking.id]];
    const moves = await this.odoo.search<Move>('stock.move', of, [
      'picking_id',
      'product_id',
      'product_qty',
      'state',
    ]);
    const lines = await this.odoo.search<MoveLine>(
      'stock.move.line',
      [...of, ['state', '=', 'done']],
      ['picking_id', 'product_id', 'lot_id', 'quantity_product_uom'],
    );
    const codes = await this.texts('product.product', 'default_code', ids(moves, 'product_id'));
    const done = picking.state === 'done';
    const items: Record<string, number> = {};
    const count = (product: Reference, quantity: number) => {
      const code = codes.get(product[0]) ?? '';
      items[code] = exact((items[code] ?? 0) + quantity);
    };
    if (done) for (const line of lines) count(line.product_id, line.quantity_product_uom);
    else for (const move of moves) if (move.state !== 'cancel') count(move.product_id, move.product_qty);
    const lots: Record<string, number> = {};
    for (const { lot_id, quantity_product_uom } of lines)
      if (lot_id) lots[lot_id[1]] = exact((lots[lot_id[1]] ?? 0) + quantity_product_uom);
    return {
      name: picking.name,
      state: picking.state,
      items,
      lots,
      tracking: picking.carrier_tracking_ref || undefined,
      shippedAt: done ? picking.date_done || undefined : undefined,
    };
  }

  private pickings(domain: unknown[]): Promise<Picking[]> {
    const fields = ['name', 'state', 'carrier_tracking_ref', 'date_done'] as const;
    return this.odoo.search<Picking>('stock.picking', domain, [...fields], { order: 'id' });
  }

  private async texts(model: string, field: string, of: number[]): Promise<Map<number, string>> {
    const found = await this.odoo.search<{ id: number }>(model, [['id', 'in', of]], [field as 'id']);
    return new Map(found.map((record) => [record.id, String(record[field as 'id'])]));
  }
}

function ids<Key extends string>(records: readonly Record<Key, Reference>[], key: Key): number[] {
  return records.map((record) => record[key][0]);
}

function exact(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
