import type { Case, Fixture } from '../case.ts';

export const pieces = (value: number) => ({ value, unit: 'C62' });

/** Minutes before the run and long enough before that no snapshot calls it now. Events and screens work at the same moments. */
const started = Math.floor(Date.now() / 1000) * 1000 - 15 * 60_000;
export const ago = (minutes: number): string => new Date(started - minutes * 60_000).toISOString();

/** Each begins two days before, when its order and the stock for it were made. */
export const longBefore = (cases: readonly Case[]): Case[] =>
  cases.map((each) => ({ begins: ago(3000), ...each }));

type Bom = NonNullable<Fixture['boms']>[number];

export const assembleAndPolish: NonNullable<Bom['operations']> = [
  { name: 'Assemble', workcenter: 'BENCH', minutes: 60 },
  { name: 'Polish', workcenter: 'BENCH', minutes: 20 },
];

/** A table of one top and four legs: 60 and 20 minutes at a bench of 36 an hour. */
export const worked = (
  quantity: number,
  otherwise: {
    cost?: 'standard' | 'fifo' | 'average';
    valuation?: 'periodic' | 'real_time';
    bom?: Partial<Bom>;
    bench?: Record<string, number>;
    unit?: string;
    posts_labour?: boolean;
  } = {},
): Fixture => ({
  workcenters: [{ name: 'BENCH', hourly: 36, ...otherwise.bench }],
  categories: [
    { name: 'MADE', cost: otherwise.cost ?? 'average', valuation: otherwise.valuation ?? 'periodic' },
  ],
  products: [
    {
      name: 'TABLE',
      category: 'MADE',
      ...(otherwise.cost === 'standard' ? { cost: 20 } : {}),
      ...(otherwise.posts_labour ? { posts_labour: true } : {}),
    },
    { name: 'TOP', cost: 30 },
    { name: 'LEG', cost: 5 },
  ],
  boms: [
    {
      product: 'TABLE',
      lines: [
        { product: 'TOP', quantity: 1 },
        { product: 'LEG', quantity: 4 },
      ],
      operations: assembleAndPolish,
      ...otherwise.bom,
    },
  ],
  stock: [
    { product: 'TOP', quantity: 100 },
    { product: 'LEG', quantity: 400 },
  ],
  orders: [{ name: 'MO', product: 'TABLE', quantity, ...(otherwise.unit ? { unit: otherwise.unit } : {}) }],
});

export const report = (order: string, quantity: number, minutesAgo: number, more: object = {}) => ({
  type: 'production.reported',
  time: ago(minutesAgo),
  data: { order, quantity: pieces(quantity), ...more },
});
export const workOrder = (
  what: 'started' | 'paused' | 'finished',
  order: string,
  operation: string,
  minutesAgo: number,
  more: object = {},
) => ({
  type: `work-order.${what}`,
  time: ago(minutesAgo),
  data: { order, operation, ...more },
});
export const labor = (order: string, operation: string, from: number, to: number, more: object = {}) => ({
  type: 'labor.reported',
  time: ago(to),
  data: { order, operation, startedAt: ago(from), endedAt: ago(to), ...more },
});

export const produce = (quantity: number, minutesAgo: number, more: object = {}) => ({
  do: 'produce',
  order: 'MO',
  quantity,
  at: ago(minutesAgo),
  ...more,
});
export const work = (
  what: 'start' | 'pause' | 'finish',
  operation: string,
  minutesAgo: number,
  order = 'MO',
) => ({
  do: `${what}_work`,
  order,
  operation,
  at: ago(minutesAgo),
});
export const time = (operation: string, from: number, to: number, order = 'MO') => ({
  do: 'track_time',
  order,
  operation,
  start: ago(from),
  end: ago(to),
  at: ago(to),
});
export const backorder = { rest: 'backorder' };

/** An operation that runs when a part is reported goes on in the rest: a person presses Start once more. */
export const goesOn = (
  operation: string,
  quantity: number,
  minutesAgo: number,
  more: { order?: string; [key: string]: unknown } = {},
) => [
  produce(quantity, minutesAgo, { ...backorder, ...more }),
  work('start', operation, minutesAgo, more.order),
];

/** What is meant where labour was booked in the past. docs/odoo.md says more. */
export const meant = [
  {
    line: /^(screens|events): +(operation|order) \S+ .*starts /,
    why: 'an operation and its order start with their first time; Odoo keeps the moment of the report, or plans anew',
  },
];
export const toBeMade = [
  ...meant,
  {
    line: /order MO-002 part 2 progress: \S+ of /,
    why: 'Start in Odoo enters the whole quantity as made; an event that says only that work began does not',
  },
  {
    line: /work order MO-002 \S+ progress: 0.0 in /,
    why: 'it runs: its minutes are those until the snapshot',
  },
  {
    line: /operation MO-002 \S+ progress ends /,
    why: 'the planned end: Odoo counts the working hours of the work centre, an event its expected minutes',
  },
];
export const overTheExpected = {
  line: /time MO-00\d (Assemble|Cut|Polish) (productive|performance): /,
  why: 'Odoo divides a running time at the expected minutes; an event may still move its end, so it stays one time',
};
