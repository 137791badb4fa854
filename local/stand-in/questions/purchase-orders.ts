import type { AnswerQuestion, Asked } from '../ask.ts';
import { itemById } from '../model/items.ts';
import { linesOfMove, type Purchase, purchaseLines, type TransferMove } from '../model/purchases.ts';
import { convert, round, unitName } from '../model/units.ts';
import { needPurchases } from '../rules/apps.ts';
import { changesAnswered, stripped, type Thing, thingsRead } from '../rules/changed-things.ts';

interface Ordered extends Purchase {
  supplier: string;
}

interface Transfer {
  name: string;
  state: 'open' | 'done' | 'cancelled';
  received: string | null;
  due: string | null;
}

const states = { draft: 'draft', placed: 'purchase', cancelled: 'cancel' } as const;
const transferStates = { open: 'assigned', done: 'done', cancelled: 'cancel' } as const;

/** What was ordered for the warehouse, as Odoo tells of it; the stand-in does not know when, and buys in its currency. */
const ordered = (asked: Asked): Thing[] => {
  needPurchases(asked, '');
  const { books, warehouse } = asked;
  const found = books.all<Ordered>(
    `SELECT purchase.*, supplier.code AS supplier FROM purchase JOIN supplier ON supplier.id = supplier_id
      WHERE warehouse_id = ? ORDER BY purchase.id`,
    warehouse.id,
  );
  return found.map((order) => {
    const moves = books.all<TransferMove>(
      `SELECT inbound_move.* FROM inbound_move JOIN inbound ON inbound.id = inbound_id WHERE purchase_id = ?`,
      order.id,
    );
    const transfers = books.all<Transfer>(
      `SELECT name, state, received, (SELECT min(due) FROM inbound_move WHERE inbound_id = inbound.id) AS due
         FROM inbound WHERE purchase_id = ? ORDER BY id`,
      order.id,
    );
    const status = receiptStatus(transfers);
    const open = order.state === 'placed' && (status === 'pending' || status === 'partial');
    return {
      id: order.id,
      open,
      document: stripped({
        order: order.name,
        state: states[order.state],
        open,
        received: status,
        supplier: order.supplier,
        reference: order.reference || null,
        acknowledged: order.confirmed === 1,
        currency: 'USD',
        lines: purchaseLines(books, order).map(({ id, item_id, ordered: quantity, uom }, index) => {
          const item = itemById(books, item_id);
          const mine = moves.filter(({ line_id }) => line_id === id);
          const came = mine
            .filter(({ state }) => state === 'done')
            .flatMap((move) => linesOfMove(books, move))
            .reduce((sum, line) => sum + line.quantity, 0);
          const received = round(convert(came, item.uom, uom));
          const amounts = { quantity, received, uom, uom_name: unitName(uom) };
          return { line: index + 1, item: item.code, ...amounts, promised: mine.at(-1)?.due ?? null };
        }),
        receipts: transfers.map(({ name, state, received, due }) => ({
          ...{ receipt: name, state: transferStates[state], expected: due },
          received: state === 'done' ? received : null,
        })),
      }),
    };
  });
};

const receiptStatus = (transfers: readonly Transfer[]): string | null => {
  const has = (state: Transfer['state']) => transfers.some((each) => each.state === state);
  if (!has('open')) return has('done') ? 'full' : null;
  return has('done') ? 'partial' : 'pending';
};

export const purchaseOrdersChanges: AnswerQuestion = (asked, about) =>
  changesAnswered(asked, 'purchase-orders', about, ordered(asked));

export const purchaseOrdersRead: AnswerQuestion = (asked, about) => thingsRead(about, ordered(asked));
