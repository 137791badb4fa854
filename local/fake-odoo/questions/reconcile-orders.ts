import { type AnswerQuestion, type Asked, momentAt, onlyKeys } from '../desk.ts';
import { movesOf } from '../records/components.ts';
import { itemById, lotById, round, unitName } from '../records/items.ts';
import { familyOf, type Production } from '../records/production-orders.ts';
import { deliveryFamily, linesOfDelivery, movesOfDelivery } from '../records/sales-orders.ts';
import { placeNamed, stockPlace } from '../records/stock.ts';
import { withoutBlanks } from './genealogy.ts';
import { bookedOf, namesAt } from './reconciliation.ts';

/** State of production orders at a moment, their components, and what deliveries reserve. */
export const reconcileOrders: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['orders', 'deliveries', 'as_of', 'keys'], '');
  const asOf = momentAt(about, 'as_of', '/as_of');
  const orders = namesAt(about, 'orders').flatMap((name) => {
    const family = familyOf(asked.books, name);
    const own = family.filter((part) => part.first_name === name && part.warehouse_id === asked.warehouse.id);
    return own.length > 0 ? [[name, described(asked, own, asOf)]] : [];
  });
  const deliveries = namesAt(about, 'deliveries').map((name) => [name, heldFor(asked, name)]);
  return {
    orders: Object.fromEntries(orders),
    deliveries: Object.fromEntries(deliveries),
    booked: bookedOf(asked, about),
  };
};

function described(asked: Asked, family: readonly Production[], asOf: string): object {
  const { books } = asked;
  const [first] = family;
  const last = family.at(-1) ?? first;
  if (!last) return {};
  const item = itemById(books, last.item_id);
  const made = family.filter(({ state, finished }) => state === 'done' && (finished ?? '') <= asOf);
  const ended = (part: Production) => made.includes(part) || part.state === 'cancel';
  const state = () => {
    if (family.some((part) => part.state === 'draft')) return 'draft';
    if (family.some((part) => !ended(part))) return 'open';
    return made.length > 0 ? 'completed' : 'cancelled';
  };
  const scrapped = family.reduce((sum, { id }) => {
    const found = books.one<{ total: number | null }>(
      'SELECT sum(quantity) AS total FROM scrap WHERE production_id = ? AND item_id = ? AND moment <= ?',
      id,
      item.id,
      asOf,
    );
    return sum + (found?.total ?? 0);
  }, 0);
  const { category = null } =
    books.one<{ category: string }>('SELECT category FROM item_category WHERE item_id = ?', item.id) ?? {};
  return {
    ...(withoutBlanks({
      item: item.code,
      uom: item.uom,
      uom_name: unitName(item.uom),
      tracking: item.tracking,
      category,
      state: state(),
    }) as object),
    produced: round(made.reduce((sum, { produced }) => sum + produced, 0)),
    scrapped: round(scrapped),
    components: componentsOf(asked, last),
  };
}

function componentsOf({ books }: Asked, order: Production): object[] {
  const moves = Map.groupBy(movesOf(books, order), ({ item_id }) => item_id);
  return [...moves].map(([id, own]) => {
    const { code, uom, tracking } = itemById(books, id);
    const planned = own.reduce((sum, move) => sum + move.planned, 0);
    const issued = own.some(({ manual, picked, state }) => manual === 1 && picked === 1 && state !== 'done');
    return { item: code, uom, tracking, per: planned / order.planned, issued };
  });
}

function heldFor({ books, warehouse }: Asked, name: string): object[] {
  const place = stockPlace(books, warehouse.id);
  const { full_name: location } = placeNamed(
    books,
    books.one<{ name: string }>('SELECT full_name AS name FROM location WHERE id = ?', place)?.name ?? '',
  );
  return deliveryFamily(books, name)
    .filter(({ state, warehouse_id }) => state === 'open' && warehouse_id === warehouse.id)
    .flatMap((delivery) => movesOfDelivery(books, delivery))
    .flatMap((move) =>
      linesOfDelivery(books, move).map(({ lot_id, quantity }) =>
        withoutBlanks({
          item: itemById(books, move.item_id).code,
          lot: lotById(books, lot_id)?.name ?? null,
          location,
          quantity,
        }),
      ),
    );
}
