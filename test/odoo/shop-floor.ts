import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import type { Posting, PostingRow } from '../../lambdas/odoo/posting.ts';
import type { MaterialConsumed } from '../../lambdas/posting/events/material-consumed.ts';
import type { ProductionReported } from '../../lambdas/posting/events/production-reported.ts';
import type { ProductionScrapped } from '../../lambdas/posting/events/production-scrapped.ts';
import type { Item, MasterData, StockLevel } from '../../odoo/master-data.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { bookedOperations } from './booked-operations.ts';

export const KG = 'uom.product_uom_kgm';
export const GRAM = 'uom.product_uom_gram';
export const UNIT = 'uom.product_uom_unit';
export const WAREHOUSE = 'OSL';
export const OTHER_WAREHOUSE = 'GDA';
/** its plant has no hold place */
export const WITHOUT_HOLD = 'BGO';
const namesOfWarehouses: Record<string, string> = {
  [WAREHOUSE]: 'Oslo',
  [OTHER_WAREHOUSE]: 'Gdansk',
  [WITHOUT_HOLD]: 'Bergen',
};

export interface Component extends Partial<Pick<Item, 'uom' | 'tracking' | 'expires' | 'price'>> {
  /** for one unit of product */
  per: number;
  /** untracked stock, or stock by lot */
  stock?: number | Record<string, { quantity: number; expires?: string }>;
}

export interface Release extends Partial<Pick<Item, 'uom' | 'tracking' | 'expires'>> {
  quantity: number;
  components?: Component[];
  confirmed?: boolean;
  warehouse?: string;
  consumption?: 'flexible' | 'warning' | 'strict';
  /** what an hour at them costs */
  hourlyCost?: number;
  /** names of work centres, one operation at each */
  operations?: string[];
}

export interface Released {
  order: string;
  product: string;
  /** codes of the components, in the order given */
  components: string[];
  uom: string;
}

export type Overrides = Partial<Pick<Posting, 'event' | 'stream' | 'time' | 'policy' | 'warehouse'>>;

/** A plant for one test run: every order has its own items, so that nothing but the test itself moves their stock. */
export class ShopFloor {
  readonly backend: TestBackend;
  readonly client: OdooClient;
  private readonly run = Date.now().toString(36).slice(-6).toUpperCase();
  private count = 0;

  constructor(backend: TestBackend) {
    this.backend = backend;
    const { url, database, apiKey } = backend;
    this.client = new OdooClient({ url, database, apiKey, environment: 'local' });
  }

  /** A name nobody used before on this database. */
  name(word: string): string {
    this.count += 1;
    return `${word}-${this.run}-${this.count}`;
  }

  /** Another order for the product of an order; with the same components. */
  async releaseAgain(released: Released, quantity: number, warehouse = WAREHOUSE): Promise<Released> {
    const order = this.name('OSL/MO');
    await this.backend.seed({
      warehouses: [{ code: warehouse, name: namesOfWarehouses[warehouse] ?? warehouse }],
      items: [{ code: released.product, name: released.product, uom: released.uom, tracking: 'none' }],
      orders: [{ name: order, warehouse, item: released.product, quantity }],
    });
    return { ...released, order };
  }

  async release(wanted: Release): Promise<Released> {
    const {
      quantity,
      components = [{ per: 2, stock: 1000 }],
      warehouse = WAREHOUSE,
      operations = [],
    } = wanted;
    const order = this.name('OSL/MO');
    const product = this.name('PRODUCT');
    const uom = wanted.uom ?? KG;
    const codes = components.map(() => this.name('COMPONENT'));
    const data: MasterData = {
      warehouses: [
        { code: WAREHOUSE, name: 'Oslo' },
        { code: OTHER_WAREHOUSE, name: 'Gdansk' },
        ...(warehouse === WITHOUT_HOLD ? [{ code: WITHOUT_HOLD, name: 'Bergen' }] : []),
      ],
      workCenters: [...new Set(operations)].map((code) => ({
        code,
        name: `Line ${code}`,
        ...(wanted.hourlyCost !== undefined && { hourlyCost: wanted.hourlyCost }),
      })),
      items: [
        itemOf(product, { ...wanted, uom }),
        ...components.map((component, index) => itemOf(codes[index] ?? '', component)),
      ],
      boms: [
        {
          item: product,
          quantity: 1,
          components: components.map(({ per }, index) => ({ item: codes[index] ?? '', quantity: per })),
          operations: operations.map((code) => ({ name: `Work at ${code}`, workCenter: code, minutes: 10 })),
          ...(wanted.consumption ? { consumption: wanted.consumption } : {}),
        },
      ],
      stock: components.flatMap((component, index) => stockOf(codes[index] ?? '', warehouse, component)),
      orders: [{ name: order, warehouse, item: product, quantity, confirmed: wanted.confirmed ?? true }],
    };
    await this.backend.seed(data);
    return { order, product, components: codes, uom };
  }

  reported(on: Released, value: number, more: Partial<ProductionReported> = {}, over: Overrides = {}) {
    const payload = { order: on.order, quantity: { value, uom: on.uom }, final: false, ...more };
    return posting('production.reported', payload, over);
  }

  scrapped(on: Released, value: number, more: Partial<ProductionScrapped> = {}, over: Overrides = {}) {
    const payload = { order: on.order, quantity: { value, uom: KG }, ...more };
    return posting('production.scrapped', payload, over);
  }

  consumed(
    on: Released,
    item: string,
    value: number,
    more: Partial<MaterialConsumed> = {},
    over: Overrides = {},
  ) {
    const payload = { order: on.order, item, quantity: { value, uom: KG }, ...more };
    return posting('material.consumed', payload, over);
  }

  /** The operation is the one at the work centre. */
  started(on: Released, center: string, time: string, more: object = {}) {
    return posting('work-order.started', { order: on.order, work_center: center, ...more }, { time });
  }

  paused(on: Released, center: string, time: string, more: object = {}) {
    return posting('work-order.paused', { order: on.order, work_center: center, ...more }, { time });
  }

  finished(on: Released, center: string, time: string, more: object = {}) {
    return posting('work-order.finished', { order: on.order, work_center: center, ...more }, { time });
  }

  labor(on: Released, center: string, start: string, end: string, more: object = {}) {
    return posting('labor.reported', { order: on.order, work_center: center, start, end, ...more });
  }

  /** Books in one call; a failure of the whole call fails the test. */
  async book(...postings: Posting[]): Promise<PostingRow[]> {
    const answer = await bookPostings(this.client, postings);
    if (!answer.ok) throw new Error(`${answer.kind} ${answer.code}: ${answer.message}`);
    bookedOperations.remember(postings, answer.rows);
    return answer.rows;
  }

  /** Books one posting and returns its row. */
  async bookOne(one: Posting): Promise<PostingRow> {
    const [row] = await this.book(one);
    if (!row) throw new Error('no row');
    return row;
  }

  /** Waits until the clock shows another second: moments of Odoo's are no finer. */
  async nextSecond(): Promise<void> {
    const second = () => Math.floor(Date.now() / 1000);
    for (const began = second(); second() === began; ) await pause(50);
  }

  async stockOf(code: string): Promise<number> {
    return (await this.backend.onHand(WAREHOUSE, code)).quantity;
  }
}

/** A posting as `post` would send it. Its ordering key, sent as `stream`, is that of a production order by default. */
export function posting(operation: string, payload: object, over: Overrides = {}): Posting {
  return {
    event: eventKey(),
    stream: `order/${(payload as { order?: string }).order}`,
    plant: 'oslo',
    warehouse: WAREHOUSE,
    time: hoursAgo(1),
    policy: { negative_stock: 'refuse' },
    ...over,
    operation,
    payload,
  };
}

export function eventKey(): string {
  return randomUUID().replaceAll('-', '');
}

/** Moment in Odoo's notation; negative hours are in the future. */
export function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function itemOf(code: string, wanted: Partial<Pick<Item, 'uom' | 'tracking' | 'expires' | 'price'>>): Item {
  return {
    code,
    name: `Item ${code}`,
    uom: wanted.uom ?? KG,
    tracking: wanted.tracking ?? 'none',
    expires: wanted.expires ?? false,
    ...(wanted.price !== undefined && { price: wanted.price }),
  };
}

function stockOf(item: string, warehouse: string, { stock = 0 }: Component): StockLevel[] {
  if (typeof stock === 'number') return stock === 0 ? [] : [{ warehouse, item, quantity: stock }];
  return Object.entries(stock).map(([lot, { quantity, expires }]) => ({
    warehouse,
    item,
    quantity,
    lot,
    ...(expires ? { expires } : {}),
  }));
}
