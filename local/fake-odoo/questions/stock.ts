import { type AnswerQuestion, type Asked, type Fields, listAt, malformed, onlyKeys } from '../desk.ts';
import { round, unitName } from '../records/items.ts';
import { changesAnswered, type Entity, entitiesRead, stripped } from './changes.ts';

const more = ['watches', 'gate'];

interface Balance {
  item_id: number;
  lot_id: number | null;
  location_id: number;
  item: string;
  uom: string;
  category: string | null;
  location: string;
  lot: string | null;
  expires: string | null;
  quantity: number;
  reserved: number;
}

/** Balances of the goods that a plant watches. Items without a category are watched by their codes only. */
const balances = ({ books, warehouse }: Asked, about: unknown): Entity[] => {
  const given = about as Fields;
  const isWatched = watching(given.watches);
  const holdPlaces = textsAt(given, 'gate', '/gate');
  return books
    .all<Balance>(
      `SELECT quant.item_id, quant.lot_id, location_id, item.code AS item, item.uom, category,
              location.full_name AS location, lot.name AS lot, lot.expires, quantity, reserved
         FROM quant JOIN item ON item.id = quant.item_id JOIN location ON location.id = location_id
         LEFT JOIN lot ON lot.id = quant.lot_id LEFT JOIN item_category ON item_category.item_id = item.id
        WHERE location.warehouse_id = ? AND (quantity <> 0 OR reserved <> 0)`,
      warehouse.id,
    )
    .map((balance) => {
      const { item, uom, location, lot, expires, quantity, reserved } = balance;
      const held = holdPlaces.some((place) => location === place || location.startsWith(`${place}/`));
      const watched = isWatched(balance);
      return {
        id: `${balance.item_id}-${balance.lot_id ?? 0}-${balance.location_id}`,
        open: watched,
        document: stripped({
          ...{ item, location, lot, quantity, reserved, expires, watched },
          ...{ uom, uom_name: unitName(uom), at_gate: held || null },
        }),
      };
    });
};

const watching = (given: unknown): ((balance: Balance) => boolean) => {
  const watches = onlyKeys(given, ['everything', 'items', 'categories'], '/watches');
  if (typeof watches.everything !== 'boolean')
    throw malformed('/watches', 'everything must be true or false');
  const items = textsAt(watches, 'items', '/watches/items');
  const categories = textsAt(watches, 'categories', '/watches/categories');
  return ({ item, category }) =>
    watches.everything === true ||
    items.includes(item) ||
    categories.some((name) => category === name || category?.startsWith(`${name} / `));
};

const textsAt = (holder: Fields, key: string, pointer: string): string[] => {
  const texts = listAt(holder, key, pointer);
  if (!texts.every((each) => typeof each === 'string')) throw malformed(pointer, 'must be texts');
  return texts as string[];
};

export const stockChanges: AnswerQuestion = (asked, about) => {
  const watched = balances(asked, about).filter(({ open }) => open);
  return changesAnswered(asked, 'stock', about, watched, more);
};

export const stockRead: AnswerQuestion = (asked, about) => entitiesRead(about, balances(asked, about), more);

interface Need {
  family: number;
  item_id: number;
  order: string;
  item: string;
  uom: string;
  needed: string;
  required: number;
  used: number;
  reserved: number;
  wanted: number;
}

/** Missing components of released orders; free stock goes to the order that starts first. */
const lacks = (asked: Asked): Entity[] => {
  const { books, warehouse } = asked;
  const needs = books.all<Need>(
    `WITH move AS (
       SELECT raw_move.*, family, first_name, starts,
              (SELECT coalesce(sum(quantity), 0) FROM raw_line WHERE move_id = raw_move.id) AS recorded
         FROM raw_move JOIN production ON production.id = production_id
        WHERE production.warehouse_id = ? AND production.state = 'confirmed' AND raw_move.state = 'confirmed')
     SELECT family, item_id, first_name AS "order", item.code AS item, item.uom, min(starts) AS needed,
            sum(planned) AS required, sum(CASE WHEN picked = 1 THEN recorded ELSE 0 END) AS used,
            sum(CASE WHEN picked = 1 THEN 0 ELSE recorded END) AS reserved,
            sum(max(planned - recorded, 0)) AS wanted
       FROM move JOIN item ON item.id = item_id
      GROUP BY family, item_id ORDER BY needed, family`,
    warehouse.id,
  );
  const left = new Map(freeStock(asked).map(({ item_id, free }) => [item_id, free]));
  return needs.map(({ family, item_id, order, item, uom, needed, required, used, reserved, wanted }) => {
    const free = round(Math.min(wanted, Math.max(left.get(item_id) ?? 0, 0)));
    left.set(item_id, round((left.get(item_id) ?? 0) - free));
    const missing = round(wanted - free);
    const amounts = {
      required: round(required),
      used: round(used),
      reserved: round(reserved),
      free,
      missing,
    };
    return {
      id: `${family}-${item_id}`,
      open: missing > 0,
      document: { order, item, ...amounts, needed, uom, uom_name: unitName(uom) },
    };
  });
};

const freeStock = ({ books, warehouse, now }: Asked): { item_id: number; free: number }[] =>
  books.all(
    `SELECT quant.item_id, sum(quantity - reserved) AS free
       FROM quant JOIN location ON location.id = location_id LEFT JOIN lot ON lot.id = quant.lot_id
      WHERE location.warehouse_id = ? AND (location.full_name = ? OR location.full_name LIKE ? || '/%')
        AND (lot.expires IS NULL OR lot.expires >= ?)
      GROUP BY quant.item_id`,
    warehouse.id,
    `${warehouse.code}/Stock`,
    `${warehouse.code}/Stock`,
    now.toISOString().slice(0, 19).replace('T', ' '),
  );

export const shortagesChanges: AnswerQuestion = (asked, about) => {
  const open = lacks(asked).filter((thing) => thing.open);
  return changesAnswered(asked, 'shortages', about, open);
};

export const shortagesRead: AnswerQuestion = (asked, about) => entitiesRead(about, lacks(asked));
