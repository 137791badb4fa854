import * as z from 'zod';
import { auditEntriesPerPage } from '../limits.ts';
import { component, defineRoute } from './define-route.ts';
import { pageSize, plant } from './parameters.ts';

export const getLotAuditRoute = defineRoute({
  operationId: 'getLotAudit',
  method: 'GET',
  path: '/v1/plants/{plant}/lots/{lot}/audit',
  function: 'query',
  key: true,
  topic: 'lots',
  summary: 'Who held, judged and released a lot, when and on what evidence; oldest first',
  description: 'For partners whose record says that they read all of their plants.',
  parameters: { plant, lot: z.string().meta({ description: 'number of the lot' }) },
  query: z.strictObject({
    item: z.string().min(1).max(128).meta({
      description: 'internal reference of the item in Odoo, as `lot.disposition-changed` has it',
    }),
    cursor: z
      .string()
      .max(256)
      .regex(/^[\w.:-]+$/)
      .optional()
      .meta({ description: 'continues a list' }),
    limit: pageSize(auditEntriesPerPage),
  }),
  answers: {
    200: { description: 'a page; follow `cursor` until there is none', content: 'auditPage' },
    400: 'a parameter is wrong',
    403: 'the key belongs to no partner',
    404: 'no such plant, or not yours to read',
  },
});

/** The Odoo module accepts names of this length and checks them again. */
const name = z.string().min(1).max(128);

const parameters = {
  plant,
  lot: name.meta({ description: 'name of the lot or serial, percent-encoded' }),
};
export const lotNotFound = 'no such lot in this plant';
const item = name
  .optional()
  .meta({ description: 'Odoo’s internal reference or barcode: lots are unique by item only' });

const failures = {
  400: 'a parameter is wrong',
  403: 'the key belongs to no partner, or to one that may read its own events only',
  404: 'no such plant, or not yours; or no such lot was ever in it',
  413: 'the answer would be larger than can be sent',
  422: 'several items have a lot of this name: say which, with `item`',
};

export const getLotGenealogyRoute = defineRoute({
  operationId: 'getLotGenealogy',
  method: 'GET',
  path: '/v1/plants/{plant}/lots/{lot}/genealogy',
  function: 'trace',
  key: true,
  asksOdoo: true,
  topic: 'lots',
  summary: 'What a lot was made from, or what was made from it and to whom it went',
  description:
    'Through all orders, and all plants of the company. With `Accept: application/ld+json`, as an EPCIS 2.0 document.',
  parameters,
  notFound: lotNotFound,
  query: z.strictObject({
    direction: z
      .enum(['up', 'down'])
      .default('up')
      .meta({ description: '`up`: what it was made from; `down`: what was made from it' }),
    item,
  }),
  answers: {
    200: {
      description: 'lots and links, each lot once',
      content: {
        'application/json': component('genealogy'),
        'application/ld+json': { type: 'object', description: 'an EPCISDocument, by GS1’s schema' },
      },
    },
    ...failures,
    406: 'another format than these is asked for',
  },
});

export const getLotRecallRoute = defineRoute({
  operationId: 'getLotRecall',
  method: 'GET',
  path: '/v1/plants/{plant}/lots/{lot}/recall',
  function: 'trace',
  key: true,
  asksOdoo: true,
  topic: 'lots',
  summary: 'All shipments of a lot and of what it went into, and what is still on hand',
  parameters,
  notFound: lotNotFound,
  query: z.strictObject({ item }),
  answers: {
    200: {
      description: 'shipments and returns, oldest first, and stock by location',
      content: 'recall',
    },
    ...failures,
  },
});
