import type { Books } from '../database.ts';
import type { AnswerQuestion, Asked } from '../desk.ts';
import { openMoves, quantityOf, type RawMove } from '../records/components.ts';
import { itemById } from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import { unitName } from '../records/units.ts';
import { workOrdersOf, workState } from '../records/work-orders.ts';
import { changesAnswered, stripped, type Thing, thingsRead } from './changes.ts';

/** The orders of a warehouse that were ever released, each with its parts. */
const families = ({ books, warehouse }: Asked): Thing[] => {
  const parts = books.all<Production>(
    `SELECT * FROM production WHERE warehouse_id = ? AND state <> 'draft' ORDER BY family, sequence, id`,
    warehouse.id,
  );
  return [...Map.groupBy(parts, ({ family }) => family)].map(([id, family]) => {
    const [first] = family as [Production, ...Production[]];
    return {
      id,
      open: family.some(({ state }) => state === 'confirmed'),
      document: stripped({
        order: first.first_name,
        item: itemById(books, first.item_id).code,
        parts: family.map((part) => partOf(books, part)),
      }),
    };
  });
};

const partOf = (books: Books, part: Production): object => {
  const { uom } = itemById(books, part.item_id);
  const open = part.state === 'confirmed';
  const lots = books.all<{ name: string }>(
    `SELECT DISTINCT lot.name FROM production_lot JOIN lot ON lot.id = lot_id WHERE production_id = ? ORDER BY 1`,
    part.id,
  );
  return {
    part: part.name,
    state: (open && workState(books, part)) || part.state,
    quantity: part.planned,
    uom,
    uom_name: unitName(uom),
    produced: part.produced,
    lots: lots.length > 0 ? lots.map(({ name }) => name) : null,
    starts: part.starts,
    ends: part.finished,
    components: open ? someOrNone(openMoves(books, part).map((move) => componentOf(books, move))) : null,
    operations: open ? operationsOf(books, part) : null,
  };
};

const someOrNone = <T>(all: T[]): T[] | null => (all.length > 0 ? all : null);

const componentOf = (books: Books, move: RawMove): object => {
  const { code, uom } = itemById(books, move.item_id);
  const lots = books.all<object>(
    `SELECT lot.name AS lot, location.full_name AS location, sum(quantity) AS quantity
       FROM raw_line JOIN lot ON lot.id = lot_id JOIN raw_move ON raw_move.id = move_id
       JOIN production ON production.id = production_id
       JOIN location ON location.warehouse_id = production.warehouse_id AND is_stock = 1
      WHERE move_id = ? GROUP BY lot.id ORDER BY 1, 2`,
    move.id,
  );
  return {
    item: code,
    uom,
    uom_name: unitName(uom),
    quantity: move.planned,
    recorded: quantityOf(books, move),
    picked: move.picked === 1,
    lots: someOrNone(lots),
  };
};

const operationsOf = (books: Books, part: Production): object[] | null => {
  const centres = books.all<{ id: number; code: string }>('SELECT id, code FROM work_center');
  const minutes = books.all<{ name: string; minutes: number; quantity: number }>(
    `SELECT bom_operation.name, minutes, bom.quantity FROM bom JOIN bom_operation ON bom_id = bom.id WHERE item_id = ?`,
    part.item_id,
  );
  const operations = workOrdersOf(books, part);
  return someOrNone(
    operations.map(({ name, work_center_id: centre, state, started, finished, produced }, index) => {
      const planned = minutes.find((each) => each.name === name);
      // Odoo lets an operation wait for the one before it.
      const waits = state === 'ready' && operations.slice(0, index).some((before) => before.state !== 'done');
      return {
        operation: name,
        work_center: centres.find(({ id }) => id === centre)?.code,
        state: waits ? 'blocked' : state,
        minutes: planned ? (planned.minutes * part.planned) / planned.quantity : 0,
        starts: started,
        ends: finished,
        produced,
      };
    }),
  );
};

export const productionOrdersChanges: AnswerQuestion = (asked, about) =>
  changesAnswered(asked, 'production-orders', about, families(asked));

export const productionOrdersRead: AnswerQuestion = (asked, about) => thingsRead(about, families(asked));
