import { IDEMPOTENCY_MODULE } from '../../lambdas/odoo/posting.ts';
import { OdooAdmin } from '../../odoo/admin.ts';
import type { MasterData } from '../../odoo/master-data.ts';
import { seedMasterData } from '../../odoo/seed.ts';
import { countsOf } from './machine-counts.ts';
import type { PurchaseSeen } from './purchases.ts';
import { RealOdooSales } from './real-odoo-sales.ts';
import { atSuppliers, purchaseOrder } from './real-purchases.ts';
import type { MachineCount, OnHand, OrderPart, TestBackend, WorkOrder, WorkTime } from './test-backend.ts';

export interface RealOdoo {
  url: string;
  database: string;
  apiKey: string;
  adminApiKey: string;
}

interface Production {
  id: number;
  name: string;
  state: string;
  product_uom_qty: number;
  move_raw_ids: number[];
  move_finished_ids: number[];
}

interface MoveLine {
  id: number;
  move_id: [number, string];
  product_id: [number, string];
  lot_id: [number, string] | false;
  quantity_product_uom: number;
}

/** A real Odoo, seeded and observed with an administrator's key, so that it may be on any machine. */
export class RealOdooBackend implements TestBackend {
  readonly name = 'real Odoo';
  readonly url: string;
  readonly database: string;
  readonly apiKey: string;
  readonly odoo: OdooAdmin;
  readonly sales: RealOdooSales;

  constructor({ url, database, apiKey, adminApiKey }: RealOdoo) {
    this.url = url;
    this.database = database;
    this.apiKey = apiKey;
    this.odoo = new OdooAdmin({ url, database, apiKey: adminApiKey });
    this.sales = new RealOdooSales(this.odoo);
  }

  seed(data: MasterData): Promise<void> {
    return seedMasterData(this.odoo, data);
  }

  async orderFamily(order: string): Promise<OrderPart[]> {
    const parts = await this.productions(order);
    const lines = await this.doneLines([
      ['move_id', 'in', parts.flatMap((part) => [...part.move_raw_ids, ...part.move_finished_ids])],
    ]);
    const codes = await this.codes(lines.map(({ product_id }) => product_id[0]));
    return parts.map((part) => {
      const of = (moves: number[]) => lines.filter(({ move_id }) => moves.includes(move_id[0]));
      const made = of(part.move_finished_ids);
      const consumed: Record<string, number> = {};
      for (const line of of(part.move_raw_ids)) {
        const code = codes.get(line.product_id[0]) ?? '';
        consumed[code] = exact((consumed[code] ?? 0) + line.quantity_product_uom);
      }
      return {
        name: part.name,
        state: part.state,
        planned: part.product_uom_qty,
        produced: total(made),
        lots: [...new Set(made.flatMap(({ lot_id }) => (lot_id ? [lot_id[1]] : [])))].sort(),
        consumed,
      };
    });
  }

  async onHand(warehouse: string, item: string): Promise<OnHand> {
    const [place] = await this.odoo.search<{ id: number; lot_stock_id: [number, string] }>(
      'stock.warehouse',
      [['code', '=', warehouse]],
      ['lot_stock_id'],
    );
    return this.lying(item, ['location_id', 'child_of', place?.lot_stock_id[0]]);
  }

  stockAt(location: string, item: string): Promise<OnHand> {
    return this.lying(item, ['location_id.complete_name', '=', location]);
  }

  private async lying(item: string, where: unknown[]): Promise<OnHand> {
    const quants = await this.odoo.search<{ id: number; quantity: number; lot_id: [number, string] | false }>(
      'stock.quant',
      [['product_id.default_code', '=', item], where],
      ['quantity', 'lot_id'],
    );
    const byLot: Record<string, number> = {};
    // Odoo sweeps quants that came to zero only later.
    for (const { lot_id, quantity } of quants)
      if (lot_id && quantity !== 0) byLot[lot_id[1]] = exact((byLot[lot_id[1]] ?? 0) + quantity);
    return { quantity: exact(quants.reduce((sum, { quantity }) => sum + quantity, 0)), byLot };
  }

  async scrapped(order: string, item: string): Promise<number> {
    const parts = await this.productions(order);
    return total(
      await this.doneLines([
        ['move_id.scrap_id.production_id', 'in', parts.map(({ id }) => id)],
        ['product_id.default_code', '=', item],
      ]),
    );
  }

  async issued(order: string): Promise<Record<string, OnHand>> {
    const lines = await this.odoo.search<MoveLine>(
      'stock.move.line',
      [
        ['move_id.raw_material_production_id.production_group_id.name', '=', order],
        ['move_id.manual_consumption', '=', true],
        ['move_id.picked', '=', true],
        ['state', 'not in', ['done', 'cancel']],
      ],
      ['move_id', 'product_id', 'lot_id', 'quantity_product_uom'],
    );
    const codes = await this.codes(lines.map(({ product_id }) => product_id[0]));
    const issued: Record<string, OnHand> = {};
    for (const { product_id, lot_id, quantity_product_uom } of lines) {
      const code = codes.get(product_id[0]) ?? '';
      const { quantity, byLot } = issued[code] ?? { quantity: 0, byLot: {} };
      if (lot_id) byLot[lot_id[1]] = exact((byLot[lot_id[1]] ?? 0) + quantity_product_uom);
      issued[code] = { quantity: exact(quantity + quantity_product_uom), byLot };
    }
    return issued;
  }

  async reprice(item: string, price: number): Promise<void> {
    const [product] = await this.odoo.search('product.product', [['default_code', '=', item]], ['id']);
    await this.odoo.call('product.product', 'write', { ids: [product?.id], vals: { standard_price: price } });
  }

  async hourlyCost(workCenter: string): Promise<number> {
    const [center] = await this.odoo.search<{ id: number; costs_hour: number }>(
      'mrp.workcenter',
      [['code', '=', workCenter]],
      ['costs_hour'],
    );
    return center?.costs_hour ?? Number.NaN;
  }

  counted(order: string): Promise<MachineCount[]> {
    return countsOf(this.odoo, order);
  }

  async idempotencyRecords(eventKeys: string[]): Promise<string[]> {
    const found = await this.odoo.search<{ id: number; name: string }>(
      'ir.model.data',
      [
        ['module', '=', IDEMPOTENCY_MODULE],
        ['name', 'in', eventKeys],
      ],
      ['name'],
    );
    return found.map(({ name }) => name);
  }

  lotTwins(item: string, lot: string): Promise<number> {
    const domain = [
      ['product_id.default_code', '=', item],
      ['name', '=', lot],
    ];
    return this.odoo.call('stock.lot', 'search_count', { domain });
  }

  async workOrders(order: string): Promise<WorkOrder[][]> {
    const parts = await this.productions(order);
    const found = await this.odoo.search<{
      id: number;
      name: string;
      state: string;
      production_id: [number, string];
      date_start: string | false;
      date_finished: string | false;
    }>(
      'mrp.workorder',
      [['production_id', 'in', parts.map(({ id }) => id)]],
      ['name', 'state', 'production_id', 'date_start', 'date_finished'],
      { order: 'id' },
    );
    return parts.map(({ id }) =>
      found
        .filter(({ production_id }) => production_id[0] === id)
        .map(({ name, state, date_start, date_finished }) => ({
          operation: name,
          state: (state === 'blocked' ? 'ready' : state) as WorkOrder['state'],
          started: (['progress', 'done'].includes(state) && date_start) || undefined,
          finished: (state === 'done' && date_finished) || undefined,
        })),
    );
  }

  async workTimes(order: string): Promise<WorkTime[]> {
    const parts = await this.productions(order);
    const times = await this.odoo.search<{
      id: number;
      workorder_id: [number, string];
      production_id: [number, string];
      date_start: string;
      date_end: string | false;
      description: string | false;
    }>(
      'mrp.workcenter.productivity',
      [
        ['production_id', 'in', parts.map(({ id }) => id)],
        ['x_plant_gateway_kind', '!=', 'expected'],
      ],
      ['workorder_id', 'production_id', 'date_start', 'date_end', 'description'],
      { order: 'date_start, id' },
    );
    return times.map((time) => ({
      operation: time.workorder_id[1].replace(`${time.production_id[1]} - `, ''),
      part: time.production_id[1],
      start: time.date_start,
      end: time.date_end || undefined,
      note: time.description || '',
    }));
  }

  async cancelOrder(order: string): Promise<void> {
    const parts = await this.productions(order);
    await this.odoo.call('mrp.production', 'action_cancel', { ids: parts.map(({ id }) => id) });
  }

  purchaseOrder(name: string): Promise<PurchaseSeen> {
    return purchaseOrder(this.odoo, name);
  }

  atSuppliers(item: string): Promise<OnHand> {
    return atSuppliers(this.odoo, item);
  }

  async close(): Promise<void> {}

  private productions(order: string): Promise<Production[]> {
    return this.odoo.search<Production>(
      'mrp.production',
      [['production_group_id.name', '=', order]],
      ['name', 'state', 'product_uom_qty', 'move_raw_ids', 'move_finished_ids'],
      { order: 'backorder_sequence, id' },
    );
  }

  private doneLines(domain: unknown[]): Promise<MoveLine[]> {
    return this.odoo.search<MoveLine>(
      'stock.move.line',
      [['state', '=', 'done'], ...domain],
      ['move_id', 'product_id', 'lot_id', 'quantity_product_uom'],
    );
  }

  private async codes(products: number[]): Promise<Map<number, string>> {
    const found = await this.odoo.search<{ id: number; default_code: string }>(
      'product.product',
      [['id', 'in', products]],
      ['default_code'],
    );
    return new Map(found.map(({ id, default_code }) => [id, default_code]));
  }
}

function total(lines: MoveLine[]): number {
  return exact(lines.reduce((sum, line) => sum + line.quantity_product_uom, 0));
}

/** Odoo keeps floats; sums of hundredths are compared as hundredths. */
function exact(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** The Odoo that `npm run test:odoo` prepared. */
export function realOdooFromEnvironment(): RealOdooBackend {
  const {
    ODOO_URL: url,
    ODOO_DB: database,
    ODOO_API_KEY: apiKey,
    ODOO_ADMIN_API_KEY: adminApiKey,
  } = process.env;
  if (!url || !database || !apiKey || !adminApiKey)
    throw new Error(
      'run this suite with npm run test:odoo, or set ODOO_URL, ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY',
    );
  return new RealOdooBackend({ url, database, apiKey, adminApiKey });
}
