import type { Posting } from '../../lambdas/odoo/posting.ts';
import type { GoodsReceived, ReceivedLine } from '../../lambdas/posting/events/goods-received.ts';
import type {
  ConfirmedLine,
  PurchaseOrderConfirmed,
} from '../../lambdas/posting/events/purchase-order-confirmed.ts';
import type { Arrival } from '../../lambdas/posting/events/purchases.ts';
import type { ShipmentAnnounced } from '../../lambdas/posting/events/shipment-announced.ts';
import type { Item, MasterData, PurchaseOrder, StockLevel } from '../../odoo/master-data.ts';
import type { PurchaseSeen } from '../backends/purchases.ts';
import { KG, OTHER_WAREHOUSE, type Overrides, posting, type ShopFloor, WAREHOUSE } from './shop-floor.ts';

export interface OrderedItem extends Partial<Pick<Item, 'uom' | 'tracking' | 'expires'>> {
  /** one order line each; the item is the same */
  quantities: number[];
  /** unit of the order lines */
  orderedIn?: string;
}

export interface Purchase extends Partial<Pick<PurchaseOrder, 'state' | 'warehouse'>> {
  items?: OrderedItem[];
}

export interface Purchased {
  order: string;
  supplier: string;
  /** codes of the items, in the order given */
  items: string[];
  units: Record<string, string>;
}

export interface SubcontractedComponent extends Partial<Pick<Item, 'uom' | 'tracking'>> {
  per: number;
  /** what lies at the supplier, by lot where it is tracked */
  stock?: number | Record<string, number>;
}

/** Orders goods and makes the events about them. Every order has its own items and its own supplier. */
export class PurchaseDesk {
  readonly floor: ShopFloor;

  constructor(floor: ShopFloor) {
    this.floor = floor;
  }

  async order(purchase: Purchase = {}): Promise<Purchased> {
    const { items = [{ quantities: [10] }], warehouse = WAREHOUSE, state = 'placed' } = purchase;
    const on = this.purchased(items);
    await this.floor.backend.seed({
      ...this.masterData(on, items),
      purchaseOrders: [
        { name: on.order, warehouse, supplier: on.supplier, state, lines: linesOf(on, items) },
      ],
    });
    return on;
  }

  /** Another order for the same items, from the same supplier. */
  async orderAgain(on: Purchased, items: OrderedItem[]): Promise<Purchased> {
    const again = { ...on, order: this.floor.name('PO') };
    await this.floor.backend.seed({
      ...this.masterData(on, items),
      purchaseOrders: [
        {
          name: again.order,
          warehouse: WAREHOUSE,
          supplier: on.supplier,
          lines: linesOf(again, items),
        },
      ],
    });
    return again;
  }

  /** An order for one item that the supplier makes of components of ours. */
  async orderSubcontracted(
    item: OrderedItem,
    components: SubcontractedComponent[],
  ): Promise<Purchased & { components: string[] }> {
    const on = this.purchased([item]);
    const [made = ''] = on.items;
    const codes = components.map(() => this.floor.name('COMPONENT'));
    const data = this.masterData(on, [item]);
    await this.floor.backend.seed({
      ...data,
      items: [
        ...data.items,
        ...components.map(({ uom = KG, tracking = 'none' }, index) => ({
          code: codes[index] ?? '',
          name: `Item ${codes[index]}`,
          uom,
          tracking,
        })),
      ],
      suppliers: [
        {
          code: on.supplier,
          name: `Supplier ${on.supplier}`,
          stock: components.flatMap((component, index) => stockOf(codes[index] ?? '', component)),
        },
      ],
      subcontracts: [
        {
          item: made,
          supplier: on.supplier,
          components: components.map(({ per }, index) => ({ item: codes[index] ?? '', quantity: per })),
        },
      ],
      purchaseOrders: [
        { name: on.order, warehouse: WAREHOUSE, supplier: on.supplier, lines: linesOf(on, [item]) },
      ],
    });
    return { ...on, components: codes };
  }

  /** A line of an event, in the unit of the item. */
  line(on: Purchased, value: number, more: Partial<ReceivedLine> = {}): ReceivedLine {
    const item = more.item ?? on.items[0] ?? '';
    return { item, quantity: { value, uom: on.units[item] ?? KG }, ...more };
  }

  received(
    on: Purchased,
    lines: ReceivedLine[] | number,
    more: Partial<GoodsReceived> = {},
    over: Overrides = {},
  ): Posting {
    const given = typeof lines === 'number' ? [this.line(on, lines)] : lines;
    return this.posting('goods.received', on, { lines: given, final: false, ...more }, over);
  }

  confirmed(
    on: Purchased,
    lines: ConfirmedLine[] = [],
    more: Partial<PurchaseOrderConfirmed> = {},
    over: Overrides = {},
  ): Posting {
    return this.posting('purchase-order.confirmed', on, { lines, ...more }, over);
  }

  announced(
    on: Purchased,
    lines: Arrival[],
    more: Partial<ShipmentAnnounced> = {},
    over: Overrides = {},
  ): Posting {
    return this.posting('shipment.announced', on, { shipment: 'ASN-1', lines, ...more }, over);
  }

  seen(on: Purchased): Promise<PurchaseSeen> {
    return this.floor.backend.purchaseOrder(on.order);
  }

  private posting(operation: string, on: Purchased, payload: object, over: Overrides): Posting {
    const stream = `purchase-order/${on.order}`;
    return posting(operation, { purchase_order: on.order, ...payload }, { stream, ...over });
  }

  private purchased(items: OrderedItem[]): Purchased {
    const codes = items.map(() => this.floor.name('GOODS'));
    return {
      order: this.floor.name('PO'),
      supplier: this.floor.name('SUPPLIER'),
      items: codes,
      units: Object.fromEntries(codes.map((code, index) => [code, items[index]?.uom ?? KG])),
    };
  }

  private masterData(on: Purchased, items: OrderedItem[]): MasterData {
    return {
      warehouses: [
        { code: WAREHOUSE, name: 'Oslo' },
        { code: OTHER_WAREHOUSE, name: 'Gdansk' },
      ],
      items: items.map(({ uom = KG, tracking = 'none', expires = false }, index) => ({
        code: on.items[index] ?? '',
        name: `Item ${on.items[index]}`,
        uom,
        tracking,
        expires,
      })),
      suppliers: [{ code: on.supplier, name: `Supplier ${on.supplier}` }],
    };
  }
}

function linesOf(on: Purchased, items: OrderedItem[]): PurchaseOrder['lines'] {
  return items.flatMap(({ quantities, orderedIn }, index) =>
    quantities.map((quantity) => ({
      item: on.items[index] ?? '',
      quantity,
      ...(orderedIn && { uom: orderedIn }),
    })),
  );
}

function stockOf(
  item: string,
  { stock = 0 }: SubcontractedComponent,
): Pick<StockLevel, 'item' | 'quantity' | 'lot'>[] {
  if (typeof stock === 'number') return stock === 0 ? [] : [{ item, quantity: stock }];
  return Object.entries(stock).map(([lot, quantity]) => ({ item, quantity, lot }));
}
