import type { Asked } from '../ask.ts';
import { compare, convert } from '../model/units.ts';
import { answeredTime, withoutBlanks } from './tracing.ts';

interface Promised {
  id: number;
  supplier: string;
  ordered: number;
  ordered_in: string;
  uom: string;
  /** of the newest of its moves: what came before keeps the date that it had */
  due: string;
}

interface Came {
  quantity: number;
  received: string;
  lot: string | null;
  word: string | null;
}

const promised = ({ books, warehouse }: Asked): Promised[] =>
  books.all<Promised>(
    `SELECT purchase_line.id, supplier.code AS supplier, ordered, purchase_line.uom AS ordered_in, item.uom,
            (SELECT due FROM inbound_move WHERE line_id = purchase_line.id ORDER BY id DESC LIMIT 1) AS due
       FROM purchase_line JOIN purchase ON purchase.id = purchase_id JOIN supplier ON supplier.id = supplier_id
       JOIN item ON item.id = purchase_line.item_id
      WHERE warehouse_id = ? AND purchase.state = 'placed' AND due IS NOT NULL`,
    warehouse.id,
  );

export const dueDays = (asked: Asked): string[] => promised(asked).map(({ due }) => due);

/** By supplier, what was promised for the day, and what came of it. */
export function scorecardOf(asked: Asked, dayOf: (moment: string) => string, day: string): object[] {
  const due = promised(asked).filter((line) => dayOf(line.due) === day);
  const bySupplier = Map.groupBy(due, ({ supplier }) => supplier);
  return [...bySupplier]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([supplier, lines]) => {
      const judged = lines.map((line) => judge(asked, line, (moment) => dayOf(moment) <= day));
      const count = (test: (one: ReturnType<typeof judge>) => boolean) => judged.filter(test).length;
      const lots = new Map(judged.flatMap((one) => one.lots));
      const last = judged
        .flatMap((one) => one.last ?? [])
        .sort()
        .at(-1);
      return withoutBlanks({
        supplier,
        lines_due: lines.length,
        lines_on_time: count((one) => one.onTime),
        lines_in_full: count((one) => one.inFull),
        lines_on_time_in_full: count((one) => one.onTime && one.inFull),
        lots_received: lots.size,
        lots_refused: [...lots.values()].filter((word) => word === 'fail').length,
        last_received_at: last === undefined ? null : answeredTime(last),
      });
    });
}

function judge({ books }: Asked, line: Promised, inTime: (moment: string) => boolean) {
  const came = books.all<Came>(
    `SELECT inbound_line.quantity, received, inbound_line.lot, verdict.word
       FROM inbound_move JOIN inbound_line ON inbound_line.move_id = inbound_move.id
       JOIN inbound ON inbound.id = inbound_id
       LEFT JOIN lot ON lot.item_id = inbound_move.item_id AND lot.name = inbound_line.lot
       LEFT JOIN verdict ON verdict.lot_id = lot.id
      WHERE line_id = ? AND inbound_move.state = 'done'`,
    line.id,
  );
  const wanted = convert(line.ordered, line.ordered_in, line.uom);
  const enough = (rows: Came[]) =>
    compare(
      rows.reduce((sum, { quantity }) => sum + quantity, 0),
      wanted,
    ) >= 0;
  return {
    onTime: enough(came.filter(({ received }) => inTime(received))),
    inFull: enough(came),
    lots: came.flatMap(({ lot, word }): [string, string | null][] =>
      lot === null ? [] : [[`${line.id} ${lot}`, word]],
    ),
    last: came
      .map(({ received }) => received)
      .sort()
      .at(-1),
  };
}
