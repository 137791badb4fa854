import type {
  BillOfMaterials,
  Customer,
  MasterData,
  ProductionOrder,
  SalesOrder,
  StockLevel,
} from '../../../odoo/master-data.ts';
import type { Books } from '../database.ts';
import { addMove } from './components.ts';
import { createLot, explode, findItem, findLot, type Item, odooTime, recipeOf } from './items.ts';
import { placeNamed, seedLocation } from './locations.ts';
import { confirm, familyOf, insertProduction } from './production-orders.ts';
import { dateChanges, moveStock } from './quants.ts';
import { deliveryAddress, findContacts, findSalesOrders, insertSalesOrder } from './sales-orders.ts';
import { seedPurchases } from './seed-purchases.ts';
import { isKnownUnit, round } from './units.ts';

/** Creates what is missing, in Odoo's order of need: stock before orders, so that orders can reserve it. */
export function seed(books: Books, data: MasterData, now: Date): void {
  books.atomically(() => {
    for (const { code, name } of data.warehouses)
      books.run('INSERT INTO warehouse (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING', code, name);
    for (const location of data.locations ?? []) seedLocation(books, location);
    for (const { code, name } of data.workCenters ?? [])
      books.run('INSERT INTO work_center (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING', code, name);
    for (const reason of data.scrapReasons ?? [])
      books.run('INSERT INTO scrap_reason (name) VALUES (?) ON CONFLICT DO NOTHING', reason);
    for (const item of data.items) {
      if (!isKnownUnit(item.uom)) throw new Error(`Item ${item.code}: no unit ${item.uom}`);
      books.run(
        `INSERT INTO item (code, name, barcode, uom, tracking, expires, for_sale) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (code) DO NOTHING`,
        item.code,
        item.name,
        item.barcode ?? null,
        item.uom,
        item.tracking,
        item.expires === true ? 1 : 0,
        item.forSale === false ? 0 : 1,
      );
    }
    for (const { code, category } of data.items)
      if (category !== undefined) seedCategory(books, code, category);
    for (const bom of data.boms ?? []) seedBom(books, bom);
    for (const level of data.stock ?? []) seedStock(books, level);
    // Odoo books what is put in as a count of this moment.
    dateChanges(books, odooTime(now), { counted: true });
    for (const order of data.orders ?? []) seedOrder(books, order, odooTime(now));
    for (const customer of data.customers ?? []) seedCustomer(books, customer);
    for (const order of data.salesOrders ?? []) seedSalesOrder(books, order, odooTime(now));
    seedPurchases(books, data, odooTime(now));
  });
}

function idOf(books: Books, table: 'warehouse' | 'work_center', code: string): number {
  const found = books.one<{ id: number }>(`SELECT id FROM ${table} WHERE code = ?`, code);
  if (found === undefined) throw new Error(`No ${table} ${code}`);
  return found.id;
}

function knownItem(books: Books, code: string): Item {
  const item = findItem(books, code);
  if (item === undefined) throw new Error(`No item ${code}`);
  return item;
}

function seedCategory(books: Books, code: string, category: string): void {
  const insert = 'INSERT INTO item_category (item_id, category) VALUES (?, ?) ON CONFLICT DO NOTHING';
  books.run(insert, knownItem(books, code).id, category);
}

function seedBom(books: Books, bom: BillOfMaterials): void {
  const item = knownItem(books, bom.item);
  if (books.one('SELECT 1 FROM bom WHERE item_id = ?', item.id) !== undefined) return;
  const id = books.run(
    'INSERT INTO bom (item_id, quantity, consumption) VALUES (?, ?, ?)',
    item.id,
    round(bom.quantity),
    bom.consumption ?? 'warning',
  );
  for (const { item: component, quantity } of bom.components) {
    const insert = 'INSERT INTO bom_line (bom_id, item_id, quantity) VALUES (?, ?, ?)';
    books.run(insert, id, knownItem(books, component).id, round(quantity));
  }
  for (const { name, workCenter, minutes } of bom.operations ?? []) {
    const insert = 'INSERT INTO bom_operation (bom_id, name, work_center_id, minutes) VALUES (?, ?, ?, ?)';
    books.run(insert, id, name, idOf(books, 'work_center', workCenter), minutes);
  }
}

/** A place that ever held stock is left alone: seeding again must not undo a day of production. */
function seedStock(books: Books, level: StockLevel): void {
  const item = knownItem(books, level.item);
  const warehouse = idOf(books, 'warehouse', level.warehouse);
  const expires = level.expires === undefined ? undefined : odooTime(new Date(level.expires));
  const lot =
    level.lot === undefined
      ? undefined
      : (findLot(books, item, level.lot) ?? createLot(books, item, level.lot, expires));
  const place = placeNamed(books, level.location ?? `${level.warehouse}/Stock`).id;
  const known = 'SELECT 1 FROM quant WHERE location_id = ? AND item_id = ? AND coalesce(lot_id, 0) = ?';
  if (books.one(known, place, item.id, lot?.id ?? 0) !== undefined) return;
  moveStock(books, warehouse, item, lot?.id ?? null, level.quantity, place);
}

function seedOrder(books: Books, order: ProductionOrder, starts: string): void {
  if (familyOf(books, order.name).length > 0) return;
  const item = knownItem(books, order.item);
  const recipe = recipeOf(books, item);
  const last = books.one<{ last: number }>('SELECT coalesce(max(family), 0) AS last FROM production');
  const production = insertProduction(books, {
    name: order.name,
    family: (last?.last ?? 0) + 1,
    first_name: order.name,
    sequence: 0,
    warehouse_id: idOf(books, 'warehouse', order.warehouse),
    item_id: item.id,
    planned: round(order.quantity),
    produced: 0,
    state: 'draft',
    consumption: recipe?.consumption ?? 'warning',
    starts,
    finished: null,
  });
  for (const { component, quantity } of explode(books, item, production.planned)) {
    addMove(books, production, component, quantity, 0);
  }
  books.run(
    `INSERT INTO work_order (production_id, name, work_center_id)
     SELECT ?, name, work_center_id FROM bom_operation WHERE bom_id = ? ORDER BY id`,
    production.id,
    recipe?.id ?? null,
  );
  if (order.confirmed !== false) confirm(books, production);
}

/** Customers of one call may share a code, as nothing in Odoo forbids it. */
export function seedCustomer(books: Books, { code, name, barcode, addresses = [] }: Customer): void {
  const [known] = findContacts(books, code).filter((contact) => contact.name === name);
  const insert = 'INSERT INTO contact (code, barcode, name, parent_id) VALUES (?, ?, ?, ?)';
  const id = known?.id ?? books.run(insert, code, barcode ?? null, name, null);
  for (const address of addresses)
    if (findContacts(books, address.code).length === 0)
      books.run(insert, address.code, null, address.name, id);
}

export function seedSalesOrder(books: Books, order: SalesOrder, now: string): void {
  if (findSalesOrders(books, order.reference).length > 0) return;
  const [customer] = findContacts(books, order.customer);
  const warehouse = books.one<{ id: number }>('SELECT id FROM warehouse WHERE code = ?', order.warehouse);
  if (customer === undefined || warehouse === undefined)
    throw new Error(`Sales order ${order.reference}: no customer or no warehouse`);
  const lines = order.lines.map(({ item: code, quantity }) => {
    const item = findItem(books, code);
    if (item === undefined) throw new Error(`No item ${code}`);
    return { item_id: item.id, name: null, quantity: round(quantity), uom: item.uom, price: 1 };
  });
  const { reference } = order;
  const header = {
    reference,
    warehouse_id: warehouse.id,
    customer_id: customer.id,
    deliver_to: deliveryAddress(books, customer).id,
    ordered: now,
    requested: null,
    note: null,
  };
  insertSalesOrder(books, header, lines, now);
}
