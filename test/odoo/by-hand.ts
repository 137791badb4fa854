import type { RealOdooBackend } from '../backends/real-odoo.ts';

/** What people do in Odoo with its own buttons. Places are full names. */
export class ByHand {
  readonly backend: RealOdooBackend;

  constructor(backend: RealOdooBackend) {
    this.backend = backend;
  }

  private readonly known = new Map<string, number>();

  /** Records keep their number. */
  async idOf(model: string, domain: unknown[], context: object = {}): Promise<number> {
    const key = JSON.stringify([model, domain, context]);
    const id = this.known.get(key) ?? (await this.find(model, domain, context));
    this.known.set(key, id);
    return id;
  }

  private async find(model: string, domain: unknown[], context: object): Promise<number> {
    const [found] = await this.backend.odoo.search<{ id: number }>(model, domain, ['id'], { context });
    if (!found) throw new Error(`no ${model} ${JSON.stringify(domain)}`);
    return found.id;
  }

  product(item: string): Promise<number> {
    return this.idOf('product.product', [['default_code', '=', item]]);
  }

  async lot(item: string, lot: string): Promise<number> {
    return this.idOf('stock.lot', [
      ['name', '=', lot],
      ['product_id', '=', await this.product(item)],
    ]);
  }

  /** An internal transfer of a warehouse from one place to another; without a lot where none is named. */
  async move(
    item: string,
    lot: string | undefined,
    quantity: number,
    from: string,
    to: string,
    warehouse = from.split('/')[0],
    more: object = {},
  ): Promise<void> {
    const [source, target] = await Promise.all(
      [from, to].map((name) => this.idOf('stock.location', [['complete_name', '=', name]])),
    );
    const type = await this.idOf('stock.picking.type', [
      ['code', '=', 'internal'],
      ['warehouse_id.code', '=', warehouse],
      ['sequence_code', '=', 'INT'],
    ]);
    await this.transfer(type, item, lot, quantity, { location_id: source, location_dest_id: target }, more);
  }

  /** Puts goods into a new package where they lie. */
  async pack(item: string, lot: string, quantity: number, place: string, name: string): Promise<void> {
    const at = await this.idOf('stock.location', [['complete_name', '=', place]]);
    const type = await this.idOf('stock.picking.type', [
      ['code', '=', 'internal'],
      ['warehouse_id.code', '=', place.split('/')[0]],
      ['sequence_code', '=', 'INT'],
    ]);
    const [result_package_id] = await this.backend.odoo.create('stock.package', [{ name }]);
    const ends = { location_id: at, location_dest_id: at };
    await this.transfer(type, item, lot, quantity, ends, { result_package_id });
  }

  /** Ids of the packages that goods of an item lie in. */
  async packagesOf(item: string, place: string): Promise<number[]> {
    const quants = await this.backend.odoo.search<{ id: number; package_id: [number, string] | false }>(
      'stock.quant',
      [
        ['product_id', '=', await this.product(item)],
        ['location_id.complete_name', '=', place],
        ['quantity', '>', 0],
      ],
      ['package_id'],
    );
    return quants.flatMap(({ package_id }) => (package_id ? [package_id[0]] : []));
  }

  /** Goods to a customer on a transfer of one's own, with a typed lot, from any place. */
  async deliver(item: string, lot: string, quantity: number, from: string): Promise<void> {
    const type = await this.idOf('stock.picking.type', [
      ['code', '=', 'outgoing'],
      ['warehouse_id.code', '=', from.split('/')[0]],
    ]);
    await this.transfer(type, item, lot, quantity, {
      location_id: await this.idOf('stock.location', [['complete_name', '=', from]]),
      location_dest_id: await this.idOf('stock.location', [['usage', '=', 'customer']]),
    });
  }

  /** Goods from a supplier on a transfer of one's own. */
  async receive(item: string, lot: string, quantity: number, to: string): Promise<void> {
    const type = await this.idOf('stock.picking.type', [
      ['code', '=', 'incoming'],
      ['warehouse_id.code', '=', to.split('/')[0]],
    ]);
    await this.transfer(type, item, lot, quantity, {
      location_id: await this.idOf('stock.location', [['usage', '=', 'supplier']]),
      location_dest_id: await this.idOf('stock.location', [['complete_name', '=', to]]),
    });
  }

  /** Writes a lot into an open delivery, and goes away. */
  async type(
    delivery: string,
    item: string,
    lot: string,
    quantity: number,
    from: string,
    more: object = {},
  ): Promise<void> {
    const product_id = await this.product(item);
    const move_id = await this.idOf('stock.move', [
      ['picking_id.name', '=', delivery],
      ['product_id', '=', product_id],
    ]);
    await this.backend.odoo.create('stock.move.line', [
      {
        ...{ move_id, product_id, quantity },
        picking_id: await this.idOf('stock.picking', [['name', '=', delivery]]),
        lot_id: await this.lot(item, lot),
        location_id: await this.idOf('stock.location', [['complete_name', '=', from]]),
        location_dest_id: await this.idOf('stock.location', [['usage', '=', 'customer']]),
        ...more,
      },
    ]);
  }

  /** Enters a lot as consumed on an open order, and goes away. */
  async consume(order: string, item: string, lot: string, quantity: number, from: string): Promise<void> {
    const { odoo } = this.backend;
    const product_id = await this.product(item);
    const move_id = await this.idOf('stock.move', [
      ['raw_material_production_id.name', '=', order],
      ['product_id', '=', product_id],
      ['state', 'not in', ['done', 'cancel']],
    ]);
    const line = {
      ...{ move_id, product_id, quantity, picked: true },
      lot_id: await this.lot(item, lot),
      location_id: await this.idOf('stock.location', [['complete_name', '=', from]]),
    };
    await odoo.create('stock.move.line', [line]);
    await odoo.call('stock.move', 'write', { ids: [move_id], vals: { manual_consumption: true } });
  }

  /** The line of a component that is entered as consumed on an open order. */
  async issuedLine(order: string): Promise<number> {
    const [line] = await this.backend.odoo.search<{ id: number }>(
      'stock.move.line',
      [
        ['move_id.raw_material_production_id.name', '=', order],
        ['state', 'not in', ['done', 'cancel']],
      ],
      [],
    );
    if (!line) throw new Error(`nothing is issued to ${order}`);
    return line.id;
  }

  /** The Produce All button, with another quantity; the rest of the order is not made. */
  async complete(order: string, quantity: number): Promise<void> {
    const { odoo } = this.backend;
    const ids = [await this.idOf('mrp.production', [['name', '=', order]])];
    await odoo.call('mrp.production', 'write', { ids, vals: { qty_producing: quantity } });
    const context = { skip_backorder: true, skip_consumption: true };
    await odoo.call('mrp.production', 'button_mark_done', { ids, context });
  }

  /** The Scrap button. */
  async scrap(item: string, lot: string, quantity: number, place: string): Promise<void> {
    const { odoo } = this.backend;
    const location_id = await this.idOf('stock.location', [['complete_name', '=', place]]);
    const [scrap_qty, product_id] = [quantity, await this.product(item)];
    const values = { product_id, scrap_qty, lot_id: await this.lot(item, lot), location_id };
    const ids = await odoo.create('stock.scrap', [values]);
    await odoo.call('stock.scrap', 'action_validate', { ids });
  }

  private async transfer(
    picking_type_id: number,
    item: string,
    lot: string | undefined,
    quantity: number,
    ends: object,
    more: object = {},
  ): Promise<void> {
    const line = {
      product_id: await this.product(item),
      lot_id: lot !== undefined && (await this.lot(item, lot)),
      quantity,
      picked: true,
      ...ends,
      ...more,
    };
    const { odoo } = this.backend;
    const ids = await odoo.create('stock.picking', [
      { picking_type_id, ...ends, move_line_ids: [[0, 0, line]] },
    ]);
    await odoo.call('stock.picking', 'button_validate', { ids, context: { skip_backorder: true } });
  }

  /** The Return button of a delivery: all of it that is still at the customer's. */
  async returnAll(delivery: string): Promise<void> {
    const { odoo } = this.backend;
    const picking = await this.idOf('stock.picking', [['name', '=', delivery]]);
    const [wizard = 0] = await odoo.create('stock.return.picking', [{ picking_id: picking }]);
    const { res_id } = await odoo.call<{ res_id: number }>(
      'stock.return.picking',
      'action_create_returns_all',
      {
        ids: [wizard],
      },
    );
    await odoo.call('stock.picking', 'button_validate', { ids: [res_id], context: { skip_backorder: true } });
  }

  /** The same of a delivery and all the parts that left of it. */
  async returnEverything(delivery: string): Promise<void> {
    const { odoo } = this.backend;
    const [first] = await odoo.search<{ id: number; sale_id: [number, string] }>(
      'stock.picking',
      [['name', '=', delivery]],
      ['sale_id'],
    );
    const left = await odoo.search<{ id: number; name: string }>(
      'stock.picking',
      [
        ['sale_id', '=', first?.sale_id[0]],
        ['state', '=', 'done'],
        ['location_dest_id.usage', '=', 'customer'],
      ],
      ['name'],
    );
    for (const { name } of left)
      await this.returnAll(name).catch((error: Error) => {
        // All of this part came back before.
        if (!error.message.includes('non-zero quantity')) throw error;
      });
  }

  /** A count of one place. */
  async count(item: string, lot: string, quantity: number, place: string): Promise<void> {
    const { odoo } = this.backend;
    const values = {
      product_id: await this.product(item),
      lot_id: await this.lot(item, lot),
      location_id: await this.idOf('stock.location', [['complete_name', '=', place]]),
      inventory_quantity: quantity,
    };
    const ids = await odoo.create('stock.quant', [values], { inventory_mode: true });
    await odoo.call('stock.quant', 'action_apply_inventory', { ids });
  }
}
