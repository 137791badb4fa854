import type { OdooAdmin } from '../../../odoo/admin.ts';

/** People who do things in Odoo without telling the plant. */
export interface ByHand {
  /** their name, as Odoo shows it */
  name: string;
  /** Sets what lies at a place. */
  count(item: string, location: string, quantity: number, lot?: string): Promise<void>;
  cancelOrder(order: string): Promise<void>;
  /**
   * Makes an item of another company and an archived one with this reference, and puts stock of the archived one at a place.
   * `code`: what Odoo's answers have for it; `leave` takes the stock away again, for the suites that come later.
   */
  namesakes(
    item: string,
    location: string,
    quantity: number,
  ): Promise<{ code: string; leave(): Promise<unknown> }>;
}

export const atHandOfOdoo = (odoo: OdooAdmin): ByHand => ({
  name: 'Administrator',
  async count(item, location, quantity, lot) {
    const [product] = await odoo.search<{ id: number }>(
      'product.product',
      [['default_code', '=', item]],
      ['id'],
    );
    const [place] = await odoo.search<{ id: number }>(
      'stock.location',
      [['complete_name', '=', location]],
      ['id'],
    );
    const found = lot
      ? await odoo.search<{ id: number }>(
          'stock.lot',
          [
            ['name', '=', lot],
            ['product_id', '=', product?.id],
          ],
          ['id'],
        )
      : [];
    const values = {
      product_id: product?.id,
      location_id: place?.id,
      inventory_quantity_auto_apply: quantity,
      ...(lot && { lot_id: found[0]?.id }),
    };
    await odoo.create('stock.quant', [values], { inventory_mode: true });
  },
  async namesakes(item, location, quantity) {
    const name = `Others of ${item}`;
    const [company] = await odoo.create('res.company', [{ name }]);
    const make = (more: object) =>
      odoo.create('product.product', [
        { name, default_code: item, is_storable: true, type: 'consu', ...more },
      ]);
    await make({ company_id: company });
    const [archived = 0] = await make({});
    const [place] = await odoo.search<{ id: number }>(
      'stock.location',
      [['complete_name', '=', location]],
      ['id'],
    );
    const put = (amount: number) =>
      odoo.create(
        'stock.quant',
        [{ product_id: archived, location_id: place?.id, inventory_quantity_auto_apply: amount }],
        { inventory_mode: true },
      );
    const write = (vals: object) => odoo.call('product.product', 'write', { ids: [archived], vals });
    await put(quantity);
    await write({ active: false });
    const leave = async () => {
      await write({ active: true, default_code: false });
      await put(0);
    };
    return { code: `#${archived}`, leave };
  },
  async cancelOrder(order) {
    const parts = await odoo.search<{ id: number }>(
      'mrp.production',
      [['production_group_id.name', '=', order]],
      ['id'],
    );
    await odoo.call('mrp.production', 'action_cancel', { ids: parts.map(({ id }) => id) });
  },
});
