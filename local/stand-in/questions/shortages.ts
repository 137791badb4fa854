import type { AnswerQuestion, Asked } from '../ask.ts';
import { round, unitName } from '../model/units.ts';
import { changesAnswered, type Thing, thingsRead } from '../rules/changed-things.ts';

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

/** What released orders lack: what is free in the stock goes to them in the sequence of their starts. */
const lacks = (asked: Asked): Thing[] => {
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

export const shortagesRead: AnswerQuestion = (asked, about) => thingsRead(about, lacks(asked));
