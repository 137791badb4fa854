import type { Posting } from '../../../lambdas/odoo/posting.ts';
import type { ReceivedLine } from '../../../lambdas/posting/events/goods-received.ts';
import type { Arrival } from '../../../lambdas/posting/events/purchases.ts';
import type { Item, MasterData } from '../../../odoo/master-data.ts';
import { eventKey, GRAM, hoursAgo, KG, UNIT, WAREHOUSE } from '../shop-floor.ts';
import type { Chance } from './chance.ts';

const DOZEN = 'uom.product_uom_dozen';

export interface RandomPurchases {
  master: MasterData;
  goods: Item[];
  components: Item[];
  orders: { name: string; supplier: string; lines: { item: Item; quantity: number }[]; made: Item[] }[];
}

/** Orders of bought and subcontracted goods of every kind of tracking; some with two lines of one item. */
export function randomPurchases(tag: string, chance: Chance, count: number): RandomPurchases {
  const item = (code: string, wanted: Partial<Item> = {}): Item => ({
    code: `${tag}-${code}`,
    name: `Item ${tag}-${code}`,
    uom: KG,
    tracking: 'none',
    expires: false,
    ...wanted,
  });
  const bought = [
    item('SUGAR'),
    item('MILK', { tracking: 'lot', expires: true }),
    item('PUMP', { tracking: 'serial', uom: UNIT }),
    item('CUP', { uom: UNIT }),
  ];
  const made = [item('CASE'), item('COAT', { tracking: 'lot' })];
  const components = [item('PAINT'), item('RAW', { tracking: 'lot' })];
  const supplier = `${tag}-SUPPLIER`;
  const orders = Array.from({ length: count }, (_, index) => ({
    name: `${tag}-PO-${index + 1}`,
    supplier,
    made,
    lines: Array.from({ length: chance.upTo(4) }, () => ({
      item: chance.pick([...bought, ...made]),
      quantity: chance.upTo(12),
    })),
  }));
  return {
    goods: [...bought, ...made],
    components,
    orders,
    master: {
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: [...bought, ...made, ...components],
      suppliers: [
        {
          code: supplier,
          name: supplier,
          stock: [
            { item: components[0]?.code ?? '', quantity: 150 },
            { item: components[1]?.code ?? '', quantity: 9000, lot: 'R1' },
            { item: components[1]?.code ?? '', quantity: 9000, lot: 'R2' },
          ],
        },
      ],
      subcontracts: made.map(({ code }) => ({
        item: code,
        supplier,
        components: components.map((component) => ({ item: component.code, quantity: 2 })),
      })),
      purchaseOrders: orders.map(({ name, lines }) => ({
        name,
        warehouse: WAREHOUSE,
        supplier,
        state: chance.pick(['placed', 'placed', 'placed', 'placed', 'placed', 'draft', 'cancelled'] as const),
        lines: lines.map(({ item: { code, uom }, quantity }) => ({
          item: code,
          quantity,
          ...(uom === UNIT && code.endsWith('CUP') && { uom: DOZEN }),
        })),
      })),
    },
  };
}

/** Mostly sensible events of suppliers and warehouses, and some of everything that they get wrong. */
export function randomArrivals(plant: RandomPurchases, chance: Chance, rounds: number): Posting[] {
  const sent: Posting[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const order of plant.orders)
      sent.push(sent.length > 0 && chance.percent(5) ? chance.pick(sent) : randomEvent(order, plant, chance));
  return sent;
}

function randomEvent(
  order: RandomPurchases['orders'][number],
  plant: RandomPurchases,
  chance: Chance,
): Posting {
  const operation = chance.pick([
    'goods.received',
    'goods.received',
    'goods.received',
    'purchase-order.confirmed',
    'shipment.announced',
  ]);
  const supplier = chance.percent(10) ? { supplier: chance.percent(70) ? order.supplier : 'NOBODY' } : {};
  const posting = {
    event: eventKey(),
    stream: `purchase-order/${order.name}`,
    plant: 'oslo',
    warehouse: WAREHOUSE,
    time: hoursAgo(1),
    policy: { negative_stock: chance.pick(['refuse', 'refuse', 'allow'] as const) },
    operation,
  };
  const payload = { purchase_order: order.name, ...supplier };
  const lines = Array.from({ length: chance.upTo(3) }, () => arrival(order, plant, chance));
  if (operation === 'goods.received') {
    const received = lines.map((line) => withConsumption(line, plant, chance));
    return { ...posting, payload: { ...payload, lines: received, final: chance.percent(12) } };
  }
  if (operation === 'shipment.announced')
    return { ...posting, payload: { ...payload, lines, shipment: chance.pick(['ASN-1', 'ASN-2']) } };
  const confirmed = lines.map(({ lots: _lots, serials: _serials, ...line }) => line);
  const reference = chance.percent(60) ? { reference: `SO-${chance.upTo(9)}` } : {};
  return { ...posting, payload: { ...payload, ...reference, lines: confirmed } };
}

function arrival(order: RandomPurchases['orders'][number], plant: RandomPurchases, chance: Chance): Arrival {
  const index = chance.upTo(order.lines.length) - 1;
  const { item, quantity } = order.lines[index] ?? { item: undefined, quantity: 0 };
  if (item === undefined) throw new Error('an order without lines');
  const named = chance.percent(6) ? chance.pick(plant.goods) : item;
  const most = chance.percent(10) ? quantity * 2 : Math.max(1, quantity * 0.7);
  const value = named.uom === UNIT ? chance.upTo(Math.ceil(most)) : chance.amount(most);
  const grams = named.uom === KG && chance.percent(15);
  return {
    ...(chance.percent(15) && { line: chance.percent(80) ? index + 1 : chance.upTo(6) }),
    item: named.code,
    quantity: grams ? { value: value * 1000, uom: GRAM } : { value, uom: named.uom },
    ...tracking(named, grams ? value * 1000 : value, chance),
  };
}

function tracking(item: Item, value: number, chance: Chance): Pick<Arrival, 'lots' | 'serials'> {
  const careless = chance.percent(5);
  if (item.tracking === 'none') return careless ? { lots: [{ number: 'L1', quantity: value }] } : {};
  if (careless) return {};
  if (item.tracking === 'serial') {
    const count = chance.percent(6) ? value + 1 : value;
    return { serials: Array.from({ length: count }, () => ({ number: `S${chance.upTo(400)}` })) };
  }
  const first = Math.round(value * 50) / 100;
  const [one, two] = chance.pick([
    ['L1', 'L2'],
    ['L2', 'L3'],
  ] as const);
  if (chance.percent(50) || first <= 0 || first >= value) return { lots: [{ number: one, quantity: value }] };
  return {
    lots: [
      { number: one, quantity: first },
      { number: two, quantity: Math.round((value - first) * 100) / 100 },
    ],
  };
}

function withConsumption(line: Arrival, plant: RandomPurchases, chance: Chance): ReceivedLine {
  if ((line.lots?.length ?? 0) > 1 || line.serials || !chance.percent(12)) return line;
  const [paint, raw] = plant.components;
  const consumed = [
    { item: paint?.code ?? '', quantity: { value: chance.amount(9), uom: KG } },
    ...(chance.percent(50)
      ? [
          {
            item: raw?.code ?? '',
            quantity: { value: 3, uom: KG },
            lots: [{ number: chance.pick(['R1', 'R2', 'R3']), quantity: 3 }],
          },
        ]
      : []),
  ];
  return { ...line, consumed };
}
