import type { OdooAdmin } from '../../odoo/admin.ts';

/** Looking up and ordering in a real Odoo what no plant does. */
export async function idOf(odoo: OdooAdmin, model: string, ...domain: unknown[]): Promise<number> {
  const [found] = await odoo.search<{ id: number }>(model, domain, ['id']);
  if (!found) throw new Error(`no ${model} of ${JSON.stringify(domain)}`);
  return found.id;
}

/** What Odoo says an item's stock is, and is worth. */
export async function worth(odoo: OdooAdmin, item: string): Promise<{ quantity: number; value: number }> {
  const [product] = await odoo.search<{ id: number; qty_available: number; total_value: number }>(
    'product.product',
    [['default_code', '=', item]],
    ['qty_available', 'total_value'],
  );
  return { quantity: product?.qty_available ?? 0, value: product?.total_value ?? 0 };
}

/** A delivery of the item that has reserved what is free. */
export async function deliveryOf(odoo: OdooAdmin, item: string, quantity: number): Promise<number> {
  const [type] = await odoo.search<{ id: number; default_location_src_id: [number, string] }>(
    'stock.picking.type',
    [
      ['warehouse_id.code', '=', 'OSL'],
      ['code', '=', 'outgoing'],
    ],
    ['default_location_src_id'],
  );
  const customers = await odoo.externalId('stock.stock_location_customers');
  const [product] = await odoo.search<{ id: number; uom_id: [number, string] }>(
    'product.product',
    [['default_code', '=', item]],
    ['uom_id'],
  );
  const ends = { location_id: type?.default_location_src_id[0], location_dest_id: customers };
  const move = {
    product_id: product?.id,
    product_uom: product?.uom_id[0],
    product_uom_qty: quantity,
    ...ends,
  };
  const ids = await odoo.create('stock.picking', [
    { picking_type_id: type?.id, ...ends, move_ids: [[0, 0, move]] },
  ]);
  await odoo.call('stock.picking', 'action_confirm', { ids });
  await odoo.call('stock.picking', 'action_assign', { ids });
  return ids[0] ?? 0;
}
