import type { APIGatewayProxyResult } from 'aws-lambda';
import type { HttpRequest } from '../../lambdas/access/for-partner.ts';
import type { PartnerAccess } from '../../lambdas/access/partner-access.ts';
import type { Answered, OdooQuestion } from '../../lambdas/odoo/ports.ts';
import { handle } from '../../lambdas/traceability/http.ts';
import type {
  TracedDocument,
  TracedGenealogy,
  TracedLink,
  TracedLot,
  TracedOrder,
} from '../../lambdas/traceability/traced.ts';
import { plants } from '../../plants/index.ts';
import { answerAsPublished } from './as-published.ts';

export const at = (hour: number): string => `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`;

export const tracedLot = (id: number, lot: string, more: Partial<TracedLot> = {}): TracedLot => ({
  id,
  lot,
  item: `ITEM-${lot}`,
  name: `Name of ${lot}`,
  tracking: 'lot',
  uom: 'uom.product_uom_kgm',
  uom_name: 'kg',
  home: 'OSL',
  documents: [],
  ...more,
});

export const tracedDocument = (
  kind: TracedDocument['kind'],
  name: string,
  more: Partial<TracedDocument> = {},
): TracedDocument => ({ kind, name, warehouse: 'OSL', at: at(8), quantity: 5, ...more });

export const tracedLink = (from: number, to: number, more: Partial<TracedLink> = {}): TracedLink => ({
  from,
  to,
  kind: 'production',
  document: 'OSL/MO/1',
  warehouse: 'OSL',
  at: at(9),
  consumed: 4,
  produced: 2,
  ...more,
});

export const tracedOrder = (
  used: Record<number, number>,
  made: Record<number, number>,
  more: Partial<TracedOrder> = {},
): TracedOrder => {
  const amounts = (of: Record<number, number>) =>
    Object.entries(of).map(([lot, quantity]) => ({ lot: Number(lot), quantity }));
  const order = { name: 'OSL/MO/1', warehouse: 'OSL', at: at(9), corrections: [] };
  return { ...order, used: amounts(used), made: amounts(made), ...more };
};

/** What Odoo tells of production orders. */
export const production = (orders: TracedOrder[], lots: TracedLot[] = [], truncated = false) => ({
  production: { orders, lots, truncated },
});

/** Milk from a supplier, made into cheese in Oslo and into butter in Gdansk; both were delivered. */
export const dairy = (): TracedGenealogy => ({
  root: 1,
  truncated: false,
  lots: [
    tracedLot(2, 'BUTTER', {
      home: 'GDA',
      verdict: 'pass',
      expires: at(20),
      documents: [
        tracedDocument('production', 'GDA/MO/7', { warehouse: 'GDA' }),
        tracedDocument('delivery', 'GDA/OUT/1', { warehouse: 'GDA', partner: { name: 'Secret Customer' } }),
      ],
    }),
    tracedLot(3, 'CHEESE', {
      verdict: 'held',
      verdict_at: at(10),
      expires: at(23),
      documents: [
        tracedDocument('production', 'OSL/MO/1', { at: at(9), quantity: 2 }),
        tracedDocument('delivery', 'OSL/OUT/1', {
          at: at(12),
          quantity: 1.5,
          partner: { reference: 'K1', name: 'Corner Shop' },
          customer_reference: 'PO-9',
          sales_order: 'S00001',
          tracking: 'T-1',
        }),
      ],
    }),
    tracedLot(1, 'MILK', {
      documents: [
        tracedDocument('receipt', 'OSL/IN/1', {
          at: at(7),
          quantity: 10,
          purchase: 'PO1',
          partner: { reference: 'F1', name: 'Farm' },
        }),
        tracedDocument('consumption', 'GDA/MO/7', { warehouse: 'GDA' }),
      ],
    }),
  ],
  links: [tracedLink(1, 3), tracedLink(1, 2, { document: 'GDA/MO/7', warehouse: 'GDA' })],
  ...production([
    tracedOrder({ 1: 4 }, { 3: 2 }),
    tracedOrder({ 1: 4 }, { 2: 2 }, { name: 'GDA/MO/7', warehouse: 'GDA' }),
  ]),
});

export const oslo: PartnerAccess = {
  partner: 'oslo-mes',
  plants: ['oslo'],
  systems: ['mes'],
  types: [],
  reads: 'plant',
  receives: [],
  suppliers: [],
};

/** The function over an Odoo that gives this answer; what it was asked, logged and counted. */
export const tracing = (answered: Answered | Error, access: PartnerAccess | undefined = oslo) => {
  const asked: OdooQuestion[] = [];
  const counted: string[] = [];
  const logged: [string, Record<string, unknown>][] = [];
  const note = (code: string, about: Record<string, unknown>) => void logged.push([code, about]);
  const get = async (
    path: 'genealogy' | 'recall',
    more: { plant?: string; lot?: string; query?: Record<string, string>; accept?: string } = {},
  ): Promise<APIGatewayProxyResult & { read: Record<string, unknown> }> => {
    const request = {
      httpMethod: 'GET',
      resource: `/v1/plants/{plant}/lots/{lot}/${path}`,
      pathParameters: { plant: more.plant ?? 'oslo', lot: more.lot ?? 'MILK' },
      queryStringParameters: more.query ?? null,
      headers: more.accept ? { Accept: more.accept } : {},
      requestContext: { identity: { apiKeyId: 'key' } },
    } as unknown as HttpRequest;
    const answer = await handle(request, {
      plants,
      clock: () => new Date('2026-03-03T00:00:00Z'),
      directory: async () => access,
      log: { info: note, warn: note, error: note },
      count: (metric) => void counted.push(metric),
      odoo: {
        ask: async (question) => {
          asked.push(question);
          if (answered instanceof Error) throw answered;
          return answered;
        },
      },
    });
    const read = JSON.parse(answer.body) as Record<string, unknown>;
    if (answer.headers?.['content-type'] !== 'application/ld+json')
      answerAsPublished(answer.statusCode === 200 ? path : 'problem', read);
    return { ...answer, read };
  };
  return { get, asked, logged, counted };
};
