import type { RealOdooBackend } from '../backends/real-odoo.ts';

/** A company of its own, with a warehouse, that the gateway's user may work for. Its products are those of everybody. */
export interface OtherCompany {
  id: number;
  name: string;
  /** short name of its warehouse */
  warehouse: string;
}

export async function otherCompany(backend: RealOdooBackend): Promise<OtherCompany> {
  const { odoo } = backend;
  const name = 'Verdict Company';
  const warehouse = 'VCO';
  const [known] = await odoo.search('res.company', [['name', '=', name]], ['id']);
  const [id = 0] = known ? [known.id] : await odoo.create('res.company', [{ name }]);
  const users = await odoo.search<{ id: number }>('res.users', [['share', '=', false]], ['id']);
  await odoo.call('res.users', 'write', {
    ids: users.map((user) => user.id),
    vals: { company_ids: [[4, id]] },
  });
  const context = { allowed_company_ids: [id] };
  const [there] = await odoo.search<{ id: number; code: string }>(
    'stock.warehouse',
    [['company_id', '=', id]],
    ['code'],
    { context },
  );
  if (!there) await odoo.create('stock.warehouse', [{ name, code: warehouse, company_id: id }], context);
  else if (there.code !== warehouse)
    await odoo.call('stock.warehouse', 'write', { ids: [there.id], vals: { code: warehouse }, context });
  return { id, name, warehouse };
}
