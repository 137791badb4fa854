import { eventType, schemaId } from '../../../events/define-event.ts';
import type { CloudEvent } from '../../../events/envelope.ts';
import { randomNumbers } from '../../../local/sample/random.ts';
import type { MasterData } from '../../../odoo/master-data.ts';
import type { Sending } from '../deliveries.ts';
import { gdansk } from './gdansk.ts';
import { lyon } from './lyon.ts';
import { oslo } from './oslo.ts';
import type { OrderSoFar, PlannedOrder, Reported, Shop } from './shop.ts';
import { stepsOf } from './steps.ts';

export interface Story {
  masterData: MasterData;
  /** unique events, each order's in the order they happened */
  sendings: Sending[];
}

const dayMs = 24 * 3600 * 1000;
const rfc3339 = (time: number) => new Date(time).toISOString().replace(/\.\d+Z/, 'Z');

/** So many events of three plants, on items and orders that no other run knows. The same seed makes the same events. */
export function storyOf(run: string, events: number, seed: number): Story {
  const random = randomNumbers(seed);
  const soon = rfc3339(Date.now() + 30 * dayMs);
  const shops = [oslo(run, soon), gdansk(run), lyon(run, soon)];
  const began = Date.now() - 3 * 3600 * 1000;
  const stories = shops.map((shop, index) => {
    const share = Math.floor(events / shops.length) + (index < events % shops.length ? 1 : 0);
    return reportShop(shop, run, share, began, random);
  });
  const of = <Key extends 'warehouses' | 'items'>(key: Key) =>
    shops.flatMap((shop) => shop.masterData[key]) as MasterData[Key];
  return {
    masterData: {
      warehouses: of('warehouses'),
      items: of('items'),
      scrapReasons: shops.flatMap((shop) => shop.masterData.scrapReasons ?? []),
      boms: shops.flatMap((shop) => shop.masterData.boms ?? []),
      stock: shops.flatMap((shop) => shop.masterData.stock ?? []),
      orders: stories.flatMap(({ orders }) => orders),
    },
    sendings: stories.flatMap(({ sendings }) => sendings),
  };
}

function reportShop(
  shop: Shop,
  run: string,
  events: number,
  began: number,
  random: () => number,
): { orders: PlannedOrder[]; sendings: Sending[] } {
  const orders: PlannedOrder[] = [];
  const sendings: Sending[] = [];
  while (sendings.length < events) {
    const portions = 6 + Math.floor(random() * 8);
    const name = `${shop.warehouse}/MO/${run}-${orders.length + 1}`;
    const quantity = Math.round(portions * shop.portion * 10) / 10;
    orders.push({ name, warehouse: shop.warehouse, item: shop.product, quantity, confirmed: true });
    const about: OrderSoFar = { name, number: orders.length, last: undefined, reports: 0, random };
    for (const step of stepsOf(portions, random).slice(0, events - sendings.length)) {
      const reported = shop.report(step, about);
      if (step.kind === 'report') Object.assign(about, { last: reported, reports: about.reports + 1 });
      sendings.push(sendingOf(shop.plant, run, reported, sendings.length, began));
    }
  }
  return { orders, sendings };
}

function sendingOf(plant: string, run: string, reported: Reported, index: number, began: number): Sending {
  const { type, data, system = 'mes' } = reported;
  const event = {
    specversion: '1.0',
    id: `${run}-${index + 1}`,
    source: `/plants/${plant}/${system}`,
    type: eventType({ name: type, version: 1 }),
    time: rfc3339(began + index * 1000),
    subject: data.order,
    dataschema: schemaId({ name: type, version: 1 }),
    data,
  } as CloudEvent;
  return { partner: system === 'wms' ? 'baltic-wms' : `${plant}-mes`, event };
}
