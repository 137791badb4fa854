import type { Case, CaseEvent, Fixture, PeopleStep, ScreenStep } from '../case.ts';
import { type Component, inUnit, isExact, type Step, type Story, unitOf } from './story.ts';

const nameOf = (index: number): string => `PART${index}`;
const orderOf = (index: number): string => `SUB${index}`;
const purchaseOf = (index: number): string => `PO${index}`;
/** Who makes what is subcontracted. */
const maker = 'MAKER';
/** Stories of one number of steps share a warehouse. */
const warehouseOf = ({ manufacture }: Story): { warehouse?: string } =>
  manufacture === 1 ? {} : { warehouse: `CM${manufacture}` };
const operationOf = (index: number): string => `Operation ${index + 1}`;

/** Of a component that Odoo takes apart or makes itself, how many are needed for the whole order, with plenty over. */
const plenty = 10_000;

type Stock = NonNullable<Fixture['stock']>[number];

const fixtureOf = (story: Story): Fixture => {
  const category = 'CATEGORY';
  const { made, bom, components, operations, byproduct, order } = story;
  const parts = components.map((each, index) => ({ ...each, index, name: nameOf(index) }));
  const taken = parts.filter(({ kind }) => kind !== 'part');
  const leaf = (each: Component & { name: string }) => `${each.name}-LEAF`;
  const { manufacture } = story;
  const where = warehouseOf(story);
  const kinds = { kit: 'phantom', nested: 'normal', subcontracted: 'subcontract', part: 'normal' } as const;
  return {
    ...(where.warehouse && { warehouses: [{ code: where.warehouse, manufacture }] }),
    categories: [{ name: category, ...story.costing }],
    workcenters: operations.length > 0 ? [{ name: 'CENTRE', hourly: timed(story) ? 0 : 36 }] : [],
    products: [
      { name: 'MADE', category, unit: made.unit, tracking: made.tracking },
      ...parts.map(({ name, kind, unit, tracking, cost }) => ({
        name,
        category,
        unit,
        tracking,
        cost: kind === 'part' ? cost : 0,
      })),
      ...taken.map((each) => ({ name: leaf(each), category, cost: each.cost })),
      ...(byproduct ? [{ name: 'BESIDE', category }] : []),
      { name: extra.product, category, cost: 3 },
    ],
    boms: [
      ...taken.map((each) => ({
        product: each.name,
        kind: kinds[each.kind],
        ...(each.kind === 'subcontracted' && { subcontractor: maker }),
        lines: [{ product: leaf(each), quantity: 2 }],
      })),
      {
        product: 'MADE',
        quantity: bom.quantity,
        consumption: bom.consumption,
        lines: parts.map(({ name, quantity, lineUnit }) => ({ product: name, quantity, unit: lineUnit })),
        operations: operations.map((minutes, index) => ({
          name: operationOf(index),
          workcenter: 'CENTRE',
          minutes,
        })),
        byproducts: byproduct
          ? [{ product: 'BESIDE', quantity: byproduct.quantity, cost_share: byproduct.share }]
          : [],
      },
    ],
    stock: [
      ...parts
        .filter(({ kind }) => kind === 'part')
        .flatMap(({ name, tracking }): Stock[] =>
          tracking === 'none'
            ? [{ product: name, quantity: 100 * plenty, ...where }]
            : [
                { product: name, quantity: 3, lot: 'L1' },
                { product: name, quantity: 100 * plenty, lot: 'L2' },
              ],
        ),
      ...taken.map(
        (each): Stock => ({
          product: leaf(each),
          quantity: 100 * plenty,
          ...(each.kind === 'subcontracted' && { at: maker }),
        }),
      ),
      { product: extra.product, quantity: plenty },
    ],
    orders: [
      ...taken
        .filter(({ kind }) => kind === 'nested')
        .map((each) => ({ name: orderOf(each.index), product: each.name, quantity: neededOf(story, each) })),
      { name: 'MO', product: 'MADE', quantity: order.quantity, unit: order.unit, ...where },
    ],
    purchases: taken
      .filter(({ kind }) => kind === 'subcontracted')
      .map((each) => ({
        name: purchaseOf(each.index),
        partner: maker,
        lines: [{ product: each.name, quantity: neededOf(story, each), price: each.cost }],
      })),
  };
};

/** Enough of a component that has an order of its own, for all reports. */
const neededOf = (story: Story, component: Component): number =>
  Math.ceil(
    (1.5 * component.quantity * inUnit(story.order.quantity, story.order.unit, story.made.unit)) /
      story.bom.quantity,
  ) + 1;

/** Components that are made first, here or elsewhere. */
const first = (story: Story, kind: 'nested' | 'subcontracted') =>
  story.components.flatMap((each, index) =>
    each.kind === kind ? [{ index, item: nameOf(index), quantity: neededOf(story, each) }] : [],
  );

const pick = { do: 'pick', order: 'MO' };

/** A component that the BOM does not know. */
const extra = { product: 'EXTRA', quantity: 1 };

type Report = Extract<Step, { report: number }>;

const serialsOf = (story: Story, step: Report, index: number): string[] =>
  Array.from(
    { length: Math.round(inUnit(step.report, step.unit, story.made.unit)) },
    (_, at) => `S${index}-${at}`,
  );

const peopleOf = (step: Extract<Step, { people: string }>): ScreenStep => {
  const order = 'MO';
  switch (step.people) {
    case 'produce':
      return { do: 'report_some', order, quantity: step.quantity };
    case 'change_quantity':
      return { do: 'edit_planned', order, quantity: step.quantity };
    case 'add_component':
      return { do: 'edit_components', order, ...extra };
    case 'reserve':
      return { do: 'edit_reservation', order, button: 'action_assign' };
    case 'unreserve':
      return { do: 'edit_reservation', order, button: 'do_unreserve' };
  }
};

const eventsOf = (story: Story, n: (name: string) => string): (CaseEvent | PeopleStep)[] => {
  // Seconds between them: an operation of no duration at all counts as one that nobody timed.
  const agoOf = (index: number) => 5 * (story.steps.length - index);
  return [
    ...first(story, 'nested').map(({ index, quantity }) => ({
      type: 'production.reported',
      ago: agoOf(-1),
      data: { order: n(orderOf(index)), quantity: { value: quantity, unit: 'C62' } },
    })),
    ...first(story, 'subcontracted').map(({ index, item, quantity }) => ({
      type: 'goods.received',
      ago: agoOf(-1),
      data: {
        purchaseOrder: n(purchaseOf(index)),
        lines: [{ item: n(item), quantity: { value: quantity, unit: 'C62' } }],
      },
    })),
    ...(story.manufacture === 1 ? [] : [{ people: [pick] }]),
    ...story.steps.map((step, index): CaseEvent | PeopleStep => {
      if ('people' in step) return { people: [peopleOf(step)] };
      if ('starts' in step)
        return {
          type: 'work-order.started',
          data: { order: n('MO'), operation: operationOf(step.starts) },
          ago: agoOf(index),
        };
      const { tracking } = story.made;
      return {
        type: 'production.reported',
        ago: agoOf(index),
        data: {
          order: n('MO'),
          quantity: { value: step.report, unit: unitOf(step.unit).code },
          ...(step.final ? { final: true } : {}),
          ...(tracking === 'lot' ? { lot: { number: n(`LOT${index}`) } } : {}),
          ...(tracking === 'serial'
            ? { serials: serialsOf(story, step, index).map((serial) => ({ number: n(serial) })) }
            : {}),
          ...(step.consumed ? { consumed: step.consumed.map((each) => consumedOf(story, each, n)) } : {}),
        },
      };
    }),
  ];
};

const consumedOf = (
  story: Story,
  { component, quantity }: { component: number; quantity: number },
  n: (name: string) => string,
) => {
  const unit = unitOf(story.components[component]?.lineUnit ?? '').code;
  return {
    item: n(nameOf(component)),
    quantity: { value: quantity, unit },
    ...(story.components[component]?.tracking === 'lot'
      ? { lots: [{ number: n('L2'), quantity: { value: quantity, unit } }] }
      : {}),
  };
};

const screensOf = (story: Story): ScreenStep[] => [
  ...first(story, 'nested').map(({ index, quantity }) => ({
    do: 'report_some',
    order: orderOf(index),
    quantity,
  })),
  ...first(story, 'subcontracted').map(({ index }) => ({ do: 'transfer', of: purchaseOf(index) })),
  ...(story.manufacture === 1 ? [] : [pick]),
  ...story.steps.flatMap((step, index): ScreenStep[] => {
    if ('people' in step) return [peopleOf(step)];
    if ('starts' in step) return [{ do: 'start_work', order: 'MO', operation: operationOf(step.starts) }];
    const { tracking } = story.made;
    const report = {
      do: 'report_some',
      order: 'MO',
      quantity: inUnit(step.report, step.unit, story.order.unit),
      close: step.final,
      lots: tracking === 'lot' ? [`LOT${index}`] : tracking === 'serial' ? serialsOf(story, step, index) : [],
      consumed: (step.consumed ?? []).map(({ component, quantity }) => ({
        product: nameOf(component),
        quantity,
        lots: story.components[component]?.tracking === 'lot' ? [{ number: 'L2', quantity }] : [],
      })),
    };
    return story.manufacture === 3 ? [report, { do: 'store', order: 'MO' }] : [report];
  }),
];

/** How long an operation ran depends on how fast the case is worked: then its minutes count, and cost nothing. */
const timed = (story: Story): boolean => story.steps.some((step) => 'starts' in step);

/** docs/odoo.md says more. */
const aboutWorkThatGoesOn: NonNullable<Case['meant']> = [
  {
    line: /(?:operation|work order) MO(?:-\d+)? .* (?:progress|ready|blocked|waiting)\b|time MO\S* .* to , /,
    why: 'what runs goes on in the rest of the order, and ends by an event',
  },
  {
    line: / order MO-\d+ part \d+ (?:confirmed|progress): | -> Production part \d+ (?:assigned|confirmed) /,
    why: 'Start in Odoo enters the whole quantity as made; an event that says only that work began does not',
  },
  {
    line: /(?:operation|order) MO\S* .*(?:starts|ends) /,
    why: 'an operation starts with its first time; Odoo keeps the moment of the report',
  },
];

export const caseOf = (story: Story, says: string): Case => ({
  says,
  ...(timed(story) ? { near: 2, meant: aboutWorkThatGoesOn } : {}),
  fixture: fixtureOf(story),
  profile: warehouseOf(story),
  events: (n) => eventsOf(story, n),
  screens: screensOf(story),
});

/** Whether a person could enter every quantity that was made: Odoo's screens show two decimals. */
const madeIsEnterable = (story: Story): boolean =>
  story.steps.every(
    (step) =>
      !('report' in step) ||
      (isExact(inUnit(step.report, step.unit, story.order.unit)) &&
        isExact(inUnit(step.report, step.unit, story.made.unit))),
  );

/** Whether Odoo can keep every quantity that was consumed, in the component's own unit. */
export const consumedIsKept = (story: Story): boolean =>
  story.steps.every(
    (step) =>
      !('report' in step) ||
      (step.consumed ?? []).every(({ component, quantity }) => {
        const part = story.components[component];
        return part !== undefined && isExact(inUnit(quantity, part.lineUnit, part.unit));
      }),
  );

/** Whether the screens can be the reference: a person could enter all that the events say. */
export const enterable = (story: Story): boolean => madeIsEnterable(story) && consumedIsKept(story);

/** What was sent as made, in the product's unit; people's own reports included. */
export const sentOf = (story: Story): number =>
  story.steps.reduce((sum, step) => {
    if ('report' in step) return sum + inUnit(step.report, step.unit, story.made.unit);
    if ('people' in step && step.people === 'produce')
      return sum + inUnit(step.quantity, story.order.unit, story.made.unit);
    return sum;
  }, 0);
