import { type Fields, onlyKeys, textAt } from './fields.ts';
import type { Books } from './model/books.ts';
import type { Warehouse } from './procedures.ts';
import { costsChangedDays } from './questions/costs-changed-days.ts';
import { costsItems } from './questions/costs-items.ts';
import { costsOrders } from './questions/costs-orders.ts';
import { historyQuestions } from './questions/history.ts';
import { invoices } from './questions/invoices.ts';
import { lotDeliveries } from './questions/lot-deliveries.ts';
import { lotGenealogy } from './questions/lot-genealogy.ts';
import { lotRecall } from './questions/lot-recall.ts';
import { lotState } from './questions/lot-state.ts';
import { productionOrdersChanges, productionOrdersRead } from './questions/production-orders.ts';
import { purchaseOrdersChanges, purchaseOrdersRead } from './questions/purchase-orders.ts';
import { reconcileBalances } from './questions/reconcile-balances.ts';
import { reconcileItems } from './questions/reconcile-items.ts';
import { reconcileMoves } from './questions/reconcile-moves.ts';
import { reconcileOrders } from './questions/reconcile-orders.ts';
import { salesOrdersChanges, salesOrdersRead } from './questions/sales-orders.ts';
import { shortagesChanges, shortagesRead } from './questions/shortages.ts';
import { stockChanges, stockRead } from './questions/stock.ts';
import { Refusal } from './refusal.ts';

/** What a question is answered from. */
export interface Asked {
  books: Books;
  warehouse: Warehouse;
  now: Date;
  /** apps that this Odoo does not have */
  withoutApps: readonly string[];
}

/** Answers one question; throws a `Refusal` when it can't. A question books nothing. */
export type AnswerQuestion = (asked: Asked, about: unknown) => unknown;

const questions: Readonly<Record<string, AnswerQuestion>> = {
  'costs.changed-days': costsChangedDays,
  'costs.items': costsItems,
  'costs.orders': costsOrders,
  'lot.state': lotState,
  'lot.deliveries': lotDeliveries,
  'lot.genealogy': lotGenealogy,
  'lot.recall': lotRecall,
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
  ...historyQuestions,
};

/** The server action asked a question: its answer, or the reason why there is none, as the module puts it. */
export function ask(
  { books, now, version, withoutApps }: Omit<Asked, 'warehouse'> & { version: string },
  warehouseOf: (code: string) => Warehouse | undefined,
  given: unknown,
): unknown {
  try {
    const asked: Fields = onlyKeys(given, ['question', 'warehouse', 'about'], '');
    const name = textAt(asked, 'question', '');
    const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
    if (question === undefined) {
      const message = `the Odoo module has no answer to ${name}`;
      return { version, error: 'unknown-operation', message };
    }
    const code = textAt(asked, 'warehouse', '');
    const warehouse = warehouseOf(code);
    if (warehouse === undefined) {
      const message = `Odoo has no warehouse ${code}, or several, that the integration user may see`;
      return { version, error: 'unknown-warehouse', message };
    }
    return {
      version,
      answer: books.atomically(() => question({ books, warehouse, now, withoutApps }, asked.about)),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, pointer } = error;
    return { version, refused: { code, message, pointer } };
  }
}
