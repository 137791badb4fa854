import * as z from 'zod';
import { text } from '../fields.ts';
import {
  inBytes,
  lastPosition,
  maxAcknowledgementBytes,
  messagesPerPage,
  ordersPerPage,
  stockRowsPerPage,
} from '../limits.ts';
import { productionOrder } from '../messages/production-order.ts';
import { component, defineRoute } from './define-route.ts';
import { cursor, pageSize, plant, since } from './parameters.ts';

const digits = String(lastPosition).length;

export const getFeedRoute = defineRoute({
  operationId: 'getFeed',
  method: 'GET',
  path: '/v1/plants/{plant}/feed',
  function: 'feed',
  key: true,
  topic: 'feed',
  summary: 'The messages about a plant that you may read, in order',
  description:
    'Ask again after `next`. Positions have no gaps in the feed; what is not for you is passed over.',
  parameters: { plant },
  query: z.strictObject({
    after: z
      .string()
      .regex(
        new RegExp(`^\\d{1,${digits}}$`),
        `must be a position: a whole number of at most ${digits} digits`,
      )
      .transform(Number)
      // To readers of OpenAPI it is a number: only its text is checked, as `1e3` and ` 5` are numbers, too.
      .meta({ type: 'integer', minimum: 0, maximum: lastPosition, pattern: undefined })
      .optional()
      .meta({ description: 'the position after which to read; absent: after what you acknowledged' }),
    limit: pageSize(messagesPerPage),
  }),
  answers: {
    200: { description: 'messages, each once at its position', content: 'feedPage' },
    400: 'a parameter is wrong',
    403: 'the key belongs to no partner, or to one that receives nothing',
    404: 'no such plant, or not yours',
    410: 'no longer kept: read orders and stock, then go on after `next`',
    422: 'a position that was never given out',
  },
});

export const acknowledgement = z.strictObject({
  sequence: z.int().min(0).max(lastPosition).meta({ description: 'everything up to here is yours now' }),
  reference: text(128)
    .min(1)
    .optional()
    .meta({ description: 'under which you keep the message at this position' }),
  reset: z.boolean().default(false).meta({ description: 'allows to go back' }),
});

export const acknowledgeRoute = defineRoute({
  operationId: 'acknowledge',
  method: 'POST',
  path: '/v1/plants/{plant}/feed/ack',
  function: 'feed',
  key: true,
  topic: 'feed',
  summary: 'Say that you have everything up to a position',
  parameters: { plant },
  body: {
    content: { 'application/json': component('acknowledgement') },
    examples: {
      'a message': { sequence: 118, reference: 'WO-7' },
      'a page, by its next': { sequence: 119 },
      'all over again': { sequence: 0, reset: true },
    },
  },
  answers: {
    200: { description: 'acknowledged; a repeat gets the same answer', content: 'acknowledged' },
    400: 'not JSON',
    403: 'the key belongs to no partner',
    404: 'no such plant, or not yours',
    409: 'you have acknowledged more already',
    413: `more than ${inBytes(maxAcknowledgementBytes)}`,
    415: 'another content type',
    422: 'a position that was never given out, or a reference of no message of yours',
  },
});

const field = z.string().min(1).max(128).optional();
const publishedSince = since('only what was published at or after, also what no longer exists');

const headers = {
  'If-None-Match': z.string().meta({ description: '`ETag` of an answer that you still have' }),
};
const description = 'For partners whose record says that they read all of their plants. Odoo is not asked.';
const answered = (schema: string) => ({
  200: {
    description: 'as last published, with `ETag`',
    content: schema,
    headers: {
      ETag: { type: 'string' },
      'Feed-Sequence': { type: 'integer', description: 'as `sequence` of a list' },
      'Read-At': { type: 'string', format: 'date-time', description: 'as `readAt` of a list' },
    },
  },
  304: {
    description: 'nothing of it has changed; `Feed-Sequence` and `Read-At` are of now',
  },
  403: 'the key belongs to no partner, or to one that may read its own only',
  404: 'no such plant, or not yours',
});

export const listOrdersRoute = defineRoute({
  operationId: 'listOrders',
  method: 'GET',
  path: '/v1/plants/{plant}/orders',
  function: 'feed',
  key: true,
  topic: 'feed',
  summary: 'The current state of the production orders of a plant',
  description,
  parameters: { plant },
  query: z.strictObject({
    status: productionOrder.shape.status.optional().meta({ description: 'only these' }),
    since: publishedSince,
    cursor: cursor(1024),
    limit: pageSize(ordersPerPage),
  }),
  headers,
  answers: { ...answered('orders'), 400: 'a parameter is wrong' },
});

export const getOrderRoute = defineRoute({
  operationId: 'getOrder',
  method: 'GET',
  path: '/v1/plants/{plant}/orders/{order}',
  function: 'feed',
  key: true,
  topic: 'feed',
  summary: 'The current state of a production order',
  description,
  parameters: { plant, order: z.string().meta({ description: 'its name' }) },
  headers,
  answers: {
    ...answered('order'),
    404: 'no such plant, or not yours; or no message about such an order was ever published',
  },
});

export const listStockRoute = defineRoute({
  operationId: 'listStock',
  method: 'GET',
  path: '/v1/plants/{plant}/stock',
  function: 'feed',
  key: true,
  topic: 'feed',
  summary: 'Stock of a plant by item, location and lot: free, reserved, held',
  description,
  parameters: { plant },
  query: z.strictObject({
    item: field.meta({ description: 'only of this item' }),
    location: field.meta({ description: 'only in this location' }),
    lot: field.meta({ description: 'only of this lot' }),
    since: publishedSince,
    cursor: cursor(1024),
    limit: pageSize(stockRowsPerPage),
  }),
  headers,
  answers: { ...answered('stock'), 400: 'a parameter is wrong' },
});
