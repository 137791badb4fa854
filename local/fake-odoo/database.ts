import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/**
 * The fake Odoo's database. Everything runs synchronously on one connection, so calls are serial: what Odoo
 * reaches with row locks and retries, the fake gets for free.
 */
export interface Books {
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** Returns the id of the row that was inserted last. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All or nothing; the call's own transaction, or a savepoint inside it. */
  atomically<Result>(work: () => Result): Result;
  close(): void;
}

/** Opens the books in a folder, or in memory when no folder is given. */
export function openBooks(folder?: string): Books {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'fake-odoo.sqlite'));
  // WAL with NORMAL survives a killed process; only a power cut may lose the last commits.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
  refuseOtherVersion(database, folder);
  database.exec(schema);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  let depth = 0;
  return {
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as Row[],
    one: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => Number(prepare(sql).run(...values).lastInsertRowid),
    atomically: (work) => {
      const outermost = depth === 0;
      const point = `level_${depth}`;
      database.exec(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${point}`);
      depth += 1;
      try {
        const result = work();
        database.exec(outermost ? 'COMMIT' : `RELEASE ${point}`);
        return result;
      } catch (error) {
        database.exec(outermost ? 'ROLLBACK' : `ROLLBACK TO ${point}; RELEASE ${point}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}

/** Raised when books written before can no longer be read. */
const schemaVersion = 6;

function refuseOtherVersion(database: DatabaseSync, folder: string | undefined): void {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const isNew = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (!isNew && found === 4) database.exec(`BEGIN; ${fromVersion4} ${fromVersion5} COMMIT`);
  else if (!isNew && found === 5) database.exec(`BEGIN; ${fromVersion5} COMMIT`);
  else if (!isNew && found !== schemaVersion) {
    database.close();
    throw new Error(
      `${folder} was written by another version of the fake Odoo: delete that folder to start anew`,
    );
  }
  database.exec(`PRAGMA user_version = ${schemaVersion}`);
}

/**
 * Until version 5 the books did not know which places hold goods, nor what is free of a held lot. Goods that an event
 * held lie beside the stock; what lay elsewhere was free.
 */
const fromVersion4 = `
ALTER TABLE location ADD COLUMN quality TEXT;
ALTER TABLE gate_move ADD COLUMN location_id INTEGER REFERENCES location;
UPDATE gate_move SET location_id = (
  SELECT location_id FROM stock_change JOIN location ON location.id = location_id
   WHERE lot_id = gate_move.lot_id AND stock_change.change = gate_move.change
     AND stock_change.moment = gate_move.moment AND full_name || '/' NOT LIKE '%/Stock/%' LIMIT 1);
UPDATE location SET quality = 'hold' WHERE id IN (SELECT location_id FROM gate_move);
ALTER TABLE verdict RENAME COLUMN said TO at;
ALTER TABLE verdict ADD COLUMN free REAL NOT NULL DEFAULT 0;
UPDATE verdict SET free = max(0, coalesce((
  SELECT sum(quantity) FROM quant JOIN location ON location.id = location_id
   WHERE quant.lot_id = verdict.lot_id AND quality IS NULL), 0));
`;

/** Until version 6 what is free of a held lot was one quantity for all warehouses. It was what lies outside of their hold places. */
const fromVersion5 = `
CREATE TABLE verdict_free (
  lot_id INTEGER NOT NULL REFERENCES lot, warehouse_id INTEGER NOT NULL REFERENCES warehouse, amount REAL NOT NULL,
  PRIMARY KEY (lot_id, warehouse_id)) WITHOUT ROWID;
INSERT INTO verdict_free SELECT quant.lot_id, quant.warehouse_id, min(sum(quantity), verdict.free)
  FROM verdict JOIN quant ON quant.lot_id = verdict.lot_id JOIN location ON location.id = location_id
 WHERE quality IS NULL GROUP BY quant.lot_id, quant.warehouse_id HAVING sum(quantity) > 0 AND verdict.free > 0;
ALTER TABLE verdict DROP COLUMN free;
`;

/**
 * Table names are words of the field, not Odoo's model names. Quantities are in the item's own unit.
 * `lot.item_id, lot.name` is not unique on purpose: Odoo has no such constraint either, so twins are a defect
 * that the suites look for.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS warehouse (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS location (
  id INTEGER PRIMARY KEY, warehouse_id INTEGER NOT NULL REFERENCES warehouse, name TEXT NOT NULL, full_name TEXT NOT NULL,
  barcode TEXT UNIQUE, usage TEXT NOT NULL DEFAULT 'internal', is_stock INTEGER NOT NULL DEFAULT 0, quality TEXT);
CREATE INDEX IF NOT EXISTS location_name ON location (full_name);
CREATE TRIGGER IF NOT EXISTS warehouse_places AFTER INSERT ON warehouse BEGIN
  INSERT INTO location (warehouse_id, name, full_name, usage) VALUES (NEW.id, NEW.code, NEW.code, 'view');
  INSERT INTO location (warehouse_id, name, full_name, is_stock) VALUES (NEW.id, 'Stock', NEW.code || '/Stock', 1);
END;
CREATE TABLE IF NOT EXISTS work_center (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scrap_reason (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, barcode TEXT UNIQUE,
  uom TEXT NOT NULL, tracking TEXT NOT NULL, expires INTEGER NOT NULL, for_sale INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS bom (id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL UNIQUE REFERENCES item, quantity REAL NOT NULL,
  consumption TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bom_line (
  id INTEGER PRIMARY KEY, bom_id INTEGER NOT NULL REFERENCES bom, item_id INTEGER NOT NULL REFERENCES item, quantity REAL NOT NULL);
CREATE TABLE IF NOT EXISTS bom_operation (
  id INTEGER PRIMARY KEY, bom_id INTEGER NOT NULL REFERENCES bom, name TEXT NOT NULL,
  work_center_id INTEGER NOT NULL REFERENCES work_center, minutes REAL NOT NULL);
CREATE TABLE IF NOT EXISTS lot (
  id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES item, name TEXT NOT NULL, expires TEXT);
CREATE INDEX IF NOT EXISTS lot_by_name ON lot (item_id, name);
CREATE TABLE IF NOT EXISTS quant (
  id INTEGER PRIMARY KEY, warehouse_id INTEGER NOT NULL REFERENCES warehouse, item_id INTEGER NOT NULL REFERENCES item,
  lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL, reserved REAL NOT NULL DEFAULT 0,
  location_id INTEGER NOT NULL REFERENCES location);
CREATE UNIQUE INDEX IF NOT EXISTS quant_place ON quant (location_id, item_id, coalesce(lot_id, 0));
CREATE TABLE IF NOT EXISTS stock_change (
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL REFERENCES location, item_id INTEGER NOT NULL REFERENCES item,
  lot_id INTEGER REFERENCES lot, change REAL NOT NULL, counted INTEGER NOT NULL DEFAULT 0, moment TEXT);
CREATE INDEX IF NOT EXISTS stock_change_at ON stock_change (item_id, location_id, moment);
CREATE INDEX IF NOT EXISTS stock_change_new ON stock_change (id) WHERE moment IS NULL;
CREATE TABLE IF NOT EXISTS transfer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, origin TEXT);
CREATE TABLE IF NOT EXISTS stock_count (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, reference TEXT NOT NULL, location_id INTEGER NOT NULL REFERENCES location,
  lot_id INTEGER REFERENCES lot, change REAL NOT NULL, moment TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS production (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, family INTEGER NOT NULL, first_name TEXT NOT NULL,
  sequence INTEGER NOT NULL DEFAULT 0, warehouse_id INTEGER NOT NULL REFERENCES warehouse,
  item_id INTEGER NOT NULL REFERENCES item, planned REAL NOT NULL, produced REAL NOT NULL DEFAULT 0, state TEXT NOT NULL,
  consumption TEXT NOT NULL, starts TEXT NOT NULL, finished TEXT, counted REAL, scrap_counted REAL, counted_at TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS production_name ON production (name);
CREATE INDEX IF NOT EXISTS production_family ON production (family, sequence);
CREATE INDEX IF NOT EXISTS production_first_name ON production (first_name);
CREATE TABLE IF NOT EXISTS production_lot (
  production_id INTEGER NOT NULL REFERENCES production, lot_id INTEGER NOT NULL REFERENCES lot, PRIMARY KEY (production_id, lot_id));
CREATE TABLE IF NOT EXISTS raw_move (
  id INTEGER PRIMARY KEY, production_id INTEGER NOT NULL REFERENCES production, item_id INTEGER NOT NULL REFERENCES item,
  planned REAL NOT NULL, additional INTEGER NOT NULL DEFAULT 0, manual INTEGER NOT NULL DEFAULT 0,
  picked INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'confirmed');
CREATE INDEX IF NOT EXISTS raw_move_of ON raw_move (production_id);
CREATE TABLE IF NOT EXISTS raw_line (
  id INTEGER PRIMARY KEY, move_id INTEGER NOT NULL REFERENCES raw_move, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL);
CREATE INDEX IF NOT EXISTS raw_line_of ON raw_line (move_id);
CREATE INDEX IF NOT EXISTS raw_line_by_lot ON raw_line (lot_id);
CREATE INDEX IF NOT EXISTS production_lot_by_lot ON production_lot (lot_id);
CREATE TABLE IF NOT EXISTS returned (
  id INTEGER PRIMARY KEY, move_id INTEGER NOT NULL REFERENCES raw_move, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL,
  moment TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS issue (
  id INTEGER PRIMARY KEY, move_id INTEGER NOT NULL REFERENCES raw_move, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL,
  moment TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS issue_of ON issue (move_id);
CREATE TABLE IF NOT EXISTS scrap (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, production_id INTEGER NOT NULL REFERENCES production,
  item_id INTEGER NOT NULL REFERENCES item, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL, reason_id INTEGER REFERENCES scrap_reason,
  moment TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS work_order (
  id INTEGER PRIMARY KEY, production_id INTEGER NOT NULL REFERENCES production, name TEXT NOT NULL,
  work_center_id INTEGER NOT NULL REFERENCES work_center, state TEXT NOT NULL DEFAULT 'ready', started TEXT, finished TEXT,
  produced REAL NOT NULL DEFAULT 0, carried REAL NOT NULL DEFAULT 0, counted REAL, scrap_counted REAL, counted_at TEXT);
CREATE INDEX IF NOT EXISTS work_order_of ON work_order (production_id);
CREATE TABLE IF NOT EXISTS labour (
  id INTEGER PRIMARY KEY, work_order_id INTEGER NOT NULL REFERENCES work_order, work_center_id INTEGER NOT NULL REFERENCES work_center,
  started TEXT NOT NULL, ended TEXT, note TEXT, kind TEXT);
CREATE INDEX IF NOT EXISTS labour_of ON labour (work_order_id);
CREATE TABLE IF NOT EXISTS contact (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, barcode TEXT, name TEXT NOT NULL, parent_id INTEGER REFERENCES contact);
CREATE INDEX IF NOT EXISTS contact_by_code ON contact (code);
CREATE TABLE IF NOT EXISTS sales_order (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, reference TEXT NOT NULL, warehouse_id INTEGER NOT NULL REFERENCES warehouse,
  customer_id INTEGER NOT NULL REFERENCES contact, deliver_to INTEGER NOT NULL REFERENCES contact, ordered TEXT NOT NULL,
  requested TEXT, note TEXT);
CREATE INDEX IF NOT EXISTS sales_order_reference ON sales_order (reference);
CREATE TABLE IF NOT EXISTS sales_line (
  id INTEGER PRIMARY KEY, sales_order_id INTEGER NOT NULL REFERENCES sales_order, item_id INTEGER NOT NULL REFERENCES item,
  name TEXT, quantity REAL NOT NULL, uom TEXT NOT NULL, price REAL NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, warehouse_id INTEGER NOT NULL REFERENCES warehouse,
  sales_order_id INTEGER NOT NULL REFERENCES sales_order, rest_of INTEGER REFERENCES delivery, state TEXT NOT NULL DEFAULT 'open',
  scheduled TEXT NOT NULL, shipped TEXT, carrier TEXT, tracking TEXT);
CREATE INDEX IF NOT EXISTS delivery_rest_of ON delivery (rest_of);
CREATE TABLE IF NOT EXISTS delivery_move (
  id INTEGER PRIMARY KEY, delivery_id INTEGER NOT NULL REFERENCES delivery, sales_line_id INTEGER NOT NULL REFERENCES sales_line,
  item_id INTEGER NOT NULL REFERENCES item, planned REAL NOT NULL, state TEXT NOT NULL DEFAULT 'open');
CREATE INDEX IF NOT EXISTS delivery_move_of ON delivery_move (delivery_id);
CREATE TABLE IF NOT EXISTS delivery_line (
  id INTEGER PRIMARY KEY, move_id INTEGER NOT NULL REFERENCES delivery_move, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_line_of ON delivery_line (move_id);
CREATE TABLE IF NOT EXISTS delivery_return (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, delivery_id INTEGER NOT NULL REFERENCES delivery, moment TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery_return_line (
  id INTEGER PRIMARY KEY, return_id INTEGER NOT NULL REFERENCES delivery_return,
  move_id INTEGER NOT NULL REFERENCES delivery_move, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_return_line_of ON delivery_return_line (move_id);
CREATE TABLE IF NOT EXISTS supplier (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS subcontract (
  supplier_id INTEGER NOT NULL REFERENCES supplier, item_id INTEGER NOT NULL REFERENCES item, PRIMARY KEY (supplier_id, item_id));
CREATE TABLE IF NOT EXISTS purchase (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, warehouse_id INTEGER NOT NULL REFERENCES warehouse,
  supplier_id INTEGER NOT NULL REFERENCES supplier, state TEXT NOT NULL, reference TEXT NOT NULL DEFAULT '',
  confirmed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS purchase_line (
  id INTEGER PRIMARY KEY, purchase_id INTEGER NOT NULL REFERENCES purchase, item_id INTEGER NOT NULL REFERENCES item,
  ordered REAL NOT NULL, uom TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS purchase_line_of ON purchase_line (purchase_id);
CREATE TABLE IF NOT EXISTS inbound (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, purchase_id INTEGER NOT NULL REFERENCES purchase,
  state TEXT NOT NULL DEFAULT 'open', delivery_note TEXT, received TEXT);
CREATE INDEX IF NOT EXISTS inbound_of ON inbound (purchase_id);
CREATE TABLE IF NOT EXISTS inbound_move (
  id INTEGER PRIMARY KEY, inbound_id INTEGER NOT NULL REFERENCES inbound, line_id INTEGER NOT NULL REFERENCES purchase_line,
  item_id INTEGER NOT NULL REFERENCES item, demand REAL NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open');
CREATE INDEX IF NOT EXISTS inbound_move_of ON inbound_move (inbound_id);
CREATE TABLE IF NOT EXISTS inbound_line (
  id INTEGER PRIMARY KEY, move_id INTEGER NOT NULL REFERENCES inbound_move, lot TEXT, quantity REAL NOT NULL, shipment TEXT);
CREATE INDEX IF NOT EXISTS inbound_line_of ON inbound_line (move_id);
CREATE TABLE IF NOT EXISTS item_category (item_id INTEGER PRIMARY KEY REFERENCES item, category TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gate_move (
  id INTEGER PRIMARY KEY, event TEXT NOT NULL, moment TEXT NOT NULL, item_id INTEGER NOT NULL REFERENCES item,
  lot_id INTEGER NOT NULL REFERENCES lot, change REAL NOT NULL, location_id INTEGER NOT NULL REFERENCES location);
CREATE INDEX IF NOT EXISTS gate_move_of ON gate_move (event);
CREATE INDEX IF NOT EXISTS gate_move_lot ON gate_move (lot_id);
CREATE TABLE IF NOT EXISTS word (event TEXT NOT NULL, did TEXT NOT NULL, PRIMARY KEY (event, did)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verdict (
  lot_id INTEGER PRIMARY KEY REFERENCES lot, word TEXT NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS verdict_free (
  lot_id INTEGER NOT NULL REFERENCES lot, warehouse_id INTEGER NOT NULL REFERENCES warehouse, amount REAL NOT NULL,
  PRIMARY KEY (lot_id, warehouse_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt (
  event TEXT PRIMARY KEY, model TEXT NOT NULL, document_id INTEGER NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
`;
