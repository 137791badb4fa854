import {
  type AnswerQuestion,
  type Asked,
  type Fields,
  listAt,
  malformed,
  momentAt,
  numberAt,
  onlyKeys,
} from '../desk.ts';
import { findItem, unitName, unitsKnown } from '../records/items.ts';
import { placesCalled } from '../records/stock.ts';
import { answeredTime, idList, withoutBlanks } from './genealogy.ts';

/** A list of texts. */
export function namesAt(about: Fields, key: string): string[] {
  const names = listAt(about, key, `/${key}`);
  if (!names.every((name) => typeof name === 'string')) throw malformed(`/${key}`, `${key} must hold texts`);
  return names as string[];
}

/** Which of the given event keys are booked. */
export function bookedOf({ books }: Asked, about: Fields): string[] {
  const keys = (about.keys ?? []) as string[];
  return books
    .all<{ event: string }>(
      'SELECT event FROM receipt WHERE event IN (SELECT value FROM json_each(?)) ORDER BY event',
      JSON.stringify(keys),
    )
    .map(({ event }) => event);
}

/** Columns of an item as answered; `item` is joined. */
const itemColumns = `item.code AS item, item.uom, item.tracking,
  (SELECT category FROM item_category WHERE item_id = item.id) AS category`;

type ByItem<Row> = Map<number, Omit<Row, 'item_id'>[]>;

/** Rows of some items, by item, without what is not known. */
function byItem<Row extends { item_id: number }>(
  { books }: Asked,
  sql: string,
  items: readonly number[],
  ...more: (string | number)[]
): ByItem<Row> {
  const found: ByItem<Row> = new Map();
  for (const { item_id, ...row } of books.all<Row>(sql, idList(items), ...more)) {
    const known = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
    found.set(item_id, [...(found.get(item_id) ?? []), known as Omit<Row, 'item_id'>]);
  }
  return found;
}

const mostItems = 500;

interface Row {
  item_id: number;
  lot: string | null;
  location: string;
  quantity?: number;
  change?: number;
  at?: string;
}

const lotAndPlace = 'lot.name AS lot, location.full_name AS location';
const inWarehouse = 'location.warehouse_id = ?2';

/** What lies in the warehouse, by item, lot and place, and what has moved since a moment. */
export const reconcileBalances: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['since', 'after', 'limit', 'keys', 'items'], '');
  const limit = about.limit === undefined ? mostItems : numberAt(about, 'limit', '/limit');
  const after = about.after === undefined ? 0 : numberAt(about, 'after', '/after', true);
  const { books, warehouse } = asked;
  const since = momentAt(about, 'since', '/since');
  const found = books.all<{ id: number; item: string; uom: string }>(
    `SELECT item.id, ${itemColumns} FROM item
      WHERE item.id > ?1 AND (?2 OR item.code IN (SELECT value FROM json_each(?3)))
        AND (EXISTS (SELECT 1 FROM quant WHERE item_id = item.id AND warehouse_id = ?4)
          OR EXISTS (SELECT 1 FROM stock_change JOIN location ON location.id = location_id
                      WHERE item_id = item.id AND moment > ?5 AND location.warehouse_id = ?4))
      ORDER BY item.id LIMIT ?6`,
    after,
    about.items === undefined ? 1 : 0,
    JSON.stringify(namesAt(about, 'items')),
    warehouse.id,
    since,
    limit,
  );
  const ids = found.map(({ id }) => id);
  const quants = byItem<Row>(
    asked,
    `SELECT quant.item_id, ${lotAndPlace}, sum(quantity) AS quantity FROM quant JOIN location ON location.id = location_id
       LEFT JOIN lot ON lot.id = lot_id
      WHERE quant.item_id IN (SELECT value FROM json_each(?1)) AND ${inWarehouse}
      GROUP BY quant.item_id, lot.name, location.id HAVING abs(sum(quantity)) > 1e-9`,
    ids,
    warehouse.id,
  );
  const moved = movedSince(asked, ids, since);
  const issued = issuedNow(asked, ids);
  return {
    items: found.map((item) => ({
      ...(withoutBlanks({ ...item, uom_name: unitName(item.uom) }) as object),
      quants: quants.get(item.id) ?? [],
      since: moved.get(item.id) ?? [],
      issued: issued.get(item.id) ?? [],
    })),
    booked: bookedOf(asked, about),
    ...(found.length === limit && { next: ids.at(-1) }),
  };
};

/**
 * Changes with a later date, without issues and returns: the events report these themselves, and Odoo dates an issue by the
 * completion of its order.
 */
function movedSince(asked: Asked, items: readonly number[], since: string): ByItem<Row> {
  const moved = byItem<Row>(
    asked,
    `SELECT stock_change.item_id, ${lotAndPlace}, sum(change) AS change, moment AS at
       FROM stock_change JOIN location ON location.id = location_id LEFT JOIN lot ON lot.id = lot_id
      WHERE stock_change.item_id IN (SELECT value FROM json_each(?1)) AND ${inWarehouse} AND moment > ?3
      GROUP BY stock_change.item_id, lot.name, location.id, moment HAVING abs(sum(change)) > 1e-9
     UNION ALL
     SELECT raw_move.item_id, ${lotAndPlace}, sum(raw_line.quantity), production.finished
       FROM raw_line JOIN raw_move ON raw_move.id = raw_line.move_id
       JOIN production ON production.id = raw_move.production_id
       JOIN location ON location.warehouse_id = production.warehouse_id AND location.is_stock = 1
       LEFT JOIN lot ON lot.id = raw_line.lot_id
      WHERE raw_move.item_id IN (SELECT value FROM json_each(?1)) AND ${inWarehouse} AND raw_move.state = 'done'
        AND raw_move.manual = 1 AND production.finished > ?3
      GROUP BY raw_move.item_id, lot.name, location.id, production.finished
     UNION ALL
     SELECT raw_move.item_id, ${lotAndPlace}, -sum(returned.quantity), returned.moment
       FROM returned JOIN raw_move ON raw_move.id = returned.move_id
       JOIN production ON production.id = raw_move.production_id
       JOIN location ON location.warehouse_id = production.warehouse_id AND location.is_stock = 1
       LEFT JOIN lot ON lot.id = returned.lot_id
      WHERE raw_move.item_id IN (SELECT value FROM json_each(?1)) AND ${inWarehouse} AND returned.moment > ?3
      GROUP BY raw_move.item_id, lot.name, location.id, returned.moment`,
    items,
    asked.warehouse.id,
    since,
  );
  for (const rows of moved.values()) for (const row of rows) row.at = answeredTime(row.at ?? '');
  return moved;
}

const issuedNow = (asked: Asked, items: readonly number[]): ByItem<Row> =>
  byItem<Row>(
    asked,
    `SELECT raw_move.item_id, ${lotAndPlace}, sum(raw_line.quantity) AS quantity
       FROM raw_line JOIN raw_move ON raw_move.id = raw_line.move_id
       JOIN production ON production.id = raw_move.production_id
       JOIN location ON location.warehouse_id = production.warehouse_id AND location.is_stock = 1
       LEFT JOIN lot ON lot.id = raw_line.lot_id
      WHERE raw_move.item_id IN (SELECT value FROM json_each(?1)) AND ${inWarehouse}
        AND raw_move.state = 'confirmed' AND raw_move.manual = 1 AND raw_move.picked = 1
      GROUP BY raw_move.item_id, lot.name, location.id`,
    items,
    asked.warehouse.id,
  );

/** Items and locations by a plant's codes, and the units. Unknown codes are left out. */
export const reconcileItems: AnswerQuestion = ({ books, warehouse }, given) => {
  const about = onlyKeys(given, ['items', 'locations'], '');
  const items = namesAt(about, 'items').flatMap((code) => {
    const item = findItem(books, code);
    if (!item) return [];
    const { category = null } =
      books.one<{ category: string }>('SELECT category FROM item_category WHERE item_id = ?', item.id) ?? {};
    const { code: name, uom, tracking } = item;
    return [[code, withoutBlanks({ item: name, uom, uom_name: unitName(uom), tracking, category })]];
  });
  const locations = namesAt(about, 'locations').flatMap((code) => {
    const [place, ...more] = placesCalled(books, warehouse.id, code);
    return place && more.length === 0 && place.usage === 'internal' ? [[code, place.full_name]] : [];
  });
  return {
    items: Object.fromEntries(items),
    locations: Object.fromEntries(locations),
    units: unitsKnown(),
    digits: 2,
  };
};

const mostMoves = 5000;

interface MoveRow {
  item: string;
  lot: string | null;
  location: string;
  change: number;
  at: string;
}

/** Moves of some items since a moment. Nobody works in the fake Odoo, so no row names a person. */
export const reconcileMoves: AnswerQuestion = ({ books, warehouse }, given) => {
  const about = onlyKeys(given, ['since', 'items'], '');
  const rows = books.all<MoveRow>(
    `SELECT item.code AS item, lot.name AS lot, location.full_name AS location, change, moment AS at
       FROM stock_change JOIN item ON item.id = stock_change.item_id JOIN location ON location.id = location_id
       LEFT JOIN lot ON lot.id = lot_id
      WHERE item.code IN (SELECT value FROM json_each(?)) AND moment > ? AND location.warehouse_id = ? AND change <> 0
      ORDER BY moment, stock_change.id LIMIT ?`,
    JSON.stringify(namesAt(about, 'items')),
    momentAt(about, 'since', '/since'),
    warehouse.id,
    mostMoves + 1,
  );
  const moves = rows.slice(0, mostMoves).map((row) => withoutBlanks({ ...row, at: answeredTime(row.at) }));
  return { moves, more: rows.length > mostMoves };
};
