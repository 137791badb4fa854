import type { Posting } from '../../../lambdas/odoo/posting.ts';
import type { OdooQuantity } from '../../../lambdas/odoo/units.ts';
import type { UsedLot } from '../../../lambdas/posting/events/define-posting.ts';
import type { Consumption } from '../../../lambdas/posting/events/production-reported.ts';
import { eventKey, GRAM, hoursAgo, KG, UNIT, WAREHOUSE } from '../shop-floor.ts';
import type { Chance } from './chance.ts';
import type { Part, RandomPlant } from './random-plant.ts';

type Order = RandomPlant['orders'][number];

/** Mostly sensible events, and some of everything that a plant gets wrong. */
export function randomEvents(plant: RandomPlant, chance: Chance, rounds: number): Posting[] {
  const sent: Posting[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const order of plant.orders) {
      const repeat = sent.length > 0 && chance.percent(5);
      sent.push(repeat ? chance.pick(sent) : randomEvent(order, plant, chance));
    }
  }
  return sent;
}

function randomEvent(order: Order, plant: RandomPlant, chance: Chance): Posting {
  const envelope = {
    event: eventKey(),
    stream: `order/${order.name}`,
    plant: 'oslo',
    warehouse: WAREHOUSE,
    time: hoursAgo(1),
    policy: { negative_stock: chance.pick(['refuse', 'refuse', 'allow'] as const) },
  };
  const part = chance.pick(chance.percent(85) ? order.components : plant.components);
  const kind = chance.pick(['report', 'report', 'report', 'issue', 'issue', 'return', 'scrap'] as const);
  if (kind === 'issue' || kind === 'return')
    return {
      ...envelope,
      operation: kind === 'issue' ? 'material.consumed' : 'material.returned',
      payload: { order: order.name, ...usage(part, chance) },
    };
  if (kind === 'scrap')
    return { ...envelope, operation: 'production.scrapped', payload: scrap(order, part, chance) };
  const other = chance.pick(plant.components);
  const consumed = chance.percent(40) ? [part, ...(chance.percent(20) && other !== part ? [other] : [])] : [];
  return {
    ...envelope,
    operation: 'production.reported',
    payload: {
      order: order.name,
      ...made(order, chance),
      consumed: consumed.map((used) => usage(used, chance)),
      final: chance.percent(15),
    },
  };
}

function made({ product, quantity }: Order, chance: Chance) {
  const most = chance.percent(8) ? quantity * 2 : quantity * 0.7;
  const { code, tracking, uom } = product;
  const value = uom === UNIT ? chance.upTo(Math.ceil(most)) : chance.amount(most);
  if (tracking !== 'serial') {
    const lot = { number: `${code}/${chance.upTo(3)}`, expires: '2030-01-01 00:00:00' };
    const named = tracking === 'lot' ? !chance.percent(5) : chance.percent(2);
    return { quantity: said(value, uom, chance), ...(named && { lot }) };
  }
  const count = chance.percent(5) ? value + 1 : value;
  const serials = Array.from({ length: count }, () => {
    product.lots.push(`${code}/${100 + product.lots.length}`);
    return { number: chance.percent(3) ? `${code}/100` : (product.lots.at(-1) ?? code) };
  });
  return { quantity: { value, uom }, serials };
}

function scrap(order: Order, part: Part, chance: Chance) {
  const own = chance.percent(50);
  const { code, tracking, uom, lots } = own ? order.product : part;
  const value = tracking === 'serial' ? 1 : uom === UNIT ? chance.upTo(3) : chance.amount(3);
  const lot = tracking === 'serial' ? (lots[0] ?? code) : own ? `${code}/${chance.upTo(3)}` : lots[0];
  return {
    order: order.name,
    ...(!own && { item: code }),
    quantity: said(value, uom, chance),
    ...(tracking !== 'none' && lot !== undefined && { lot }),
    ...(chance.percent(30) && { reason: chance.pick(['Burst', 'Burst', 'Alien abduction']) }),
  };
}

function usage(part: Part, chance: Chance): Consumption {
  const { code, tracking, uom } = part;
  const value = tracking === 'serial' ? chance.upTo(2) : uom === UNIT ? chance.upTo(20) : chance.amount(20);
  const quantity = said(value, uom, chance);
  const item = chance.percent(2) ? 'NOBODY-KNOWS' : code;
  if (!chance.percent(tracking === 'none' ? 3 : 70)) return { item, quantity };
  return { item, quantity, lots: lotsOf(part, quantity, chance) };
}

function lotsOf({ tracking, lots }: Part, { value }: OdooQuantity, chance: Chance): UsedLot[] {
  const first = chance.upTo(Math.max(1, lots.length)) - 1;
  const count = tracking === 'serial' ? value : 1;
  const numbers = [...lots.slice(first), ...lots].slice(0, Math.max(1, count));
  const share = tracking === 'serial' ? 1 : value;
  return (numbers.length > 0 ? numbers : ['NO-LOT']).map((number) => ({
    number: chance.percent(3) ? 'NO-LOT' : number,
    quantity: share,
  }));
}

/** The quantity in the item's unit or a related one; sometimes in a wrong one, or nonsense. */
function said(value: number, uom: string, chance: Chance): OdooQuantity {
  if (chance.percent(2)) return { value: chance.pick([0, -1, 0.001]), uom };
  if (chance.percent(4)) return { value, uom: chance.pick([KG, UNIT, 'uom.product_uom_litre', 'uom.none']) };
  if (uom === KG && chance.percent(30)) return { value: Math.round(value * 1000), uom: GRAM };
  if (uom === UNIT && chance.percent(5)) return { value, uom: 'uom.product_uom_dozen' };
  return { value, uom };
}
