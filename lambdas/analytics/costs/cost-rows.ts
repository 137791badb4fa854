import { createHash } from 'node:crypto';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { itemCosts, orderCosts } from '../../../datasets/costs.ts';
import { costUpdated, type ItemCost } from '../../../events/messages/cost-updated.ts';
import { rfc3339Of, unitCodeOf, unitOf } from '../../odoo/units.ts';
import { appendMessages, catchUp, FeedMoved, type MessageDraft } from '../../outbound/feed/append.ts';
import { type PlantCodes, readPlantCodes } from '../../posting/code-mapping/plant-codes.ts';
import type { LakeRow } from '../lake.ts';
import {
  type Answers,
  askCosts,
  type CostedItem,
  type CostedOrder,
  type CostsDeps,
  OutOfTime,
  perPage,
} from './ask-costs.ts';

export interface CostedItems {
  items: number;
  /** messages that were published about them */
  published: number;
}

/** Reads the costs of the plant's items, publishes the changed ones, and writes all of them as the day's partition. */
export const readItemCosts = async (
  plant: PlantProfile,
  day: string,
  timeLeft: () => number,
  deps: CostsDeps,
): Promise<CostedItems> => {
  let published = 0;
  const words = await readPlantCodes(plant.id, deps.codeMapping);
  const seenItems = new Set<string>();
  async function* portions(): AsyncIterable<LakeRow[]> {
    let after: number | undefined = 0;
    while (after !== undefined) {
      if (timeLeft() <= 0) throw new OutOfTime();
      const page: Page = await publishPage(plant, after, words, seenItems, deps);
      for (const { item } of page.costs) seenItems.add(item);
      published += page.published;
      after = page.next;
      yield page.rows;
    }
  }
  const { rows } = await deps.lake.replace(itemCosts, { plant: plant.id, day }, portions());
  return { items: rows, published };
};

interface Page {
  rows: LakeRow[];
  costs: ItemCost[];
  published: number;
  next: number | undefined;
}

/** Reads a page and publishes its changes. Reads again when the feed has moved meanwhile: the page may be older than it. */
const publishPage = async (
  plant: PlantProfile,
  after: number,
  words: PlantCodes,
  seenItems: ReadonlySet<string>,
  deps: CostsDeps,
): Promise<Page> => {
  for (;;) {
    const head = await catchUp(plant.id, deps);
    const { items, currency, next } = await askCosts(
      'costs.items',
      plant,
      { after, most: perPage.items },
      deps,
    );
    const costs = items.map((item) => costOf(plant, item, currency, words));
    // Odoo allows several products with one code. Only the first of them is published.
    const seen = new Set(seenItems);
    const first = costs.filter(({ item }) => !seen.has(item) && seen.add(item));
    try {
      const afterwards = await appendMessages(head, first.map(draftOf), deps);
      const rows = items.map((item, at) => itemRow(item, costs[at] as ItemCost));
      return { rows, costs, published: afterwards.applied - head.applied, next };
    } catch (error) {
      if (!(error instanceof FeedMoved)) throw error;
    }
  }
};

const costOf = (plant: PlantProfile, item: CostedItem, currency: string, words: PlantCodes): ItemCost => ({
  plant: plant.id,
  item: words.code('item', item.item),
  ...unitOf(item.uom, item.uom_name),
  standardCost: { amount: item.standard, currency },
  ...(item.rolled_up !== undefined && { rolledUpCost: { amount: item.rolled_up, currency } }),
});

const draftOf = (data: ItemCost): MessageDraft => ({
  name: costUpdated.name,
  subject: data.item,
  thing: { kind: 'cost', name: data.item },
  data,
  hash: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32),
});

const itemRow = ({ id, item, name }: CostedItem, cost: ItemCost): LakeRow => ({
  item: cost.item,
  odoo_item: item,
  odoo_id: id,
  item_name: name,
  unit: cost.unit,
  unit_name: cost.unitName,
  currency: cost.standardCost.currency,
  standard_cost: cost.standardCost.amount,
  rolled_up_cost: cost.rolledUpCost?.amount,
});

/** Writes the real costs of the orders that were finished on a day of the plant. Returns their number. */
export const readOrderCosts = async (
  plant: PlantProfile,
  day: string,
  timeLeft: () => number,
  deps: CostsDeps,
): Promise<number> => {
  const words = await readPlantCodes(plant.id, deps.codeMapping);
  async function* portions(): AsyncIterable<LakeRow[]> {
    let after: number | undefined = 0;
    while (after !== undefined) {
      if (timeLeft() <= 0) throw new OutOfTime();
      const about: object = { day, time_zone: plant.timeZone, after, most: perPage.orders };
      const { orders, currency, next }: Answers['costs.orders'] = await askCosts(
        'costs.orders',
        plant,
        about,
        deps,
      );
      yield orders.map((order) => orderRow(order, currency, words));
      after = next;
    }
  }
  return (await deps.lake.replace(orderCosts, { plant: plant.id, day }, portions())).rows;
};

const orderRow = (order: CostedOrder, currency: string, words: PlantCodes): LakeRow => {
  const unit = unitCodeOf(order.uom);
  return {
    order_name: order.family ?? order.order,
    part: order.order,
    odoo_id: order.id,
    item: words.code('item', order.item),
    item_name: order.name,
    quantity: order.quantity,
    unit,
    unit_name: unit === undefined ? order.uom_name : undefined,
    finished_at: new Date(rfc3339Of(order.finished)),
    currency,
    bill_cost: order.bill,
    real_cost: order.real,
    component_cost: order.components,
    operation_cost: order.operations,
    unit_cost: order.quantity > 0 ? Number((order.real / order.quantity).toPrecision(12)) : undefined,
  };
};
