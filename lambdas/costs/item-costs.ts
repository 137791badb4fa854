import { createHash } from 'node:crypto';
import { itemCosts } from '../../datasets/costs.ts';
import { costUpdated, type ItemCost } from '../../events/messages/cost-updated.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { type Words, wordsOf } from '../crosswalk/plant-words.ts';
import type { Row } from '../lake/lake.ts';
import { unitOf } from '../odoo/units.ts';
import { catchUp, type Draft, FeedMoved, tell } from '../outbound/tell.ts';
import type { CostedItem } from './answers.ts';
import { ask, type CostsDeps, OutOfTime, perPage } from './costs-deps.ts';

export interface CostedItems {
  items: number;
  /** messages that were told of them */
  told: number;
}

/** Reads what the plant's items cost: tells of each whose cost is another one, and keeps all of them as the day's. */
export const readItemCosts = async (
  plant: PlantProfile,
  day: string,
  timeLeft: () => number,
  deps: CostsDeps,
): Promise<CostedItems> => {
  let told = 0;
  const words = await wordsOf(plant.id, deps.crosswalk);
  const known = new Set<string>();
  async function* portions(): AsyncIterable<Row[]> {
    let after: number | undefined = 0;
    while (after !== undefined) {
      if (timeLeft() <= 0) throw new OutOfTime();
      const page: Page = await tellPage(plant, after, words, known, deps);
      for (const { item } of page.costs) known.add(item);
      told += page.told;
      after = page.next;
      yield page.rows;
    }
  }
  const { rows } = await deps.lake.replace(itemCosts, { plant: plant.id, day }, portions());
  return { items: rows, told };
};

interface Page {
  rows: Row[];
  costs: ItemCost[];
  told: number;
  next: number | undefined;
}

/** Again from the feed's end as often as somebody else tells something in between: what was read before is older. */
const tellPage = async (
  plant: PlantProfile,
  after: number,
  words: Words,
  known: ReadonlySet<string>,
  deps: CostsDeps,
): Promise<Page> => {
  for (;;) {
    const head = await catchUp(plant.id, deps);
    const { items, currency, next } = await ask('costs.items', plant, { after, most: perPage.items }, deps);
    const costs = items.map((item) => costOf(plant, item, currency, words));
    // Odoo lets several products have one code; it stands for the first of them.
    const seen = new Set(known);
    const first = costs.filter(({ item }) => !seen.has(item) && seen.add(item));
    try {
      const afterwards = await tell(head, first.map(draftOf), deps);
      const rows = items.map((item, at) => itemRow(item, costs[at] as ItemCost));
      return { rows, costs, told: afterwards.applied - head.applied, next };
    } catch (error) {
      if (!(error instanceof FeedMoved)) throw error;
    }
  }
};

const costOf = (plant: PlantProfile, item: CostedItem, currency: string, words: Words): ItemCost => ({
  plant: plant.id,
  item: words.code('item', item.item),
  ...unitOf(item.uom, item.uom_name),
  standardCost: { amount: item.standard, currency },
  ...(item.rolled_up !== undefined && { rolledUpCost: { amount: item.rolled_up, currency } }),
});

const draftOf = (data: ItemCost): Draft => ({
  name: costUpdated.name,
  subject: data.item,
  thing: { kind: 'cost', name: data.item },
  data,
  hash: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32),
});

const itemRow = ({ id, item, name }: CostedItem, cost: ItemCost): Row => ({
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
