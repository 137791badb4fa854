import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import type { PlantProfile } from '../../configuration/plant.ts';
import { type PartnerDeps, refusedLots } from '../access/for-partner.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import type { Answered, QuestionPort } from '../odoo/ports.ts';
import { decoded, parseQuery, problem } from '../platform/http.ts';
import type { Clock } from '../platform/time.ts';

export interface TraceDeps extends PartnerDeps {
  odoo: QuestionPort;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
  /** counts failures that a later request will not solve. An outage of Odoo is not counted. */
  count(metric: 'TraceFailed'): void;
}

export type TraceRequest = Pick<
  APIGatewayProxyEvent,
  'resource' | 'pathParameters' | 'queryStringParameters' | 'headers' | 'requestContext'
>;

/** The plant that the partner asks about, and all plants that it may read by warehouse code. */
export interface PlantsRead {
  plant: PlantProfile;
  byWarehouse: ReadonlyMap<string, PlantProfile>;
}

/** The plants that the partner may read, or the refusal of a plant whose lots it may not read. */
export const plantsRead = (
  asked: string,
  access: PartnerAccess,
  plants: Readonly<Record<string, PlantProfile>>,
): ({ ok: true } & PlantsRead) | { ok: false; refusal: APIGatewayProxyResult } => {
  const refusal = refusedLots(access, asked);
  if (refusal) return { ok: false, refusal };
  const readable = access.plants.flatMap((id) =>
    Object.hasOwn(plants, id) ? [plants[id] as PlantProfile] : [],
  );
  const plant = readable.find(({ id }) => id === asked);
  if (!plant) return { ok: false, refusal: problem({ status: 404, title: 'Not Found' }) };
  return { ok: true, plant, byWarehouse: new Map(readable.map((each) => [each.warehouse, each])) };
};

type Asked<T> = { ok: true; answer: T } | { ok: false; refusal: APIGatewayProxyResult };

/** Odoo's module has the same limit and checks it again. */
const name = z.string().min(1).max(128);

export const item = name.optional();

/** Checks the query, asks Odoo about the plant's warehouse, and parses the answer. A refusal has no text of Odoo's. */
export const askAboutLot = async <Query extends z.ZodObject, Answer>(
  request: TraceRequest,
  { plant }: PlantsRead,
  { odoo, log, count }: Pick<TraceDeps, 'odoo' | 'log' | 'count'>,
  ask: { question: string; query: Query; answer: z.ZodType<Answer> },
): Promise<Asked<Answer & { asked: z.output<Query> }>> => {
  const parsed = parseQuery(ask.query, request.queryStringParameters);
  if (!parsed.ok) return { ok: false, refusal: problem(parsed.problem) };
  const lot = lotOf(request);
  if (lot === undefined) return { ok: false, refusal: notFound };
  const about = { ...parsed.query, lot };
  const answered = await odoo.ask({ question: ask.question, warehouse: plant.warehouse, about });
  if (!answered.ok) return { ok: false, refusal: refusalOf(answered, plant.id, { log, count }) };
  const answer = ask.answer.safeParse(answered.answer);
  if (answer.success) return { ok: true, answer: { ...answer.data, asked: parsed.query } };
  log.error('ODOO_UNAVAILABLE', { plant: plant.id, code: 'unexpected-answer' });
  count('TraceFailed');
  return { ok: false, refusal: unavailable(30) };
};

const lotOf = (request: TraceRequest): string | undefined =>
  name.safeParse(decoded(request.pathParameters?.lot ?? '')).data;

const notFound = problem({ status: 404, title: 'Not Found', detail: 'no such lot in this plant' });

const refusalOf = (
  failure: Exclude<Answered, { ok: true }>,
  plant: string,
  { log, count }: Pick<TraceDeps, 'log' | 'count'>,
): APIGatewayProxyResult => {
  const { kind, code } = failure;
  if (code === 'unknown-lot') return notFound;
  if (kind === 'declined' && code === 'ambiguous-lot') {
    // This text is from the gateway's module. It names items of this plant.
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
  return unavailable((kind === 'transient' && failure.retryAfterSeconds) || 30);
};

const unavailable = (seconds: number): APIGatewayProxyResult => {
  const detail = 'Odoo cannot be asked now. Ask again later.';
  return problem({ status: 503, title: 'Service Unavailable', detail }, { 'retry-after': String(seconds) });
};

/** Lambda limits an answer to 6 MB. */
const mostBytes = 5_500_000;

/** The answer, or 413 when it is too large for Lambda. */
export const withinSizeLimit = (answer: APIGatewayProxyResult): APIGatewayProxyResult =>
  Buffer.byteLength(answer.body) <= mostBytes
    ? answer
    : problem({
        status: 413,
        title: 'Content Too Large',
        detail: 'the answer would be larger than can be sent: ask about a lot nearer to what you look for',
      });

/* Odoo's answers about lots, in its ids and units. Warehouses are codes, times are RFC 3339 in UTC. */

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
  /** in the item's unit; negative for a count or an unbuild order that reduced the stock */
  quantity: z.number(),
  /** of a return: the transfer that it reverses */
  of: z.string().optional(),
  purchase: z.string().optional(),
  supplier_reference: z.string().optional(),
  sales_order: z.string().optional(),
  customer_reference: z.string().optional(),
  tracking: z.string().optional(),
  /** the company, and its address of the goods where it has one */
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
  /** when the last return or unbuild happened */
  corrected: z.string().optional(),
});

const traced = z.object({ root: z.number(), lots: z.array(lot), truncated: z.boolean() });

export const tracedGenealogy = traced.extend({ links: z.array(link) });

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

export type TracedLink = z.infer<typeof link>;

export type TracedGenealogy = z.infer<typeof tracedGenealogy>;

export type TracedRecall = z.infer<typeof tracedRecall>;
