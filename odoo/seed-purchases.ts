import type { OdooAdmin } from './admin.ts';
import type { MasterData, PurchaseOrder, Subcontract, Supplier } from './master-data.ts';
import { type Items, type SeededWarehouse, seeded } from './seed-products.ts';

type Partners = ReadonlyMap<string, { id: number }>;

/** Suppliers, what they make of which components, and what is ordered from them; creates what is missing. */
export async function seedPurchases(
  odoo: OdooAdmin,
  data: MasterData,
  warehouses: ReadonlyMap<string, SeededWarehouse>,
  items: Items,
): Promise<void> {
  const { suppliers = [], subcontracts = [], purchaseOrders = [] } = data;
  if (suppliers.length === 0 && purchaseOrders.length === 0) return;
  await odoo.installApps(['purchase_stock', ...(subcontracts.length > 0 ? ['mrp_subcontracting'] : [])]);
  const partners = await seedSuppliers(odoo, suppliers);
  for (const subcontract of subcontracts) await seedSubcontract(odoo, subcontract, partners, items);
  await seedStockAtSuppliers(odoo, suppliers, items);
  await seedOrdersAt(odoo, purchaseOrders, partners, warehouses, items);
}

async function seedSuppliers(odoo: OdooAdmin, suppliers: readonly Supplier[]): Promise<Partners> {
  const domain = [['ref', 'in', suppliers.map(({ code }) => code)]];
  const search = () => odoo.search<{ id: number; ref: string }>('res.partner', domain, ['ref']);
  const known = new Set((await search()).map(({ ref }) => ref));
  const missing = suppliers.filter(({ code }) => !known.has(code));
  await odoo.create(
    'res.partner',
    missing.map(({ code, name }) => ({ name, ref: code, is_company: true })),
  );
  return new Map((await search()).map((partner) => [partner.ref, partner]));
}

async function seedSubcontract(
  odoo: OdooAdmin,
  { item, supplier, components }: Subcontract,
  partners: Partners,
  items: Items,
): Promise<void> {
  const made = seeded(items, item);
  const domain = [
    ['product_tmpl_id', '=', made.product_tmpl_id[0]],
    ['type', '=', 'subcontract'],
  ];
  if ((await odoo.search('mrp.bom', domain, ['id'])).length > 0) return;
  const bom = {
    product_tmpl_id: made.product_tmpl_id[0],
    product_uom_id: made.uom_id[0],
    type: 'subcontract',
    subcontractor_ids: [[6, 0, [seeded(partners, supplier).id]]],
    bom_line_ids: components.map((component) => [
      0,
      0,
      { product_id: seeded(items, component.item).id, product_qty: component.quantity },
    ]),
  };
  await odoo.create('mrp.bom', [bom]);
}

async function seedStockAtSuppliers(
  odoo: OdooAdmin,
  suppliers: readonly Supplier[],
  items: Items,
): Promise<void> {
  const levels = suppliers.flatMap(({ stock = [] }) => stock);
  if (levels.length === 0) return;
  const [company] = await odoo.search<{ id: number; subcontracting_location_id: [number, string] }>(
    'res.company',
    [],
    ['subcontracting_location_id'],
    { order: 'id', limit: 1 },
  );
  for (const { item, quantity, lot } of levels) {
    const product = seeded(items, item).id;
    const place = company?.subcontracting_location_id[0];
    const lotId = lot === undefined ? false : await lotOf(odoo, product, lot);
    const domain = [
      ['product_id', '=', product],
      ['location_id', '=', place],
      ['lot_id', '=', lotId],
    ];
    if ((await odoo.search('stock.quant', domain, ['id'])).length > 0) continue;
    const quant = {
      product_id: product,
      location_id: place,
      lot_id: lotId,
      inventory_quantity_auto_apply: quantity,
    };
    await odoo.create('stock.quant', [quant], { inventory_mode: true });
  }
}

async function lotOf(odoo: OdooAdmin, product: number, name: string): Promise<number | undefined> {
  const domain = [
    ['product_id', '=', product],
    ['name', '=', name],
  ];
  const [found] = await odoo.search('stock.lot', domain, ['id']);
  return found?.id ?? (await odoo.create('stock.lot', [{ name, product_id: product }]))[0];
}

async function seedOrdersAt(
  odoo: OdooAdmin,
  orders: readonly PurchaseOrder[],
  partners: Partners,
  warehouses: ReadonlyMap<string, SeededWarehouse>,
  items: Items,
): Promise<void> {
  const names = orders.map(({ name }) => name);
  const found = await odoo.search<{ id: number; name: string }>(
    'purchase.order',
    [['name', 'in', names]],
    ['name'],
  );
  const known = new Set(found.map(({ name }) => name));
  for (const order of orders.filter(({ name }) => !known.has(name))) {
    const [operation] = await odoo.search<{ id: number; in_type_id: [number, string] }>(
      'stock.warehouse',
      [['id', '=', seeded(warehouses, order.warehouse).id]],
      ['in_type_id'],
    );
    const lines = [];
    for (const { item, quantity, uom } of order.lines) {
      const { id, uom_id } = seeded(items, item);
      const unit = uom === undefined ? uom_id[0] : await odoo.externalId(uom);
      lines.push([0, 0, { product_id: id, product_qty: quantity, product_uom_id: unit, price_unit: 1 }]);
    }
    const values = {
      name: order.name,
      partner_id: seeded(partners, order.supplier).id,
      picking_type_id: operation?.in_type_id[0],
      order_line: lines,
    };
    const ids = await odoo.create('purchase.order', [values]);
    if (order.state !== 'draft') await odoo.call('purchase.order', 'button_confirm', { ids });
    if (order.state === 'cancelled') await odoo.call('purchase.order', 'button_cancel', { ids });
  }
}
