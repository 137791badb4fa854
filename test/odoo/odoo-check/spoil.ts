import type { OdooAdmin } from '../../../odoo/admin.ts';

/** Makes of a demo database what careless owners make: each line is one thing that `odoo:check` must tell. */
export const spoil = async (odoo: OdooAdmin, login: string): Promise<void> => {
  const named = async (model: string, domain: unknown[], limit = 1): Promise<number[]> =>
    (await odoo.search<{ id: number }>(model, domain, ['id'], { limit, order: 'id' })).map(({ id }) => id);
  const write = (model: string, ids: number[], vals: Record<string, unknown>) =>
    odoo.call(model, 'write', { ids, vals });
  const required = async (model: string, name: string, title: string) => {
    const [modelId] = await named('ir.model', [['model', '=', model]]);
    const field = { model_id: modelId, name, field_description: title, ttype: 'char', required: true };
    const [id] = await odoo.create('ir.model.fields', [field]);
    return id;
  };
  const [chicago] = await named('res.company', [['name', 'like', 'Chicago']]);
  const [main] = await named('res.company', [['name', 'like', 'San Francisco']]);

  await required('stock.lot', 'x_origin', 'Origin');
  const shift = await required('mrp.production', 'x_shift', 'Shift');
  await odoo.create('ir.default', [{ field_id: shift, json_value: '"day"' }]);

  await write('stock.warehouse', await named('stock.warehouse', [['company_id', '=', chicago]]), {
    code: 'WH',
  });
  await odoo.create('stock.warehouse', [
    {
      name: 'Steps',
      code: 'STEPS',
      company_id: main,
      reception_steps: 'three_steps',
      delivery_steps: 'pick_ship',
      manufacture_steps: 'pbm_sam',
    },
  ]);
  await write('stock.picking.type', await named('stock.picking.type', [['code', '=', 'incoming']]), {
    create_backorder: 'never',
  });

  await write('res.company', main === undefined ? [] : [main], { stock_move_email_validation: true });

  const [kilogram, ton] = [
    await odoo.externalId('uom.product_uom_kgm'),
    await odoo.externalId('uom.product_uom_ton'),
  ];
  const [sack] = await odoo.create('uom.uom', [
    { name: 'Sack', relative_uom_id: kilogram, relative_factor: 25 },
  ]);
  const [careless] = await odoo.create('product.category', [
    { name: 'Careless', property_cost_method: 'average' },
  ]);
  const goods = { type: 'consu', is_storable: true, categ_id: careless };
  const [, , , archived] = await odoo.create('product.product', [
    { ...goods, name: 'One', default_code: 'TWICE', uom_id: sack },
    { ...goods, name: 'Other', default_code: 'TWICE' },
    { ...goods, name: 'Heavy', default_code: 'HEAVY', uom_id: ton },
    { ...goods, name: 'Forgotten', default_code: 'FORGOTTEN' },
    { ...goods, name: 'Namesake' },
    { ...goods, name: 'Namesake' },
    { ...goods, name: 'Scanned', default_code: 'SCANNED', barcode: 'HEAVY' },
  ]);
  const [stock] = await named('stock.location', [
    ['usage', '=', 'internal'],
    ['company_id', '=', main],
  ]);
  await odoo.create(
    'stock.quant',
    [{ product_id: archived, location_id: stock, inventory_quantity_auto_apply: 5 }],
    { inventory_mode: true },
  );
  await write('product.product', [archived ?? 0], { active: false });
  await write('mrp.bom', await named('mrp.bom', []), { consumption: 'strict' });

  await odoo.create('res.partner', [
    { name: 'Same one', ref: 'SAME' },
    { name: 'Same other', ref: 'SAME' },
  ]);
  await write('res.company', [main ?? 0], { fiscalyear_lock_date: '2026-01-31' });
  const user = await named('res.users', [['login', '=', login]]);
  const group = await odoo.externalId('mrp.group_mrp_user');
  await write('res.users', user, { group_ids: [[3, group]] });
};
