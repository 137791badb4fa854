import { catalogue } from '../../events/catalogue.ts';
import { assembleProcedures } from '../../odoo/procedures.ts';
import type { AnswerQuestion, Procedure } from './desk.ts';
import { lotHeld, lotInspected, lotReleased, nonconformanceRaised } from './postings/lots.ts';
import { materialConsumed, materialReturned } from './postings/material.ts';
import {
  laborReported,
  machineCounted,
  workOrderFinished,
  workOrderPaused,
  workOrderStarted,
} from './postings/operations.ts';
import { productionReported, productionScrapped } from './postings/production.ts';
import { purchaseOrderConfirmed, shipmentAnnounced } from './postings/purchases.ts';
import { goodsReceived } from './postings/receipts.ts';
import { salesOrderPlaced } from './postings/sales-orders.ts';
import { shipmentReturned } from './postings/shipment-returns.ts';
import { shipmentConfirmed } from './postings/shipments.ts';
import { stockCounted, stockMoved } from './postings/stock.ts';
import { lotGenealogy, lotRecall } from './questions/genealogy.ts';
import { idempotencyRecords } from './questions/idempotency-records.ts';
import { lotDeliveries, lotState, lotsByPeople } from './questions/lots.ts';
import {
  invoices,
  productionOrdersChanges,
  productionOrdersRead,
  purchaseOrdersChanges,
  purchaseOrdersRead,
  salesOrdersChanges,
  salesOrdersRead,
} from './questions/orders.ts';
import { reconcileOrders } from './questions/reconcile-orders.ts';
import { reconcileBalances, reconcileItems, reconcileMoves } from './questions/reconciliation.ts';
import { shortagesChanges, shortagesRead, stockChanges, stockRead } from './questions/stock.ts';

/** Event types that the fake Odoo books. Kept by hand: it refuses every other type of the contract. */
export const procedures: Readonly<Record<string, Procedure>> = {
  'goods.received': goodsReceived,
  'labor.reported': laborReported,
  'lot.held': lotHeld,
  'lot.inspected': lotInspected,
  'lot.released': lotReleased,
  'machine.counted': machineCounted,
  'material.consumed': materialConsumed,
  'material.returned': materialReturned,
  'nonconformance.raised': nonconformanceRaised,
  'production.reported': productionReported,
  'production.scrapped': productionScrapped,
  'purchase-order.confirmed': purchaseOrderConfirmed,
  'sales-order.placed': salesOrderPlaced,
  'shipment.announced': shipmentAnnounced,
  'shipment.confirmed': shipmentConfirmed,
  'shipment.returned': shipmentReturned,
  'stock.counted': stockCounted,
  'stock.moved': stockMoved,
  'work-order.finished': workOrderFinished,
  'work-order.paused': workOrderPaused,
  'work-order.started': workOrderStarted,
};

/** Event types that the module in Odoo has a procedure for. */
export const posted: readonly string[] = catalogue
  .filter((event) => !('posted' in event) || event.posted)
  .map(({ name }) => name);

/** Those of them that the fake Odoo refuses. */
export const typesNotModelled = posted.filter((type) => !Object.hasOwn(procedures, type));

/** Questions that the fake Odoo answers. It refuses every other one. */
export const questions: Readonly<Record<string, AnswerQuestion>> = {
  'idempotency.records': idempotencyRecords,
  'lot.state': lotState,
  'lot.deliveries': lotDeliveries,
  'lot.genealogy': lotGenealogy,
  'lot.recall': lotRecall,
  'lots.by-people': lotsByPeople,
  'production-orders.changes': productionOrdersChanges,
  'production-orders.read': productionOrdersRead,
  'invoices.changes': invoices,
  'invoices.read': invoices,
  'purchase-orders.changes': purchaseOrdersChanges,
  'purchase-orders.read': purchaseOrdersRead,
  'sales-orders.changes': salesOrdersChanges,
  'sales-orders.read': salesOrdersRead,
  'shortages.changes': shortagesChanges,
  'shortages.read': shortagesRead,
  'stock.changes': stockChanges,
  'stock.read': stockRead,
  'reconcile.balances': reconcileBalances,
  'reconcile.items': reconcileItems,
  'reconcile.moves': reconcileMoves,
  'reconcile.orders': reconcileOrders,
};

/** Questions of the module in Odoo that the fake Odoo refuses, by name. */
export const questionsNotModelled = [...assembleProcedures().code.matchAll(/^QUESTIONS\['([^']+)'\]/gm)]
  .map(([, name = '']) => name)
  .filter((name) => !Object.hasOwn(questions, name))
  .sort();
