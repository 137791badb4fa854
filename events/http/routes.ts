import { changeNotificationRoute } from './change-notification-route.ts';
import { getAsyncapiRoute, getHealthRoute, getOpenapiRoute, getSchemaRoute } from './contract-routes.ts';
import type { Route } from './define-route.ts';
import { postDocumentRoute } from './document-routes.ts';
import { getEventRoute, listEventsRoute, postEventsRoute } from './event-routes.ts';
import {
  acknowledgeRoute,
  getFeedRoute,
  getOrderRoute,
  listOrdersRoute,
  listStockRoute,
} from './feed-routes.ts';
import { getLotAuditRoute, getLotGenealogyRoute, getLotRecallRoute } from './lot-routes.ts';
import { getReconciliationRoute, listReconciliationsRoute } from './reconciliation-routes.ts';

/**
 * Every route of the API. Functions import their own routes only; this list is for what is made from all of them.
 * CloudFormation's deployment of the API is named by a hash over the methods in this order: append.
 */
export const routes: readonly Route[] = [
  postEventsRoute,
  getEventRoute,
  listEventsRoute,
  postDocumentRoute,
  listReconciliationsRoute,
  getReconciliationRoute,
  getLotAuditRoute,
  getLotGenealogyRoute,
  getLotRecallRoute,
  getFeedRoute,
  acknowledgeRoute,
  listOrdersRoute,
  getOrderRoute,
  listStockRoute,
  changeNotificationRoute,
  getHealthRoute,
  getOpenapiRoute,
  getAsyncapiRoute,
  getSchemaRoute,
];
