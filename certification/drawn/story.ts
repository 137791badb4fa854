import fc from 'fast-check';

/** A drawn piece of production, as data: fixture, events and screens of a case are made from it. */
export interface Story {
  /** of the warehouse; in two and three people pick all components first */
  manufacture: 1 | 2 | 3;
  made: { unit: string; tracking: 'none' | 'lot' | 'serial' };
  costing: { cost: 'standard' | 'fifo' | 'average'; valuation: 'periodic' | 'real_time' };
  bom: { quantity: number; consumption: 'flexible' | 'warning' | 'strict' };
  components: Component[];
  /** minutes of each operation for one BOM quantity */
  operations: number[];
  byproduct?: { quantity: number; share: number };
  order: { quantity: number; unit: string };
  steps: Step[];
}

export interface Component {
  /**
   * `nested` has a BOM and an order of its own, which is reported first; `subcontracted` is made elsewhere of our goods, and
   * received first; a `kit` is two parts in Odoo
   */
  kind: 'part' | 'kit' | 'nested' | 'subcontracted';
  unit: string;
  /** of the BOM's line */
  lineUnit: string;
  /** for one BOM quantity */
  quantity: number;
  tracking: 'none' | 'lot';
  cost: number;
}

export type Step =
  | { report: number; unit: string; final: boolean; consumed?: { component: number; quantity: number }[] }
  | { people: 'change_quantity' | 'produce'; quantity: number }
  | { people: 'unreserve' | 'reserve' | 'add_component' }
  | { starts: number };

/** Units that convert into each other: Odoo's name, the code of events, how many of the smallest. */
export const units: Readonly<Record<string, { code: string; size: number; family: string }>> = {
  Units: { code: 'C62', size: 1, family: 'count' },
  Dozens: { code: 'DZN', size: 12, family: 'count' },
  g: { code: 'GRM', size: 1, family: 'mass' },
  kg: { code: 'KGM', size: 1000, family: 'mass' },
  Ton: { code: 'TNE', size: 1_000_000, family: 'mass' },
  ml: { code: 'MLT', size: 1, family: 'volume' },
  L: { code: 'LTR', size: 1000, family: 'volume' },
};
export const unitOf = (name: string) => {
  const unit = units[name];
  if (!unit) throw new Error(`no unit ${name}`);
  return unit;
};
/** A quantity in another unit, without the error of binary fractions. */
export const inUnit = (quantity: number, from: string, to: string): number =>
  Number(((quantity * unitOf(from).size) / unitOf(to).size).toPrecision(12));

const nearby = (name: string): string[] =>
  Object.keys(units).filter((each) => unitOf(each).family === unitOf(name).family && each !== 'Ton');

/** Two decimals are what Odoo keeps of a quantity, unless the database says otherwise. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
export const isExact = (value: number): boolean => Math.abs(rounded(value) - value) < 1e-9;

const money = fc.integer({ min: 0, max: 4000 }).map((cents) => cents / 100);

const component: fc.Arbitrary<Component> = fc
  .record({
    kind: fc.constantFrom<Component['kind']>(
      'part',
      'part',
      'part',
      'part',
      'kit',
      'nested',
      'subcontracted',
    ),
    unit: fc.constantFrom('Units', 'kg', 'g', 'L'),
    quantity: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(0.5, 0.33, 1.25, 2.07, 12.5)),
    tracking: fc.constantFrom<'none' | 'lot'>('none', 'none', 'lot'),
    cost: money,
  })
  .chain((given) =>
    fc.constantFrom(given.unit, ...nearby(given.unit)).map((lineUnit) => {
      const plain = given.kind !== 'part';
      const pieces = given.unit === 'Units';
      return {
        ...given,
        unit: plain ? 'Units' : given.unit,
        lineUnit: plain ? 'Units' : lineUnit,
        quantity: pieces || plain ? Math.max(1, Math.round(given.quantity)) : given.quantity,
        tracking: plain ? 'none' : given.tracking,
      };
    }),
  );

interface RawStep {
  kind: 'report' | 'report' | 'people' | 'starts';
  share: number;
  unit: number;
  final: boolean;
  fine: boolean;
  consumed: number[];
  people: 'change_quantity' | 'produce' | 'unreserve' | 'reserve' | 'add_component';
}

const rawStep: fc.Arbitrary<RawStep> = fc.record({
  kind: fc.constantFrom('report', 'report', 'report', 'people', 'starts'),
  share: fc.constantFrom(0.25, 0.4, 0.5, 0.75, 1, 1, 1.25),
  unit: fc.nat(2),
  final: fc.boolean(),
  fine: fc.boolean(),
  consumed: fc.array(fc.constantFrom(0.5, 0.9, 1, 1.1, 2), { maxLength: 2 }),
  people: fc.constantFrom('change_quantity', 'produce', 'unreserve', 'reserve', 'add_component'),
});

/** Steps that stop when the order is closed. Nobody makes more than was picked for the order. */
const stepsOf = (story: Omit<Story, 'steps'>, drawn: readonly RawStep[]): Step[] => {
  const { unit, tracking } = story.made;
  const raw =
    story.manufacture === 1
      ? drawn
      : drawn
          .filter(({ kind }) => kind !== 'people')
          .map((each) => ({ ...each, share: Math.min(1, each.share), consumed: [] }));
  let left = inUnit(story.order.quantity, story.order.unit, unit);
  const steps: Step[] = [];
  const whole = unitOf(unit).family === 'count';
  for (const each of raw) {
    if (left <= 0) break;
    const quantity = Math.max(whole ? 1 : 0.01, rounded(left * each.share, whole ? 0 : each.fine ? 3 : 2));
    if (each.kind === 'starts' && story.operations.length > 0)
      steps.push({ starts: each.unit % story.operations.length });
    else if (each.kind === 'people' && (each.people === 'change_quantity' || each.people === 'produce')) {
      // A person enters two decimals in the order's unit.
      const shown = rounded(inUnit(quantity, unit, story.order.unit));
      if (shown <= 0 || (each.people === 'produce' && tracking !== 'none')) continue;
      const entered = whole ? Math.ceil(shown) : shown;
      steps.push({ people: each.people, quantity: entered });
      const meant = inUnit(entered, story.order.unit, unit);
      left = each.people === 'produce' ? left - meant : meant;
    } else if (each.kind === 'people')
      steps.push({ people: each.people as 'unreserve' | 'reserve' | 'add_component' });
    else if (each.kind === 'report') {
      const choices = tracking === 'serial' ? [unit] : [unit, ...nearby(unit), story.order.unit];
      const sent = choices[each.unit % choices.length] ?? unit;
      const consumed = each.consumed.flatMap((factor, index) => {
        const part = story.components[index];
        if (part?.kind !== 'part') return [];
        const share = (part.quantity * quantity) / story.bom.quantity;
        const used = rounded(share * factor, unitOf(part.lineUnit).family === 'count' ? 0 : 2);
        return used > 0 ? [{ component: index, quantity: used }] : [];
      });
      steps.push({
        report: inUnit(quantity, unit, sent),
        unit: sent,
        final: each.final && each.share < 1,
        ...(consumed.length > 0 ? { consumed } : {}),
      });
      left = each.final ? 0 : left - quantity;
    }
  }
  return steps;
};

/** Bought as it is, and tracked by nothing: a person picks it without choosing. */
const asPart = ({ unit, ...component }: Component): Component => ({
  ...component,
  unit,
  lineUnit: unit,
  kind: 'part',
  tracking: 'none',
});

/** Production of all kinds: BOM, units, tracking, costing, reports in parts, people who edit between. */
export const story: fc.Arbitrary<Story> = fc
  .record({
    manufacture: fc.constantFrom<Story['manufacture']>(1, 1, 1, 2, 3),
    unit: fc.constantFrom('Units', 'Units', 'kg', 'g', 'L'),
    tracking: fc.constantFrom<Story['made']['tracking']>('none', 'none', 'lot', 'serial'),
    costing: fc.record({
      cost: fc.constantFrom<Story['costing']['cost']>('standard', 'fifo', 'average'),
      valuation: fc.constantFrom<Story['costing']['valuation']>('periodic', 'real_time'),
    }),
    bom: fc.record({
      quantity: fc.constantFrom(1, 1, 3, 10),
      consumption: fc.constantFrom<Story['bom']['consumption']>('flexible', 'warning', 'strict'),
    }),
    components: fc.array(component, { minLength: 1, maxLength: 3 }),
    operations: fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 2 }),
    byproduct: fc.option(
      fc.record({ quantity: fc.integer({ min: 1, max: 3 }), share: fc.constantFrom(0, 10, 25) }),
      { nil: undefined, freq: 2 },
    ),
    amount: fc.integer({ min: 2, max: 20 }),
    orderUnit: fc.nat(2),
    steps: fc.array(rawStep, { minLength: 1, maxLength: 4 }),
  })
  .map(({ unit, tracking, amount, orderUnit, steps: raw, byproduct, components, ...rest }) => {
    const whole = unitOf(unit).family === 'count';
    const serial = tracking === 'serial' && whole;
    const choices = serial ? [unit] : [unit, ...(unit === 'kg' ? ['Ton'] : nearby(unit))];
    const ordered = choices[orderUnit % choices.length] ?? unit;
    const quantity = serial ? Math.min(amount, 6) : amount;
    const plain = {
      ...rest,
      ...(rest.manufacture === 1
        ? { components }
        : // Odoo's rules for picking name the usual production location; goods with entries have their own.
          {
            components: components.map(asPart),
            costing: { ...rest.costing, valuation: 'periodic' as const },
          }),
      made: { unit, tracking: tracking === 'serial' && !whole ? ('lot' as const) : tracking },
      order: {
        quantity:
          ordered === 'Dozens' ? Math.ceil(quantity / 4) : ordered === 'Ton' ? quantity / 10 : quantity,
        unit: ordered,
      },
      ...(byproduct ? { byproduct } : {}),
    };
    return { ...plain, steps: stepsOf(plain, raw) };
  })
  .filter(({ steps }) => steps.some((step) => 'report' in step));

/** The stories of a seed, always the same. */
export const drawStories = (count: number, seed: number): Story[] =>
  fc.sample(story, { numRuns: count, seed });

/** Stories with less in them that are still whole, the shortest first. */
export const simpler = (given: Story): Story[] => {
  const others: Story[] = [];
  const reports = given.steps.filter((step) => 'report' in step).length;
  given.steps.forEach((step, index) => {
    if ('report' in step && reports === 1) return;
    others.push({ ...given, steps: given.steps.filter((_, at) => at !== index) });
  });
  const used = new Set(
    given.steps
      .flatMap((step) => ('report' in step ? (step.consumed ?? []) : []))
      .map((each) => each.component),
  );
  const last = given.components.length - 1;
  if (last > 0 && !used.has(last)) others.push({ ...given, components: given.components.slice(0, last) });
  given.steps.forEach((step, index) => {
    if (!('report' in step)) return;
    const { consumed, ...plain } = step;
    if (consumed) others.push({ ...given, steps: given.steps.with(index, plain) });
    if (step.final) others.push({ ...given, steps: given.steps.with(index, { ...step, final: false }) });
  });
  if (given.manufacture !== 1) others.push({ ...given, manufacture: 1 });
  const { byproduct, ...without } = given;
  if (byproduct) others.push(without);
  if (given.operations.length > 0 && !given.steps.some((step) => 'starts' in step))
    others.push({ ...given, operations: [] });
  if (given.made.tracking !== 'none') others.push({ ...given, made: { ...given.made, tracking: 'none' } });
  if (given.costing.cost !== 'standard' || given.costing.valuation !== 'periodic')
    others.push({ ...given, costing: { cost: 'standard', valuation: 'periodic' } });
  if (given.bom.consumption !== 'flexible')
    others.push({ ...given, bom: { ...given.bom, consumption: 'flexible' } });
  if (given.bom.quantity !== 1) others.push({ ...given, bom: { ...given.bom, quantity: 1 } });
  given.components.forEach((each, index) => {
    if (each.kind !== 'part' || each.tracking !== 'none' || each.lineUnit !== each.unit)
      others.push({
        ...given,
        components: given.components.with(index, {
          ...each,
          kind: 'part',
          tracking: 'none',
          lineUnit: each.unit,
        }),
      });
  });
  return others;
};
