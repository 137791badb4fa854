import { eventType, schemaId } from '../events/define-event.ts';
import type { CloudEvent } from '../events/envelope.ts';
import { eventKeyOf } from '../events/envelope.ts';
import type { Posting } from '../lambdas/odoo/posting.ts';
import { postingOf } from '../lambdas/posting/book.ts';
import { codeLookup } from '../lambdas/posting/events/define-posting.ts';
import type { EventRecord } from '../lambdas/store/event-record.ts';
import { oslo } from '../plants/oslo.ts';
import type { TestBackend } from '../test/backends/test-backend.ts';

const name = { name: 'production.reported', version: 1 };
const quantity = 5;

/** Makes production orders to complete: alike, in turns over some products with two components each. */
export class Floor {
  readonly #backend: TestBackend;
  readonly #run = `B${Date.now().toString(36).slice(-6).toUpperCase()}`;
  #count = 0;

  constructor(backend: TestBackend) {
    this.#backend = backend;
  }

  /** Names of so many new orders, each to be completed with one report. The fewer products, the more they contend. */
  async orders(count: number, products: number): Promise<string[]> {
    const code = (product: number, part = '') => `${this.#run}-P${product}${part}`;
    const all = Array.from({ length: products }, (_, product) => product);
    const orders = Array.from({ length: count }, () => {
      this.#count += 1;
      return { name: `OSL/MO/${this.#run}-${this.#count}`, item: code(this.#count % products) };
    });
    const uom = 'uom.product_uom_kgm';
    await this.#backend.seed({
      warehouses: [{ code: oslo.warehouse, name: 'Oslo' }],
      items: all.flatMap((product) =>
        ['', '-A', '-B'].map((part) => {
          const item = code(product, part);
          return { code: item, name: item, uom, tracking: 'none' as const };
        }),
      ),
      boms: all.map((product) => ({
        item: code(product),
        quantity: 1,
        components: ['-A', '-B'].map((part) => ({ item: code(product, part), quantity: 2 })),
      })),
      stock: all.flatMap((product) =>
        ['-A', '-B'].map((part) => ({
          warehouse: oslo.warehouse,
          item: code(product, part),
          quantity: 1_000_000,
        })),
      ),
      orders: orders.map((order) => ({ ...order, warehouse: oslo.warehouse, quantity })),
    });
    return orders.map((order) => order.name);
  }
}

/** The report that completes an order. */
export const completionOf = (order: string): CloudEvent =>
  ({
    specversion: '1.0',
    id: order,
    source: '/plants/oslo/mes',
    type: eventType(name),
    time: new Date(Date.now() - 60_000).toISOString(),
    subject: order,
    dataschema: schemaId(name),
    data: { order, quantity: { value: quantity, unit: 'KGM' }, final: false },
  }) as CloudEvent;

/** What the gateway asks of Odoo for that report, to the letter. */
export const postingFor = (order: string): Posting => {
  const event = completionOf(order);
  const record: Pick<EventRecord, 'eventKey' | 'event' | 'orderingKey' | 'plant'> = {
    eventKey: eventKeyOf(event),
    event,
    orderingKey: `order/${order}`,
    plant: oslo.id,
  };
  return postingOf(record, oslo, codeLookup(new Map()));
};

export const completedQuantity = quantity;
