import { problemAnswer } from './http-schemas.ts';
import type { Json } from './schemas.ts';
import { ref } from './shapes.ts';

const item = {
  name: 'item',
  in: 'query',
  required: false,
  description: 'Odoo’s internal reference or barcode: lots are unique by item only',
  schema: { type: 'string', maxLength: 128 },
};
const lot = {
  name: 'lot',
  in: 'path',
  required: true,
  description: 'name of the lot or serial, percent-encoded',
  schema: { type: 'string', maxLength: 128 },
};

const failures = {
  400: problemAnswer('a parameter is wrong'),
  401: problemAnswer('no API key, or an unknown one'),
  403: problemAnswer('the key belongs to no partner, or to one that may read its own events only'),
  404: problemAnswer('no such plant, or not yours; or no such lot was ever in it'),
  413: problemAnswer('the answer would be larger than can be sent'),
  422: problemAnswer('several items have a lot of this name: say which, with `item`'),
};

/** Calls about lots; `shared` are the parameter and the answers that other calls have, too. */
export const tracingPaths = (shared: { security: Json[]; plant: Json; anyCall: Json }): Json => ({
  '/v1/plants/{plant}/lots/{lot}/genealogy': {
    get: {
      operationId: 'getLotGenealogy',
      summary: 'What a lot was made from, or what was made from it and to whom it went',
      description:
        'Through all orders, and all plants of the company. With `Accept: application/ld+json`, as an EPCIS 2.0 document.',
      security: shared.security,
      parameters: [
        shared.plant,
        lot,
        item,
        {
          name: 'direction',
          in: 'query',
          required: false,
          description: '`up`: what it was made from; `down`: what was made from it',
          schema: { type: 'string', enum: ['up', 'down'], default: 'up' },
        },
      ],
      responses: {
        200: {
          description: 'lots and links, each lot once',
          content: {
            'application/json': { schema: ref('genealogy') },
            'application/ld+json': {
              schema: { type: 'object', description: 'an EPCISDocument, by GS1’s schema' },
            },
          },
        },
        ...failures,
        406: problemAnswer('another format than these is asked for'),
        ...shared.anyCall,
      },
    },
  },
  '/v1/plants/{plant}/lots/{lot}/recall': {
    get: {
      operationId: 'getLotRecall',
      summary: 'All shipments of a lot and of what it went into, and what is still on hand',
      security: shared.security,
      parameters: [shared.plant, lot, item],
      responses: {
        200: {
          description: 'shipments and returns, oldest first, and stock by location',
          content: { 'application/json': { schema: ref('recall') } },
        },
        ...failures,
        ...shared.anyCall,
      },
    },
  },
});
