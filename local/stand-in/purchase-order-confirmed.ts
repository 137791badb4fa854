import { brief, type Fields, listAt, momentAt, onlyKeys, optionalTextAt } from './fields.ts';
import type { Item } from './model/items.ts';
import { type PurchaseLine, tell } from './model/purchases.ts';
import { compare, convert, round, unitName } from './model/units.ts';
import type { Procedure } from './procedures.ts';
import { amountAt } from './rules/lookups.ts';
import { movesOfLines, namedLines, purchaseOf } from './rules/purchases.ts';

const confirmedKeys = ['purchase_order', 'supplier', 'reference', 'lines', 'note'];

/** The supplier says what will come, and when; the order stays what was agreed. */
export const procedure: Procedure = {
  operation: 'purchase-order.confirmed',
  book: (desk, given) => {
    const payload = onlyKeys(given, confirmedKeys, '/data');
    const reference = optionalTextAt(payload, 'reference', '/data/supplierReference');
    const note = optionalTextAt(payload, 'note', '/data/note', 500);
    const order = purchaseOf(desk, payload);
    const differences: string[] = [];
    const open: string[] = [];
    for (const [index, each] of listAt(payload, 'lines', '/data/lines').entries()) {
      const pointer = `/data/lines/${index}`;
      const entry = onlyKeys(each, ['line', 'item', 'quantity', 'promised'], pointer);
      const { item, lines } = namedLines(desk, order, entry, pointer);
      const waiting = movesOfLines(desk, order, item, lines);
      if ('promised' in entry) {
        const due = momentAt(entry, 'promised', `${pointer}/promisedAt`);
        for (const { id } of waiting) desk.books.run('UPDATE inbound_move SET due = ? WHERE id = ?', due, id);
      }
      const difference = differenceOf(entry, item, lines, pointer);
      if (difference !== '') differences.push(difference);
      if (difference !== '' && waiting.length > 0) open.push(difference);
    }
    const known = reference === '' ? order.reference : reference;
    desk.books.run('UPDATE purchase SET reference = ?, confirmed = 1 WHERE id = ?', known, order.id);
    const head = `Confirmed by the supplier${reference === '' ? '' : ` as ${reference}`}`;
    tell(desk.books, order, 'note', [head, ...differences, ...(note === '' ? [] : [note])].join('. '));
    desk.books.run(`DELETE FROM purchase_note WHERE purchase_id = ? AND kind = 'activity'`, order.id);
    if (open.length > 0) tell(desk.books, order, 'activity', open.join('. '));
    // Odoo shows the supplier's number beside its own.
    const name = known === '' ? order.name : `${order.name} (${known})`;
    return { model: 'purchase.order', id: order.id, name };
  },
};

function differenceOf(entry: Fields, item: Item, lines: readonly PurchaseLine[], pointer: string): string {
  const uom = lines[0]?.uom ?? item.uom;
  const confirmed = amountAt(entry, 'quantity', { ...item, uom }, `${pointer}/quantity`);
  const ordered = round(lines.reduce((sum, line) => sum + convert(line.ordered, line.uom, uom), 0));
  if (compare(confirmed, ordered) === 0) return '';
  const unit = unitName(uom);
  return `${item.code}: ${brief(confirmed)} ${unit} confirmed, ${brief(ordered)} ${unit} ordered`;
}
