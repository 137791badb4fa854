import { maxTracedLinks, maxTracedLots } from '../../../events/limits.ts';
import {
  type AnswerQuestion,
  type Asked,
  type Fields,
  malformed,
  numberAt,
  onlyKeys,
  optionalTextAt,
  Refusal,
  textAt,
} from '../desk.ts';
import { unitName } from '../records/items.ts';
import { documentsOf, type TracedDocument } from './lot-documents.ts';
import { ordersOf } from './lot-orders.ts';

/** The lot's id. It must have been in the warehouse: a reader of one plant sees no lots of another. */
function tracedRoot({ books, warehouse }: Asked, about: Fields): number {
  const name = textAt(about, 'lot', '/lot');
  const item = optionalTextAt(about, 'item', '/item');
  const found = books.all<{ id: number; item: string }>(
    `SELECT lot.id, item.code AS item FROM lot JOIN item ON item.id = lot.item_id
      WHERE lot.name = ?1 AND (?2 = '' OR item.code = ?2 OR item.barcode = ?2)
        AND EXISTS (SELECT 1 FROM stock_change JOIN location ON location.id = location_id
                     WHERE lot_id = lot.id AND item_id = lot.item_id AND warehouse_id = ?3)
      ORDER BY item.code, lot.id`,
    name,
    item,
    warehouse.id,
  );
  const [first] = found;
  if (first === undefined) {
    const of = item === '' ? '' : ` of ${item}`;
    throw new Refusal('unknown-lot', `no lot ${name}${of} was ever in warehouse ${warehouse.code}`, '/lot');
  }
  const items = [...new Set(found.map((lot) => lot.item))];
  if (items.length > 1) {
    const message = `several items have a lot ${name}: ${items.slice(0, 20).join(', ')}`;
    throw new Refusal('ambiguous-lot', message, '/item');
  }
  return first.id;
}

const walks = {
  up: { known: 'made', next: 'used' },
  down: { known: 'used', next: 'made' },
} as const;

/** Ids, the nearest first. A lot that was reached is not walked again, so cycles end. */
function lotsReached(
  { books }: Asked,
  root: number,
  direction: 'up' | 'down',
  most: number,
): { lots: number[]; more: boolean } {
  const { known, next } = walks[direction];
  const found = books.all<{ lot: number }>(
    `WITH RECURSIVE reached(lot) AS (
       SELECT ?1
       UNION SELECT ${next}.lot_id FROM reached JOIN ${lines[known]} AS ${known} ON ${known}.lot_id = reached.lot
               JOIN ${lines[next]} AS ${next} ON ${next}.order_id = ${known}.order_id)
     SELECT lot FROM reached LIMIT ?2`,
    root,
    most + 1,
  );
  return { lots: found.slice(0, most).map(({ lot }) => lot), more: found.length > most };
}

/** Of production orders that are done. */
const lines = {
  made: `(SELECT production_id AS order_id, lot_id FROM production_lot)`,
  used: `(SELECT raw_move.production_id AS order_id, raw_line.lot_id FROM raw_line
            JOIN raw_move ON raw_move.id = raw_line.move_id
           WHERE raw_move.state = 'done' AND raw_line.lot_id IS NOT NULL AND raw_line.quantity > 0)`,
};

/** Most lots of an answer; the question may ask for fewer. */
function mostAt(about: Fields): number {
  if (!('most' in about)) return maxTracedLots;
  const most = numberAt(about, 'most', '/most');
  if (most > maxTracedLots || !Number.isInteger(most))
    throw malformed('/most', `most must be a whole number up to ${maxTracedLots}`);
  return most;
}

/** Ids for `IN (SELECT value FROM json_each(?))`. */
export const idList = (ids: readonly number[]): string => JSON.stringify(ids);

/** The books' `YYYY-MM-DD HH:MM:SS` as the module answers it. */
export const answeredTime = (moment: string): string => `${moment.replace(' ', 'T')}Z`;

/** Leaves out unknown values. */
export function withoutBlanks(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ''));
}

interface LinkRow {
  from: number;
  to: number;
  document: string;
  warehouse: string;
  moment: string;
  consumed: number;
  produced: number;
  returned: number | null;
  corrected: string | null;
}

/** Which of these lots went into which, by the order that did it. The fake Odoo unbuilds and repairs nothing. */
function linksOf({ books }: Asked, lots: readonly number[]): { links: object[]; more: boolean } {
  const rows = books.all<LinkRow>(
    `WITH asked(lot) AS (SELECT value FROM json_each(?1)),
     link AS (
       SELECT raw_line.lot_id AS "from", made.lot_id AS "to", production.name AS document, production.warehouse_id,
              production.finished AS moment, sum(raw_line.quantity) AS consumed,
              CASE item.tracking WHEN 'serial' THEN 1 ELSE production.produced END AS produced,
              (SELECT sum(quantity) FROM returned JOIN raw_move AS taken ON taken.id = returned.move_id
                WHERE taken.production_id = production.id AND returned.lot_id = raw_line.lot_id) AS returned,
              (SELECT max(moment) FROM returned JOIN raw_move AS taken ON taken.id = returned.move_id
                WHERE taken.production_id = production.id AND returned.lot_id = raw_line.lot_id) AS corrected
         FROM production_lot AS made JOIN production ON production.id = made.production_id
         JOIN item ON item.id = production.item_id JOIN raw_move ON raw_move.production_id = production.id
         JOIN raw_line ON raw_line.move_id = raw_move.id
        WHERE made.lot_id IN asked AND raw_line.lot_id IN asked AND raw_move.state = 'done' AND raw_line.quantity > 0
        GROUP BY production.id, raw_line.lot_id, made.lot_id)
     SELECT link.*, warehouse.code AS warehouse FROM link JOIN warehouse ON warehouse.id = link.warehouse_id
      ORDER BY moment, document, "from", "to" LIMIT ?2`,
    idList(lots),
    maxTracedLinks + 1,
  );
  const links = rows.slice(0, maxTracedLinks).map((row) =>
    withoutBlanks({
      from: row.from,
      to: row.to,
      document: row.document,
      kind: 'production',
      warehouse: row.warehouse,
      at: answeredTime(row.moment),
      consumed: row.consumed,
      returned: row.returned,
      produced: row.produced,
      corrected: row.corrected === null ? null : answeredTime(row.corrected),
    }),
  );
  return { links, more: rows.length > maxTracedLinks };
}

interface LotRow {
  id: number;
  lot: string;
  item: string;
  name: string;
  barcode: string | null;
  tracking: string;
  uom: string;
  expires: string | null;
  verdict: string | null;
  verdict_at: string | null;
}

/** The lots of an answer, each with its item and what quality said of it. */
function lotsDescribed(
  { books }: Asked,
  lots: readonly number[],
  documents: ReadonlyMap<number, TracedDocument[]>,
): object[] {
  const rows = books.all<LotRow>(
    `SELECT lot.id, lot.name AS lot, item.code AS item, item.name, item.barcode, item.tracking, item.uom, lot.expires,
            verdict.word AS verdict, verdict.at AS verdict_at
       FROM lot JOIN item ON item.id = lot.item_id LEFT JOIN verdict ON verdict.lot_id = lot.id WHERE lot.id IN (SELECT value FROM json_each(?))
      ORDER BY item.code, lot.name, lot.id`,
    idList(lots),
  );
  return rows.map((row) => {
    const ofLot = documents.get(row.id) ?? [];
    return {
      ...withoutBlanks({
        ...row,
        uom_name: unitName(row.uom),
        expires: row.expires === null ? null : answeredTime(row.expires),
        verdict_at: row.verdict_at === null ? null : answeredTime(row.verdict_at),
        home: homeOf(ofLot) ?? null,
      }),
      documents: ofLot,
    };
  });
}

const beginnings = [['production', 'receipt'], ['count']];

/** Code of the warehouse where the lot came into being: made or received, else counted, else first seen. */
function homeOf(documents: readonly TracedDocument[]): string | undefined {
  const placed = documents.filter(({ warehouse }) => warehouse !== undefined);
  const [origin = placed[0]] = beginnings.flatMap((kinds) =>
    placed.filter(({ kind }) => kinds.includes(kind)),
  );
  return origin?.warehouse;
}

/** What a lot was made from (up), or what was made from it (down), through all orders and warehouses. */
export const lotGenealogy: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['lot', 'item', 'direction', 'most'], '');
  const { direction } = about;
  if (direction !== 'up' && direction !== 'down')
    throw malformed('/direction', 'direction must be up or down');
  const root = tracedRoot(asked, about);
  const reached = lotsReached(asked, root, direction, mostAt(about));
  const { links, more: moreLinks } = linksOf(asked, reached.lots);
  const { documents, more: moreDocuments } = documentsOf(asked, reached.lots);
  const lots = lotsDescribed(asked, reached.lots, documents);
  const { orders, more: moreOrders } = ordersOf(asked, reached.lots, mostAt(about) * 2);
  const named = orders.flatMap(({ used, made }) => [...used, ...made].map(({ lot }) => lot));
  const beside = [...new Set(named)].filter((lot) => !reached.lots.includes(lot));
  return {
    root,
    lots,
    links,
    production: { orders, lots: lotsDescribed(asked, beside, new Map()), truncated: moreOrders },
    truncated: reached.more || moreLinks || moreDocuments,
  };
};

/** Every lot that a lot went into, with what was done with it and what of it is still there. */
export const lotRecall: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['lot', 'item', 'most'], '');
  const root = tracedRoot(asked, about);
  const reached = lotsReached(asked, root, 'down', mostAt(about));
  const { documents, more } = documentsOf(asked, reached.lots);
  const onHand = asked.books.all<object>(
    `SELECT lot_id AS lot, location.full_name AS location, warehouse.code AS warehouse, sum(quantity) AS quantity
       FROM quant JOIN location ON location.id = location_id JOIN warehouse ON warehouse.id = location.warehouse_id
      WHERE lot_id IN (SELECT value FROM json_each(?1)) GROUP BY lot_id, location.id HAVING sum(quantity) <> 0
      ORDER BY 1, 2`,
    idList(reached.lots),
  );
  const lots = lotsDescribed(asked, reached.lots, documents);
  return { root, lots, on_hand: onHand.map(withoutBlanks), truncated: reached.more || more };
};
