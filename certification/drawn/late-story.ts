import fc from 'fast-check';
import type { Case, CaseEvent, ScreenStep } from '../case.ts';
import {
  ago,
  begins,
  corrected,
  type Method,
  type N,
  pieces,
  produce,
  receive,
  received,
} from '../cases/gadgets.ts';

/** Goods come and go over days, and the events of it arrive in another order. */
export interface LateStory {
  cost: Method;
  valuation: 'periodic' | 'real_time';
  /** in the order of time, a day or more apart */
  happenings: Happening[];
  /** positions in `happenings`, in the order in which their events arrive */
  arrival: number[];
}

export type Happening =
  | { receive: number; price: number }
  | { report: number }
  | { scrap: number }
  /** so many more, or less, are found than there should be */
  | { found: number };

/** Parts in one gadget. */
const perGadget = 2;
const planned = 10;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ receive: fc.integer({ min: 4, max: 20 }), price: price() }) },
  { weight: 4, arbitrary: fc.record({ report: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ scrap: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ found: fc.integer({ min: -3, max: 3 }) }) },
);

function price(): fc.Arbitrary<number> {
  return fc.integer({ min: 100, max: 6000 }).map((cents) => cents / 100);
}

const change = (each: Happening): number => {
  if ('receive' in each) return each.receive;
  if ('report' in each) return -perGadget * each.report;
  return 'scrap' in each ? -each.scrap : each.found;
};

/** Whether there is enough of everything at every moment, as it happened and as it is booked. */
const isPossible = ({ happenings, arrival }: LateStory): boolean => {
  const inOrder = happenings.map((_, index) => index);
  const enough = (order: readonly number[]) => {
    let stock = 0;
    return order.every((index) => {
      stock += change(happenings[index] as Happening);
      return stock >= 0;
    });
  };
  // What happened before a count arrives before it, by the ordering key of the item.
  const countsAreLast = happenings.every(
    (each, index) =>
      !('found' in each) ||
      arrival.slice(0, arrival.indexOf(index)).filter((other) => other < index).length === index,
  );
  return enough(inOrder) && enough(arrival) && countsAreLast;
};

export const lateStory: fc.Arbitrary<LateStory> = fc
  .record({
    cost: fc.constantFrom<Method>('average', 'average', 'fifo', 'fifo', 'standard'),
    valuation: fc.constantFrom<LateStory['valuation']>('periodic', 'real_time'),
    first: fc.record({ receive: fc.integer({ min: 6, max: 20 }), price: price() }),
    others: fc.array(happening, { minLength: 2, maxLength: 5 }),
  })
  .chain(({ first, others, ...rest }) => {
    const happenings = [first, ...others];
    const positions = happenings.map((_, index) => index);
    return fc
      .shuffledSubarray(positions, { minLength: positions.length })
      .map((arrival): LateStory => ({ ...rest, happenings, arrival }));
  })
  .filter(isPossible)
  .filter(({ arrival }) => arrival.some((position, index) => position !== index));

export const drawLateStories = (count: number, seed: number): LateStory[] =>
  fc.sample(lateStory, { numRuns: count, seed });

/** Stories with one happening less, or with one event less out of order. */
export const simplerLate = (given: LateStory): LateStory[] => [
  ...given.happenings.flatMap((_, without) => {
    const story = {
      ...given,
      happenings: given.happenings.filter((_, index) => index !== without),
      arrival: given.arrival
        .filter((each) => each !== without)
        .map((each) => (each > without ? each - 1 : each)),
    };
    return story.happenings.length > 1 && isPossible(story) ? [story] : [];
  }),
  ...(given.valuation === 'real_time' ? [{ ...given, valuation: 'periodic' as const }] : []),
];

/** Days before the run. */
const dayOf = (story: LateStory, index: number): string => ago(2 * (story.happenings.length - index) + 3);
const purchaseOf = (index: number): string => `PO${index}`;
const orderOf = (index: number): string => `MO${index}`;

/** What a person counts at this position, by what happened before. */
const countedAt = (story: LateStory, index: number): number =>
  story.happenings.slice(0, index + 1).reduce((sum, each) => sum + change(each), 0);

const eventOf = (story: LateStory, index: number, n: N): CaseEvent => {
  const each = story.happenings[index] as Happening;
  const time = dayOf(story, index);
  if ('receive' in each) return received(n, purchaseOf(index), time, each.receive);
  if ('report' in each)
    return {
      type: 'production.reported',
      time,
      data: { order: n(orderOf(index)), quantity: pieces(each.report) },
    };
  if ('scrap' in each)
    return {
      type: 'production.scrapped',
      time,
      data: { order: n('MO'), item: n('PART'), quantity: pieces(each.scrap) },
    };
  return {
    type: 'stock.counted',
    time,
    data: { item: n('PART'), location: 'WH/Stock', quantity: pieces(countedAt(story, index)) },
  };
};

const screenOf = (story: LateStory, index: number): ScreenStep => {
  const each = story.happenings[index] as Happening;
  const at = dayOf(story, index);
  if ('receive' in each) return receive(purchaseOf(index), at);
  if ('report' in each) return produce(orderOf(index), at, each.report, 'backorder');
  if ('scrap' in each) return { do: 'scrap', order: 'MO', product: 'PART', quantity: each.scrap, at };
  return { do: 'count', product: 'PART', quantity: countedAt(story, index), at };
};

export const lateCaseOf = (story: LateStory, says: string): Case => {
  const { cost, valuation, happenings, arrival } = story;
  const category = { category: 'CAT' };
  const fixed = cost === 'standard';
  return {
    says,
    begins,
    fixture: {
      categories: [{ name: 'CAT', cost, valuation }],
      products: [
        { name: 'PART', ...category, ...(fixed && { cost: 10 }) },
        { name: 'GADGET', ...category, ...(fixed && { cost: 25 }) },
      ],
      boms: [{ product: 'GADGET', lines: [{ product: 'PART', quantity: perGadget }] }],
      orders: [
        { name: 'MO', product: 'GADGET', quantity: planned },
        ...happenings.flatMap((each, index) =>
          'report' in each ? [{ name: orderOf(index), product: 'GADGET', quantity: planned }] : [],
        ),
      ],
      purchases: happenings.flatMap((each, index) =>
        'receive' in each
          ? [
              {
                name: purchaseOf(index),
                partner: 'NORDIC',
                lines: [{ product: 'PART', quantity: each.receive, price: each.price }],
              },
            ]
          : [],
      ),
    },
    events: (n) => arrival.map((index) => eventOf(story, index, n)),
    screens: happenings.map((_, index) => screenOf(story, index)),
    mayWarn: corrected,
  };
};
