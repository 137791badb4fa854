import type { RealOdooBackend } from '../backends/real-odoo.ts';

/** What is written in the log of the record of this name, as Odoo's HTML. */
export async function logOf({ odoo }: RealOdooBackend, model: string, name: string): Promise<string> {
  const [record] = await odoo.search(model, [['name', '=', name]], ['id']);
  const domain = [
    ['model', '=', model],
    ['res_id', '=', record?.id],
  ];
  const said = await odoo.search<{ id: number; body: string }>('mail.message', domain, ['body']);
  return said.map(({ body }) => body).join('\n');
}
