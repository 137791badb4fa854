import { randomNumbers } from '../../../local/sample/random.ts';
import { OdooAdmin } from '../../../odoo/admin.ts';
import type { RealOdoo } from '../../backends/real-odoo.ts';

/** Where the planners plan. */
export interface Shop {
  product: string;
  warehouse: string;
}

interface Order {
  id: number;
  state: string;
  product_qty: number;
  workorder_ids: number[];
}

/**
 * People who plan in Odoo at the same time: each makes orders, changes, splits, reserves, starts, completes in part and
 * cancels them, at random. Odoo may refuse; its answers are ignored.
 */
export class Planners {
  readonly done: Record<string, number> = {};
  readonly #odoo: OdooAdmin;
  readonly #shop: Shop;
  readonly #random: () => number;
  #over = false;

  constructor({ url, database, adminApiKey }: RealOdoo, shop: Shop, seed: number) {
    this.#odoo = new OdooAdmin({ url, database, apiKey: adminApiKey });
    this.#shop = shop;
    this.#random = randomNumbers(seed);
  }

  /** Plan until they are stopped. */
  async work(planners: number): Promise<void> {
    const { bom, type } = await this.#places();
    await Promise.all(
      Array.from({ length: planners }, async () => {
        while (!this.#over) await this.#act(bom, type);
      }),
    );
  }

  stop(): void {
    this.#over = true;
  }

  async #places(): Promise<{ bom: { id: number; product: number }; type: number }> {
    const { product, warehouse } = this.#shop;
    const [item] = await this.#odoo.search<{ id: number; product_tmpl_id: [number, string] }>(
      'product.product',
      [['default_code', '=', product]],
      ['product_tmpl_id'],
    );
    const [bom] = await this.#odoo.search<{ id: number }>(
      'mrp.bom',
      [['product_tmpl_id', '=', item?.product_tmpl_id[0]]],
      ['id'],
    );
    const [type] = await this.#odoo.search<{ id: number }>(
      'stock.picking.type',
      [
        ['code', '=', 'mrp_operation'],
        ['warehouse_id.code', '=', warehouse],
      ],
      ['id'],
    );
    if (!item || !bom || !type) throw new Error(`nothing to plan with: ${product} in ${warehouse}`);
    return { bom: { id: bom.id, product: item.id }, type: type.id };
  }

  async #act(bom: { id: number; product: number }, type: number): Promise<void> {
    const roll = this.#random();
    const open = await this.#odoo.search<Order>(
      'mrp.production',
      [
        ['product_id', '=', bom.product],
        ['state', 'in', ['confirmed', 'progress', 'to_close']],
      ],
      ['state', 'product_qty', 'workorder_ids'],
    );
    if (roll < 0.2 || open.length < 8) return this.#create(bom, type);
    const order = open[Math.floor(this.#random() * open.length)];
    if (!order) return;
    const acts: [string, () => Promise<unknown>][] = [
      ['quantity', () => this.#quantity(order)],
      ['date', () => this.#write(order, { date_start: this.#someDay() })],
      ['priority', () => this.#write(order, { priority: this.#random() < 0.5 ? '1' : '0' })],
      ['reserve', () => this.#call('action_assign', order)],
      ['unreserve', () => this.#call('do_unreserve', order)],
      ['split', () => this.#split(order)],
      ['start', () => this.#workOrder('button_start', order)],
      ['pause', () => this.#workOrder('button_pending', order)],
      ['complete', () => this.#complete(order)],
      ['cancel', () => this.#call('action_cancel', order)],
      ['remove', () => this.#remove(order)],
    ];
    const [name, act] = acts[Math.floor(this.#random() * acts.length)] as (typeof acts)[number];
    await this.#count(name, act);
  }

  async #count(name: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.done[name] = (this.done[name] ?? 0) + 1;
    } catch {
      this.done.refused = (this.done.refused ?? 0) + 1;
    }
  }

  #create(bom: { id: number; product: number }, type: number): Promise<void> {
    return this.#count('create', async () => {
      const [id] = await this.#odoo.create('mrp.production', [
        {
          product_id: bom.product,
          bom_id: bom.id,
          picking_type_id: type,
          product_qty: 1 + Math.floor(this.#random() * 20),
        },
      ]);
      await this.#odoo.call('mrp.production', 'action_confirm', { ids: [id] });
    });
  }

  #call(method: string, { id }: Order, more: Record<string, unknown> = {}): Promise<unknown> {
    return this.#odoo.call('mrp.production', method, { ids: [id], ...more });
  }

  #write({ id }: Order, vals: object): Promise<unknown> {
    return this.#odoo.call('mrp.production', 'write', { ids: [id], vals });
  }

  async #quantity({ id }: Order): Promise<void> {
    const [wizard] = await this.#odoo.create('change.production.qty', [
      { mo_id: id, product_qty: 1 + Math.floor(this.#random() * 20) },
    ]);
    await this.#odoo.call('change.production.qty', 'change_prod_qty', { ids: [wizard] });
  }

  async #split({ id, product_qty: quantity }: Order): Promise<void> {
    if (quantity < 2) return;
    const first = Math.max(1, Math.floor(quantity / 2));
    const lines = [first, quantity - first].map((part) => [0, 0, { quantity: part, date: this.#someDay() }]);
    const [wizard] = await this.#odoo.create('mrp.production.split', [
      { production_id: id, production_detailed_vals_ids: [[5, 0, 0], ...lines] },
    ]);
    await this.#odoo.call('mrp.production.split', 'action_split', { ids: [wizard] });
  }

  async #workOrder(method: string, { workorder_ids: ids }: Order): Promise<void> {
    const id = ids[Math.floor(this.#random() * ids.length)];
    if (id !== undefined) await this.#odoo.call('mrp.workorder', method, { ids: [id] });
  }

  async #complete(order: Order): Promise<void> {
    const part = Math.max(1, Math.floor(order.product_qty / 2));
    await this.#write(order, { qty_producing: part });
    await this.#call('set_qty_producing', order);
    await this.#call('button_mark_done', order, {
      context: { skip_backorder: true, mo_ids_to_backorder: [order.id], skip_consumption: true },
    });
  }

  async #remove(order: Order): Promise<void> {
    await this.#call('action_cancel', order);
    await this.#call('unlink', order);
  }

  #someDay(): string {
    const day = new Date(Date.now() + Math.floor(this.#random() * 20) * 86_400_000);
    return day.toISOString().slice(0, 19).replace('T', ' ');
  }
}
