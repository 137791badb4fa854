import type {
  BillOfMaterials,
  Customer,
  MasterData,
  ProductionOrder,
  PurchaseOrder,
  SalesOrder,
  StockLevel,
} from '../../../odoo/master-data.ts';
import type { Books } from '../database.ts';
import { giveUp } from '../postings/receipts.ts';
import { addMove } from './components.ts';
import {
  convert,
  createLot,
  explode,
  findItem,
  findLot,
  type Item,
  isKnownUnit,
  odooTime,
  recipeOf,
  round,
} from './items.ts';
import { confirm, familyOf, insertProduction } from './production-orders.ts';
import { insertMove, insertTransfer, purchaseNamed } from './purchase-orders.ts';
import { deliveryAddress, findContacts, findSalesOrders, insertSalesOrder } from './sales-orders.ts';
import { dateChanges, moveStock, placeNamed, seedLocation } from './stock.ts';

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
    // Odoo books initial stock as a count of this moment.
    dateChanges(books, odooTime(now), { counted: true });
    for (const order of data.orders ?? []) seedOrder(books, order, odooTime(now));
    for (const customer of data.customers ?? []) seedCustomer(books, customer);
    for (const order of data.salesOrders ?? []) seedSalesOrder(books, order, odooTime(now));
    seedPurchases(books, data, odooTime(now));
  });
}

function idOf(books: Books, table: 'warehouse' | 'work_center' | 'supplier', code: string): number {
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

/** Leaves a place alone that ever held stock: seeding again must not undo a day of production. */
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

/** Two customers may have the same code: Odoo allows it. */
function seedCustomer(books: Books, { code, name, barcode, addresses = [] }: Customer): void {
  const [known] = findContacts(books, code).filter((contact) => contact.name === name);
  const insert = 'INSERT INTO contact (code, barcode, name, parent_id) VALUES (?, ?, ?, ?)';
  const id = known?.id ?? books.run(insert, code, barcode ?? null, name, null);
  for (const address of addresses)
    if (findContacts(books, address.code).length === 0)
      books.run(insert, address.code, null, address.name, id);
}

function seedSalesOrder(books: Books, order: SalesOrder, now: string): void {
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

/** Suppliers, which goods they make as subcontractors, and what is ordered from them; creates what is missing. */
function seedPurchases(books: Books, data: MasterData, now: string): void {
  for (const { code, name } of data.suppliers ?? [])
    books.run('INSERT INTO supplier (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING', code, name);
  for (const { item, supplier } of data.subcontracts ?? [])
    books.run(
      'INSERT INTO subcontract (supplier_id, item_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
      idOf(books, 'supplier', supplier),
      knownItem(books, item).id,
    );
  for (const order of data.purchaseOrders ?? []) seedPurchaseOrder(books, order, now);
}

function seedPurchaseOrder(books: Books, order: PurchaseOrder, now: string): void {
  if (purchaseNamed(books, order.name) !== undefined) return;
  const { state = 'placed' } = order;
  books.run(
    'INSERT INTO purchase (name, warehouse_id, supplier_id, state) VALUES (?, ?, ?, ?)',
    order.name,
    idOf(books, 'warehouse', order.warehouse),
    idOf(books, 'supplier', order.supplier),
    state,
  );
  const purchase = purchaseNamed(books, order.name);
  if (purchase === undefined) throw new Error(`${order.name} was not made`);
  // What is cancelled was placed before.
  const transfer = state === 'draft' ? undefined : insertTransfer(books, purchase);
  for (const line of order.lines) {
    const item = knownItem(books, line.item);
    const { uom = item.uom } = line;
    const id = books.run(
      'INSERT INTO purchase_line (purchase_id, item_id, ordered, uom) VALUES (?, ?, ?, ?)',
      purchase.id,
      item.id,
      round(line.quantity),
      uom,
    );
    if (transfer === undefined) continue;
    const demand = convert(line.quantity, uom, item.uom);
    insertMove(books, { inbound_id: transfer, line_id: id, item_id: item.id, demand, due: now });
  }
  if (state === 'cancelled') giveUp(books, purchase);
}
