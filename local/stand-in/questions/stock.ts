import type { AnswerQuestion, Asked } from '../ask.ts';
import { type Fields, listAt, malformed, onlyKeys } from '../fields.ts';
import { unitName } from '../model/units.ts';
import { changesAnswered, stripped, type Thing, thingsRead } from '../rules/changed-things.ts';

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

/** What lies of the goods that a plant watches. Items without a category are in none, and watched by their codes only. */
const balances = ({ books, warehouse }: Asked, about: unknown): Thing[] => {
  const given = about as Fields;
  const isWatched = watching(given.watches);
  const gate = textsAt(given, 'gate', '/gate');
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
      const atGate = gate.some((place) => location === place || location.startsWith(`${place}/`));
      const watched = isWatched(balance);
      return {
        id: `${balance.item_id}-${balance.lot_id ?? 0}-${balance.location_id}`,
        open: watched,
        document: stripped({
          ...{ item, location, lot, quantity, reserved, expires, watched },
          ...{ uom, uom_name: unitName(uom), at_gate: atGate || null },
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

export const stockRead: AnswerQuestion = (asked, about) => thingsRead(about, balances(asked, about), more);
