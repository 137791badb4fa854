/**
 * Tables carry the field's words rather than Odoo's model names. Quantities are in the item's own unit.
 * `lot.item_id, lot.name` is not unique on purpose: Odoo has no such constraint either, so twins are a defect
 * that the suites look for.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS warehouse (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS work_center (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scrap_reason (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, barcode TEXT UNIQUE,
  uom TEXT NOT NULL, tracking TEXT NOT NULL, expires INTEGER NOT NULL);
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
  lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL, reserved REAL NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX IF NOT EXISTS quant_place ON quant (warehouse_id, item_id, coalesce(lot_id, 0));
CREATE TABLE IF NOT EXISTS production (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, family INTEGER NOT NULL, first_name TEXT NOT NULL,
  sequence INTEGER NOT NULL DEFAULT 0, warehouse_id INTEGER NOT NULL REFERENCES warehouse,
  item_id INTEGER NOT NULL REFERENCES item, planned REAL NOT NULL, produced REAL NOT NULL DEFAULT 0, state TEXT NOT NULL,
  consumption TEXT NOT NULL, starts TEXT NOT NULL);
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
CREATE TABLE IF NOT EXISTS scrap (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, production_id INTEGER NOT NULL REFERENCES production,
  item_id INTEGER NOT NULL REFERENCES item, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL, reason_id INTEGER REFERENCES scrap_reason);
CREATE TABLE IF NOT EXISTS work_order (
  id INTEGER PRIMARY KEY, production_id INTEGER NOT NULL REFERENCES production, name TEXT NOT NULL,
  work_center_id INTEGER NOT NULL REFERENCES work_center);
CREATE TABLE IF NOT EXISTS labour (
  id INTEGER PRIMARY KEY, work_order_id INTEGER NOT NULL REFERENCES work_order, work_center_id INTEGER NOT NULL REFERENCES work_center,
  started TEXT NOT NULL, ended TEXT NOT NULL, note TEXT);
CREATE TABLE IF NOT EXISTS supplier (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS subcontract_line (
  supplier_id INTEGER NOT NULL REFERENCES supplier, item_id INTEGER NOT NULL REFERENCES item,
  component_id INTEGER NOT NULL REFERENCES item, quantity REAL NOT NULL, PRIMARY KEY (supplier_id, item_id, component_id));
CREATE TABLE IF NOT EXISTS supplier_stock (
  id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES item, lot_id INTEGER REFERENCES lot, quantity REAL NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS supplier_stock_place ON supplier_stock (item_id, coalesce(lot_id, 0));
CREATE TABLE IF NOT EXISTS purchase (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, warehouse_id INTEGER NOT NULL REFERENCES warehouse,
  supplier_id INTEGER NOT NULL REFERENCES supplier, state TEXT NOT NULL, reference TEXT NOT NULL DEFAULT '',
  confirmed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS purchase_line (
  id INTEGER PRIMARY KEY, purchase_id INTEGER NOT NULL REFERENCES purchase, item_id INTEGER NOT NULL REFERENCES item,
  ordered REAL NOT NULL, uom TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS purchase_line_of ON purchase_line (purchase_id);
CREATE TABLE IF NOT EXISTS purchase_note (
  id INTEGER PRIMARY KEY, purchase_id INTEGER NOT NULL REFERENCES purchase, kind TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS transfer (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, purchase_id INTEGER NOT NULL REFERENCES purchase,
  state TEXT NOT NULL DEFAULT 'open', delivery_note TEXT);
CREATE INDEX IF NOT EXISTS transfer_of ON transfer (purchase_id);
CREATE TABLE IF NOT EXISTS transfer_move (
  id INTEGER PRIMARY KEY, transfer_id INTEGER NOT NULL REFERENCES transfer, line_id INTEGER NOT NULL REFERENCES purchase_line,
  item_id INTEGER NOT NULL REFERENCES item, demand REAL NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open');
CREATE INDEX IF NOT EXISTS transfer_move_of ON transfer_move (transfer_id);
CREATE TABLE IF NOT EXISTS transfer_line (
  id INTEGER PRIMARY KEY, move_id INTEGER NOT NULL REFERENCES transfer_move, lot TEXT, quantity REAL NOT NULL, shipment TEXT);
CREATE INDEX IF NOT EXISTS transfer_line_of ON transfer_line (move_id);
CREATE TABLE IF NOT EXISTS receipt (
  event TEXT PRIMARY KEY, model TEXT NOT NULL, document_id INTEGER NOT NULL) WITHOUT ROWID;
`;
