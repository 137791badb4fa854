import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import type { MasterData } from '../../odoo/master-data.ts';
import type { Sending } from './deliveries.ts';
import type { Story } from './story/story.ts';

const kg = 'uom.product_uom_kgm';
const rfc3339 = (time: number) => new Date(time).toISOString().replace(/\.\d+Z/, 'Z');

export interface GatedStory extends Story {
  product: string;
  /** number in the shop of the order whose delivery wants all of it */
  shopOrder: string;
  customer: string;
  /** what is made of each lot in the end */
  made: Map<string, number>;
}

/** Nothing but gated completions: so many of each order, each order a lot. A customer waits for all of it. */
export function gatedStory(run: string, orders: number, each: number): GatedStory {
  const product = `${run}-FORMULA`;
  const began = Date.now() - 5 * 3600 * 1000;
  const names = Array.from({ length: orders }, (_, index) => `OSL/MO/${run}-${index + 1}`);
  const made = new Map<string, number>();
  const sendings = Array.from({ length: orders * each }, (_, index): Sending => {
    const which = index % orders;
    const lot = `${run}-L${which + 1}`;
    const value = 1 + (index % 7);
    made.set(lot, (made.get(lot) ?? 0) + value);
    const order = names[which] ?? '';
    const event = {
      specversion: '1.0',
      id: `${run}-${index + 1}`,
      source: '/plants/oslo/mes',
      type: eventType({ name: 'production.reported', version: 1 }),
      time: rfc3339(began + index * 1000),
      subject: order,
      dataschema: schemaId({ name: 'production.reported', version: 1 }),
      data: { order, quantity: { value, unit: 'KGM' }, lot: { number: lot } },
    } as CloudEvent;
    return { partner: 'oslo-mes', event };
  });
  const customer = `${run}-SHOP`;
  const shopOrder = `${run}-ORDER`;
  const masterData: MasterData = {
    warehouses: [{ code: 'OSL', name: 'Oslo Dairy' }],
    items: [
      { code: product, name: 'Infant formula', uom: kg, tracking: 'lot', category: 'Infant formula' },
      { code: `${run}-WHEY`, name: 'Whey', uom: kg, tracking: 'none' },
    ],
    boms: [{ item: product, quantity: 1, components: [{ item: `${run}-WHEY`, quantity: 1 }] }],
    stock: [{ warehouse: 'OSL', item: `${run}-WHEY`, quantity: 1_000_000 }],
    orders: names.map((name) => ({
      name,
      warehouse: 'OSL',
      item: product,
      quantity: 10_000,
      confirmed: true,
    })),
    customers: [{ code: customer, name: 'Shop' }],
    salesOrders: [
      { reference: shopOrder, warehouse: 'OSL', customer, lines: [{ item: product, quantity: 1_000_000 }] },
    ],
  };
  return { masterData, sendings, product, shopOrder, customer, made };
}
