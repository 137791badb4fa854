import type { Fixture } from '../case.ts';

/** Fixtures and events of purchases. */

export const pieces = (value: number) => ({ value, unit: 'C62' });
export const kilograms = (value: number) => ({ value, unit: 'KGM' });
export const verdicts = { remindAfterHours: 12, verdictWithinHours: 24 };
export const expiry = '2031-05-04T10:00:00Z';
export const expires = '2031-05-04 10:00:00';

type Purchase = NonNullable<Fixture['purchases']>[number];

export const bought = (
  lines: Purchase['lines'],
  products: NonNullable<Fixture['products']> = [{ name: 'BOLT', cost: 2 }],
  more: Fixture & { warehouse?: string } = {},
): Fixture => {
  const { warehouse, ...others } = more;
  return {
    products,
    purchases: [{ name: 'PO', partner: 'NORDIC', lines, ...(warehouse && { warehouse }) }],
    ...others,
  };
};

export const tenBolts = bought([{ product: 'BOLT', quantity: 10, price: 2 }]);
export const milk = { name: 'MILK', tracking: 'lot', expires: true, cost: 1 } as const;

/** Warehouses of one to three steps; cases share them. */
export const steps = (count: 2 | 3): Pick<Fixture, 'warehouses'> => ({
  warehouses: [{ code: `ST${count}`, reception: count, delivery: count }],
});
export const inSteps = (count: 2 | 3) => ({ ...steps(count), warehouse: `ST${count}` });
export const boltsIn = (count: 2 | 3, more: Fixture = {}) =>
  bought([{ product: 'BOLT', quantity: 10, price: 2 }], undefined, { ...inSteps(count), ...more });

export const received = (n: (name: string) => string, data: Record<string, unknown>) => ({
  type: 'goods.received',
  data: { purchaseOrder: n('PO'), ...data },
});

/** A meant difference: the same quantity is written in the product's own unit. */
export const inOwnUnit = {
  line: /^(screens|events): +move .* (Dozens|Units) of/,
  why: "Booked in the product's own unit, which is never larger than the sent one: nothing is rounded",
};
/** A meant difference: the move itself goes to where the goods lie, not its lines alone. */
export const movedThere = {
  line: /^(screens|events): +move .* Vendors -> /,
  why: 'Written on the move, so that Odoo neither takes the goods further nor gives them to a waiting delivery',
};

export const held = (place: string) => ({
  hold: place,
  gated: { categories: ['Services'] },
  ...verdicts,
});
export const lot = (n: (name: string) => string, number: string, quantity: number) => ({
  number: n(number),
  quantity: pieces(quantity),
  expiresAt: expiry,
});
