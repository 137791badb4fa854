import { kilograms, Reporter } from './catalogue/chapter.ts';
import { formula } from './formula.ts';
import type { Story } from './story/story.ts';

export interface HeldStory extends Story {
  product: string;
  /** number in the shop of the order whose delivery wants all of it */
  shopOrder: string;
  /** what is made of each lot in the end */
  made: Map<string, number>;
}

/** Only completions of held goods: so many of each order, each order a lot. A customer waits for all of it. */
export function heldStory(run: string, orders: number, each: number): HeldStory {
  const { product, names, masterData } = formula(run, orders);
  const reporter = new Reporter(run, Date.now() - 5 * 3600 * 1000);
  const made = new Map<string, number>();
  for (let index = 0; index < orders * each; index++) {
    const which = index % orders;
    const lot = `${run}-L${which + 1}`;
    const value = 1 + (index % 7);
    made.set(lot, (made.get(lot) ?? 0) + value);
    const order = names[which];
    reporter.report('mes', 'production.reported', {
      order,
      quantity: kilograms(value),
      lot: { number: lot },
    });
  }
  const customer = `${run}-SHOP`;
  const shopOrder = `${run}-ORDER`;
  return {
    product,
    shopOrder,
    made,
    sendings: reporter.sendings,
    masterData: {
      ...masterData,
      customers: [{ code: customer, name: 'Shop' }],
      salesOrders: [
        { reference: shopOrder, warehouse: 'OSL', customer, lines: [{ item: product, quantity: 1_000_000 }] },
      ],
    },
  };
}
