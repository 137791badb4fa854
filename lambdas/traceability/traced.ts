import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import type { PlantProfile } from '../../configuration/plant.ts';
import { lotNotFound } from '../../events/http/lot-routes.ts';
import { type Admission, type Caller, type PartnerDeps, readersOfLots } from '../access/for-partner.ts';
import type { Answered, QuestionPort } from '../odoo/ports.ts';
import { warehouseOf } from '../odoo/posting.ts';
import { problem } from '../platform/http.ts';
import type { Clock } from '../platform/time.ts';

/** The Odoo module's answers about lots: Odoo's own ids and units, warehouses by their codes, times in UTC. */

const party = z.object({ reference: z.string().optional(), name: z.string().optional() });

export const documentKinds = [
  'production',
  'consumption',
  'material-return',
  'receipt',
  'delivery',
  'customer-return',
  'supplier-return',
  'scrap',
  'unbuild',
  'count',
  'transfer',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

const document = z.object({
  kind: z.enum(documentKinds),
  name: z.string().default(''),
  warehouse: z.string().optional(),
  at: z.string(),
  /** in the item's unit; negative where a count or an unbuild order took goods away */
  quantity: z.number(),
  /** the transfer that a return takes back */
  of: z.string().optional(),
  purchase: z.string().optional(),
  supplier_reference: z.string().optional(),
  sales_order: z.string().optional(),
  customer_reference: z.string().optional(),
  tracking: z.string().optional(),
  /** the company; and its address, where goods went to or came from one of its addresses */
  partner: party.optional(),
  address: party.optional(),
});

const lot = z.object({
  id: z.number(),
  lot: z.string(),
  item: z.string(),
  name: z.string().default(''),
  barcode: z.string().optional(),
  tracking: z.string(),
  /** external id of Odoo's unit, when it has one */
  uom: z.string().optional(),
  uom_name: z.string().default(''),
  expires: z.string().optional(),
  verdict: z.string().optional(),
  verdict_at: z.string().optional(),
  /** warehouse where it was made or received, else where it was first seen */
  home: z.string().optional(),
  documents: z.array(document),
});

const link = z.object({
  from: z.number(),
  to: z.number(),
  kind: z.enum(['production', 'other']),
  document: z.string().default(''),
  warehouse: z.string().optional(),
  at: z.string(),
  consumed: z.number().optional(),
  returned: z.number().optional(),
  produced: z.number().optional(),
  unbuilt: z.number().optional(),
  /** when the last return or unbuild order was done */
  corrected: z.string().optional(),
});

const traced = z.object({
  root: z.number(),
  lots: z.array(lot),
  truncated: z.boolean(),
  /** the company whose documents these are; a module of an older release does not say it */
  company: z.string().optional(),
  /** names of its warehouses by their short names, which documents have */
  warehouses: z.record(z.string(), z.string()).optional(),
});

const amounts = z.array(z.object({ lot: z.number(), quantity: z.number() }));

/** A production order that is done, with all lots that it used and made: `corrections` were returned or unbuilt later. */
const order = z.object({
  name: z.string(),
  warehouse: z.string().optional(),
  at: z.string(),
  used: amounts,
  made: amounts,
  /** in the order in which they were booked */
  corrections: z.array(z.object({ at: z.string(), used: amounts, made: amounts })),
});

export const tracedGenealogy = traced.extend({
  links: z.array(link),
  /** the orders that made these lots, and `lots` that only they name; a module of an older release does not say it */
  production: z
    .object({
      orders: z.array(order),
      lots: z.array(lot),
      /** some orders are left out */
      truncated: z.boolean(),
    })
    .optional(),
});
export const tracedRecall = traced.extend({
  on_hand: z.array(
    z.object({
      lot: z.number(),
      location: z.string(),
      warehouse: z.string().optional(),
      quantity: z.number(),
    }),
  ),
});

export type TracedDocument = z.infer<typeof document>;
export type TracedLot = z.infer<typeof lot>;
export type TracedOrder = z.infer<typeof order>;
export type TracedAmount = TracedOrder['used'][number];
export type TracedLink = z.infer<typeof link>;
export type TracedGenealogy = z.infer<typeof tracedGenealogy>;
export type TracedRecall = z.infer<typeof tracedRecall>;

type Asked<T> = { ok: true; answer: T } | { ok: false; refusal: APIGatewayProxyResult };

const notFound = problem({ status: 404, title: 'Not Found', detail: lotNotFound });

/** Asks Odoo about a lot of the plant's warehouse and reads the answer. No text of Odoo's goes out. */
export const askAboutLot = async <Query extends object, Answer>(
  { plant, lot, query }: { plant: PlantProfile; lot: string; query: Query },
  { odoo, log, count }: Pick<TraceDeps, 'odoo' | 'log' | 'count'>,
  ask: { question: string; answer: z.ZodType<Answer> },
): Promise<Asked<Answer>> => {
  const answered = await odoo.ask({
    question: ask.question,
    ...warehouseOf(plant),
    about: { ...query, lot },
  });
  if (!answered.ok) return { ok: false, refusal: refusalOf(answered, plant.id, { log, count }) };
  const answer = ask.answer.safeParse(answered.answer);
  if (answer.success) return { ok: true, answer: answer.data };
  log.error('ODOO_UNAVAILABLE', { plant: plant.id, code: 'unexpected-answer' });
  count('TraceFailed');
  return { ok: false, refusal: away(30) };
};

const refusalOf = (
  failure: Exclude<Answered, { ok: true }>,
  plant: string,
  { log, count }: Pick<TraceDeps, 'log' | 'count'>,
): APIGatewayProxyResult => {
  const { kind, code } = failure;
  if (code === 'unknown-lot') return notFound;
  if (kind === 'declined' && code === 'ambiguous-lot') {
    // The text is our own module's, and it names items of this plant only.
    const errors = [{ pointer: '/item', rule: code, detail: failure.message }];
    const detail = 'several items have a lot of this name: say which, with item';
    return problem({ status: 422, title: 'Unprocessable Content', detail, errors });
  }
  const about = { plant, kind, code };
  if (kind === 'transient') log.warn('ODOO_UNAVAILABLE', about);
  else {
    log.error('ODOO_UNAVAILABLE', about);
    count('TraceFailed');
  }
  return away((kind === 'transient' && failure.retryAfterSeconds) || 30);
};

const away = (seconds: number): APIGatewayProxyResult => {
  const detail = 'Odoo cannot be asked now. Ask again later.';
  return problem({ status: 503, title: 'Service Unavailable', detail }, { 'retry-after': String(seconds) });
};

/** Lambda refuses answers of more than 6 MB. */
const maxAnswerBytes = 5_500_000;

/** The answer, or 413 where it is too large to be sent. */
export const withinAnswerSize = (answer: APIGatewayProxyResult): APIGatewayProxyResult =>
  Buffer.byteLength(answer.body) <= maxAnswerBytes
    ? answer
    : problem({
        status: 413,
        title: 'Content Too Large',
        detail: 'the answer would be larger than can be sent: ask about a lot nearer to what you look for',
      });

export interface TraceDeps extends PartnerDeps {
  odoo: QuestionPort;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
  /** counts failures that a retry does not repair; an absent Odoo is not counted */
  count(metric: 'TraceFailed'): void;
}

/** The plants that a partner may read, and the one it asks for. */
export interface ReadablePlants {
  plant: PlantProfile;
  plants: readonly PlantProfile[];
}

/** The readable plants whose documents an answer may have. */
export interface PlantsRead {
  plant: PlantProfile;
  /** by the short names of their warehouses */
  byWarehouse: ReadonlyMap<string, PlantProfile>;
}

type OfCompany = Pick<z.infer<typeof traced>, 'company' | 'warehouses'>;

/**
 * The plants whose warehouses an answer may name. All its documents are of one company, and a plant of another company may
 * have a warehouse of the same short name. A profile may name its warehouse in full.
 */
export const plantsIn = (
  { plant, plants }: ReadablePlants,
  { company = plant.company, warehouses = {} }: OfCompany,
): PlantsRead => {
  const shortNameOf = (name: string) =>
    Object.hasOwn(warehouses, name)
      ? name
      : (Object.entries(warehouses).find(([, called]) => called === name)?.[0] ?? name);
  const mine = plants.filter((each) => (each.company ?? company) === company);
  return { plant, byWarehouse: new Map(mine.map((each) => [shortNameOf(each.warehouse), each])) };
};

export const plantsRead = (
  caller: Caller,
  { plants }: Pick<TraceDeps, 'plants'>,
): Admission<ReadablePlants> => {
  const admission = readersOfLots(caller);
  if (!admission.ok) return admission;
  const ids = admission.admitted.plants.filter((id) => Object.hasOwn(plants, id));
  const mine = ids.map((id) => plants[id] as PlantProfile);
  const plant = mine.find(({ id }) => id === caller.plant);
  if (!plant) return { ok: false, refusal: problem({ status: 404, title: 'Not Found' }) };
  return { ok: true, admitted: { plant, plants: mine } };
};
