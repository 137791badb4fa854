import * as z from 'zod';
import { reportLinesPerPage, reportsPerPage } from '../limits.ts';
import { defineRoute } from './define-route.ts';
import { cursor, pageSize, plant } from './parameters.ts';

const failures = {
  400: 'a parameter is wrong',
  403: 'the key belongs to no partner, or to one that neither reads all of the plant nor reports its stock',
};

export const listReconciliationsRoute = defineRoute({
  operationId: 'listReconciliations',
  method: 'GET',
  path: '/v1/plants/{plant}/reconciliation',
  function: 'query',
  key: true,
  topic: 'reconciliation',
  summary: 'Reports of what differs between the plant’s books and Odoo’s, the latest first',
  description:
    'For partners whose record says that they read all of their plants, or that they send `stock.snapshotted`. Kept for a year.',
  parameters: { plant },
  query: z.strictObject({ limit: pageSize(reportsPerPage) }),
  answers: {
    200: { description: 'the latest reports', content: 'reconciliationList' },
    ...failures,
    404: 'no such plant, or not yours',
  },
});

export const getReconciliationRoute = defineRoute({
  operationId: 'getReconciliation',
  method: 'GET',
  path: '/v1/plants/{plant}/reconciliation/{report}',
  function: 'query',
  key: true,
  topic: 'reconciliation',
  summary: 'A report, with what differs: the gravest first, each with its likely causes',
  parameters: { plant, report: z.string().meta({ description: 'its `id`' }) },
  query: z.strictObject({ limit: pageSize(reportLinesPerPage), cursor: cursor(64) }),
  answers: {
    200: { description: 'a page of lines; follow `cursor` until there is none', content: 'reconciliation' },
    ...failures,
    404: 'no such plant or report, or not yours',
  },
});
