import { productionOrder } from '../../events/messages/production-order.ts';
import { problemAnswer } from './http-schemas.ts';
import { feedDefinitions, sampleMessage } from './messages.ts';
import type { Json } from './schemas.ts';
import { ref } from './shapes.ts';

/** What other calls have, too. */
interface Shared {
  security: Json[];
  plant: Json;
  anyCall: Json;
}

const query = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

const limit = query('limit', 'at most this many', {
  type: 'integer',
  minimum: 1,
  maximum: 500,
  default: 100,
});

const keys = {
  401: problemAnswer('no API key, or an unknown one'),
  404: problemAnswer('no such plant, or not yours'),
};

const json = (description: string, name: string, more: Json = {}): Json => ({
  description,
  content: { 'application/json': { schema: ref(name), ...more } },
});

const sent = feedDefinitions.slice(0, 2).map((definition, index) => sampleMessage(definition, 118 + index));

const examples = {
  'two messages, and more': { value: { messages: sent, next: 119, more: true, acknowledged: 117 } },
  'nothing new': { value: { messages: [], next: 119, more: false, acknowledged: 119 } },
};

const getFeed = ({ security, plant, anyCall }: Shared): Json => ({
  operationId: 'getFeed',
  summary: 'What you are told of a plant, in order',
  description:
    'Ask again after `next`. Positions have no gaps in the feed; what is not for you is passed over.',
  security,
  parameters: [
    plant,
    query('after', 'the position after which to read; absent: after what you acknowledged', {
      type: 'integer',
      minimum: 0,
    }),
    limit,
  ],
  responses: {
    200: json('messages, each once at its position', 'feedPage', { examples }),
    400: problemAnswer('a parameter is wrong'),
    403: problemAnswer('the key belongs to no partner, or to one that receives nothing'),
    410: problemAnswer('no longer kept: read orders and stock, then go on after `next`'),
    422: problemAnswer('a position that was never given out'),
    ...keys,
    ...anyCall,
  },
});

const postAck = ({ security, plant, anyCall }: Shared): Json => ({
  operationId: 'acknowledge',
  summary: 'Say that you have everything up to a position',
  security,
  parameters: [plant],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: ref('acknowledgement'),
        examples: {
          'a message': { value: { sequence: 118, reference: 'WO-7' } },
          'a page, by its next': { value: { sequence: 119 } },
          'all over again': { value: { sequence: 0, reset: true } },
        },
      },
    },
  },
  responses: {
    200: json('acknowledged; a repeat gets the same answer', 'acknowledged'),
    400: problemAnswer('not JSON'),
    403: problemAnswer('the key belongs to no partner'),
    409: problemAnswer('you have acknowledged more already'),
    413: problemAnswer('more than 4 KiB'),
    415: problemAnswer('another content type'),
    422: problemAnswer('a position that was never given out, or a reference of no message of yours'),
    ...keys,
    ...anyCall,
  },
});

const tags: Json[] = [
  {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: '`ETag` of an answer that you still have',
    schema: { type: 'string' },
  },
];

const standing = (
  { security, plant, anyCall }: Shared,
  what: { operationId: string; summary: string; schema: string; parameters: Json[]; more?: Json },
): Json => ({
  operationId: what.operationId,
  summary: what.summary,
  description: 'For partners whose record says that they read all of their plants. Odoo is not asked.',
  security,
  parameters: [plant, ...what.parameters, ...tags],
  responses: {
    200: {
      ...json('as told last, with `ETag`', what.schema),
      headers: {
        ETag: { schema: { type: 'string' } },
        'Feed-Sequence': { schema: { type: 'integer' }, description: 'as `sequence` of a list' },
        'Read-At': { schema: { type: 'string', format: 'date-time' }, description: 'as `readAt` of a list' },
      },
    },
    304: { description: 'nothing of it has changed; `Feed-Sequence` and `Read-At` are of now' },
    403: problemAnswer('the key belongs to no partner, or to one that may read its own only'),
    ...keys,
    ...what.more,
    ...anyCall,
  },
});

const paging = [
  query('since', 'only what was told at or after, also what is no more', {
    type: 'string',
    format: 'date-time',
  }),
  query('cursor', 'continues a list'),
  limit,
];
const list = { 400: problemAnswer('a parameter is wrong') };

/** Calls about what partners are told, and how it stands. */
export const feedPaths = (shared: Shared): Json => ({
  '/v1/plants/{plant}/feed': { get: getFeed(shared) },
  '/v1/plants/{plant}/feed/ack': { post: postAck(shared) },
  '/v1/plants/{plant}/orders': {
    get: standing(shared, {
      operationId: 'listOrders',
      summary: 'Production orders of a plant as they stand',
      schema: 'orders',
      parameters: [
        query('status', 'only these', { type: 'string', enum: productionOrder.shape.status.options }),
        ...paging,
      ],
      more: list,
    }),
  },
  '/v1/plants/{plant}/orders/{order}': {
    get: standing(shared, {
      operationId: 'getOrder',
      summary: 'A production order as it stands',
      schema: 'order',
      parameters: [
        { name: 'order', in: 'path', required: true, description: 'its name', schema: { type: 'string' } },
      ],
      more: { 404: problemAnswer('no such plant, or not yours; or no such order was ever told of') },
    }),
  },
  '/v1/plants/{plant}/stock': {
    get: standing(shared, {
      operationId: 'listStock',
      summary: 'Stock of a plant by item, location and lot: free, reserved, held',
      schema: 'stock',
      parameters: [
        query('item', 'only of this item'),
        query('location', 'only in this location'),
        query('lot', 'only of this lot'),
        ...paging,
      ],
      more: list,
    }),
  },
});
