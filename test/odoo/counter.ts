import type { DeliveredItem } from '../../lambdas/posting/events/deliveries.ts';
import type { OrderedItem, SalesOrderPlaced } from '../../lambdas/posting/events/sales-order-placed.ts';
import type { ShipmentConfirmed } from '../../lambdas/posting/events/shipment-confirmed.ts';
import type { ShipmentReturned } from '../../lambdas/posting/events/shipment-returned.ts';
import type { Item } from '../../odoo/master-data.ts';
import type { DeliverySeen, SalesOrderSeen } from '../backends/sales.ts';
import { KG, type Overrides, posting, type ShopFloor, WAREHOUSE } from './shop-floor.ts';

export interface Offer extends Partial<Pick<Item, 'uom' | 'tracking' | 'expires' | 'forSale'>> {
  /** untracked stock, or stock by lot */
  stock?: number | Record<string, { quantity: number; expires?: string }>;
}

export interface Customer {
  code: string;
  /** of a delivery address */
  address: string;
  barcode: string;
}

export interface Sold {
  /** number in the shop */
  reference: string;
  customer: string;
  /** name of the delivery, as first given */
  delivery: string;
  /** codes of the items, in the order given */
  items: string[];
}

/** Where customers' orders come in and goods go out: a new customer and new items for every test. */
export class Counter {
  readonly floor: ShopFloor;

  constructor(floor: ShopFloor) {
    this.floor = floor;
  }

  async customer(): Promise<Customer> {
    const [code, address, barcode] = [
      this.floor.name('CUSTOMER'),
      this.floor.name('ADDRESS'),
      this.floor.name('BAR'),
    ];
    const addresses = [{ code: address, name: 'Back door' }];
    await this.floor.backend.seed({
      warehouses: [],
      items: [],
      customers: [{ code, name: `Customer ${code}`, barcode, addresses }],
    });
    return { code, address, barcode };
  }

  /** New items with their stock; their codes. */
  async offer(...offers: Offer[]): Promise<string[]> {
    const codes = offers.map(() => this.floor.name('ITEM'));
    await this.floor.backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: offers.map(({ uom = KG, tracking = 'none', expires = false, forSale = true }, index) => {
        const code = codes[index] ?? '';
        return { code, name: `Item ${code}`, uom, tracking, expires, forSale };
      }),
      stock: offers.flatMap(({ stock = 0 }, index) => {
        const place = { warehouse: WAREHOUSE, item: codes[index] ?? '' };
        if (typeof stock === 'number') return stock === 0 ? [] : [{ ...place, quantity: stock }];
        return Object.entries(stock).map(([lot, level]) => ({ ...place, lot, ...level }));
      }),
    });
    return codes;
  }

  /** A confirmed order, of so much of each of these new items. */
  async sell(...wanted: (Offer & { quantity: number })[]): Promise<Sold> {
    const items = await this.offer(...wanted);
    return this.sellAgain(
      items,
      wanted.map(({ quantity }) => quantity),
    );
  }

  /** Another order for items that are there. */
  async sellAgain(items: string[], quantities: number[]): Promise<Sold> {
    const { code: customer } = await this.customer();
    const reference = this.floor.name('SHOP');
    const lines = items.map((item, index) => ({ item, quantity: quantities[index] ?? 0 }));
    await this.floor.backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: items.map((code) => ({ code, name: code, uom: KG, tracking: 'none' })),
      salesOrders: [{ reference, warehouse: WAREHOUSE, customer, lines }],
    });
    const [order] = await this.orders(reference);
    return { reference, customer, delivery: order?.deliveries[0] ?? '', items };
  }

  placed(more: Partial<SalesOrderPlaced> & Pick<SalesOrderPlaced, 'customer'>, over: Overrides = {}) {
    const payload = { reference: this.floor.name('SHOP'), lines: [], ...more };
    const stream = `customer-order/${payload.reference}`;
    return posting('sales-order.placed', payload, { stream, ...over });
  }

  shipped(sold: Sold, more: Partial<ShipmentConfirmed> = {}, over: Overrides = {}) {
    const payload = { delivery: sold.delivery, final: false, ...more };
    return posting('shipment.confirmed', payload, { stream: `delivery/${sold.delivery}`, ...over });
  }

  returned(
    sold: Pick<Sold, 'delivery'>,
    lines: DeliveredItem[],
    more: Partial<ShipmentReturned> = {},
    over: Overrides = {},
  ) {
    const payload = { delivery: sold.delivery, lines, ...more };
    return posting('shipment.returned', payload, { stream: `delivery/${sold.delivery}`, ...over });
  }

  orders(reference: string): Promise<SalesOrderSeen[]> {
    return this.floor.backend.sales.salesOrders(reference);
  }

  deliveries({ delivery }: Pick<Sold, 'delivery'>): Promise<DeliverySeen[]> {
    return this.floor.backend.sales.deliveries(delivery);
  }

  /** By lot. */
  async stock(item: string): Promise<Record<string, number>> {
    return (await this.floor.backend.onHand(WAREHOUSE, item)).byLot;
  }
}

export const ordered = (item: string, value: number, more: Partial<OrderedItem> = {}): OrderedItem => ({
  item,
  quantity: { value, uom: KG },
  ...more,
});

export const left = (item: string, value: number, more: Partial<DeliveredItem> = {}): DeliveredItem => ({
  item,
  quantity: { value, uom: KG },
  ...more,
});
