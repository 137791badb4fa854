import { orderCosts } from '../../datasets/costs.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { type Words, wordsOf } from '../crosswalk/plant-words.ts';
import type { Row } from '../lake/lake.ts';
import { rfc3339Of } from '../odoo/time.ts';
import { unitCodeOf } from '../odoo/units.ts';
import type { Answers, CostedOrder } from './answers.ts';
import { ask, type CostsDeps, OutOfTime, perPage } from './costs-deps.ts';

/** Reads what the orders that were finished on a day of the plant really cost; answers how many there are. */
export const readOrderCosts = async (
  plant: PlantProfile,
  day: string,
  timeLeft: () => number,
  deps: CostsDeps,
): Promise<number> => {
  const words = await wordsOf(plant.id, deps.crosswalk);
  async function* portions(): AsyncIterable<Row[]> {
    let after: number | undefined = 0;
    while (after !== undefined) {
      if (timeLeft() <= 0) throw new OutOfTime();
      const about: object = { day, time_zone: plant.timeZone, after, most: perPage.orders };
      const { orders, currency, next }: Answers['costs.orders'] = await ask(
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

const orderRow = (order: CostedOrder, currency: string, words: Words): Row => {
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
