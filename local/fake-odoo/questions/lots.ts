import {
  type AnswerQuestion,
  type Asked,
  type HoldRules,
  numberAt,
  onlyKeys,
  Refusal,
  textAt,
} from '../desk.ts';
import { compare, type Item, type Lot } from '../records/items.ts';
import { coveredAt, holdRulesOf, lotAtPlace, verdictOf } from '../records/quality-hold.ts';
import { type Delivery, deliveredBy, movesOfDelivery } from '../records/sales-orders.ts';
import { itemOf, usedLot } from '../rules/lookups.ts';
import { holding } from '../rules/lot-verdicts.ts';
import { markAnswered } from './changes.ts';

/** The lot in quality hold that a question is about. */
function lotAskedAbout(asked: Asked, about: unknown): { rules: HoldRules; item: Item; lot: Lot } {
  const given = onlyKeys(about, ['item', 'lot', 'gate'], '/about');
  const rules = holdRulesOf(asked.books, asked.warehouse, { gate: given.gate });
  if (rules === undefined) {
    const message = "the plant's profile names no place where goods are held";
    throw new Refusal('gate-not-set-up', message, '/about/gate');
  }
  const item = itemOf(asked, textAt(given, 'item', '/about/item'), '/about/item');
  return { rules, item, lot: usedLot(asked, item, textAt(given, 'lot', '/about/lot'), '/about/lot') };
}

/** State of the lot, and the quantity that its verdict covers. */
export const lotState: AnswerQuestion = (asked, about) => {
  const { rules, lot } = lotAskedAbout(asked, about);
  const verdict = verdictOf(asked.books, lot);
  const lets = verdict !== undefined && !holding.includes(verdict.word);
  return {
    held: lotAtPlace(asked.books, lot.id, rules.hold.id),
    covered: lets ? coveredAt(asked.books, lot.id, rules.hold.id, verdict.at) : 0,
    ...(verdict && { verdict: verdict.word, verdict_at: verdict.at, verdict_event: verdict.event }),
    ...(lot.expires !== null && { expires: lot.expires }),
  };
};

/** Open deliveries that are fully reserved and hold goods of this lot. */
export const lotDeliveries: AnswerQuestion = (asked, about) => {
  const { item, lot } = lotAskedAbout(asked, about);
  const { books, warehouse } = asked;
  const open = books.all<Delivery & { reference: string; customer: string; holds: number }>(
    `SELECT delivery.*, sales_order.name AS reference, contact.code AS customer,
            EXISTS (SELECT 1 FROM delivery_line JOIN delivery_move ON delivery_move.id = delivery_line.move_id
                     WHERE delivery_move.delivery_id = delivery.id AND delivery_line.lot_id = ?) AS holds
       FROM delivery JOIN sales_order ON sales_order.id = sales_order_id JOIN contact ON contact.id = deliver_to
      WHERE delivery.warehouse_id = ? AND delivery.state = 'open'
        AND EXISTS (SELECT 1 FROM delivery_move WHERE delivery_id = delivery.id AND item_id = ?) ORDER BY delivery.id`,
    lot.id,
    warehouse.id,
    item.id,
  );
  const whole = (delivery: Delivery) =>
    movesOfDelivery(books, delivery).every((move) => compare(deliveredBy(books, move), move.planned) >= 0);
  return {
    ready: open
      .filter((delivery) => delivery.holds === 1 && whole(delivery))
      .map(({ id, name, reference, customer }) => ({ id, name, origin: reference, customer })),
  };
};

/** What people did with goods that quality holds. There are no people here. */
export const lotsByPeople: AnswerQuestion = (_asked, about) => {
  const given = onlyKeys(about, ['since', 'after'], '');
  if ('after' in given) numberAt(given, 'after', '/after');
  return { ...markAnswered(given), movements: [] };
};
