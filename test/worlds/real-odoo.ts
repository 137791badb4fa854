import { RECEIPTS_MODULE } from '../../lambdas/odoo/posting.ts';
import { OdooAdmin } from '../../odoo/admin.ts';
import type { MasterData } from '../../odoo/master-data.ts';
import { seedMasterData } from '../../odoo/seed.ts';
import type { PurchaseSeen } from './purchases.ts';
import { atSuppliers, purchaseOrder } from './real-purchases.ts';
import type { OnHand, OrderPart, World } from './world.ts';

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
export class RealOdooWorld implements World {
  readonly name = 'real Odoo';
  readonly url: string;
  readonly database: string;
  readonly apiKey: string;
  readonly odoo: OdooAdmin;

  constructor({ url, database, apiKey, adminApiKey }: RealOdoo) {
    this.url = url;
    this.database = database;
    this.apiKey = apiKey;
    this.odoo = new OdooAdmin({ url, database, apiKey: adminApiKey });
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
    const quants = await this.odoo.search<{ id: number; quantity: number; lot_id: [number, string] | false }>(
      'stock.quant',
      [
        ['product_id.default_code', '=', item],
        ['location_id', 'child_of', place?.lot_stock_id[0]],
      ],
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

  async receipts(eventKeys: string[]): Promise<string[]> {
    const found = await this.odoo.search<{ id: number; name: string }>(
      'ir.model.data',
      [
        ['module', '=', RECEIPTS_MODULE],
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
export function realOdooFromEnvironment(): RealOdooWorld {
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
  return new RealOdooWorld({ url, database, apiKey, adminApiKey });
}
