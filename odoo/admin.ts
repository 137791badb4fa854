import { type OdooAnswer, OdooClient } from '../lambdas/odoo/client.ts';

/** Setting up and looking into Odoo with an administrator's key: tools, not the gateway. A failure ends the tool. */
export class OdooAdmin {
  readonly client: OdooClient;

  constructor(connection: { url: string; database: string; apiKey: string }) {
    // Installing an app takes Odoo a minute.
    this.client = new OdooClient({ ...connection, timeoutMs: 600_000 });
  }

  async call<T = unknown>(model: string, method: string, body: Record<string, unknown> = {}): Promise<T> {
    return must(await this.client.call<T>(model, method, body), `${model}.${method}`);
  }

  search<T extends { id: number }>(
    model: string,
    domain: unknown[],
    fields: (keyof T & string)[],
    more: Record<string, unknown> = {},
  ): Promise<T[]> {
    return this.call<T[]>(model, 'search_read', { domain, fields, ...more });
  }

  create(
    model: string,
    values: Record<string, unknown>[],
    context: Record<string, unknown> = {},
  ): Promise<number[]> {
    return values.length === 0
      ? Promise.resolve([])
      : this.call(model, 'create', { vals_list: values, context });
  }

  /** Record id of an external id such as `uom.product_uom_kgm`; undefined when there is none. */
  async externalId(xmlId: string): Promise<number | undefined> {
    const [module, name] = xmlId.split('.', 2);
    const domain = [
      ['module', '=', module],
      ['name', '=', name],
    ];
    const [found] = await this.search<{ id: number; res_id: number }>('ir.model.data', domain, ['res_id']);
    return found?.res_id;
  }

  /** Installs the apps that are missing; names those it installed. */
  async installApps(names: readonly string[]): Promise<string[]> {
    const apps = await this.search<{ id: number; name: string; state: string }>(
      'ir.module.module',
      [['name', 'in', names]],
      ['name', 'state'],
    );
    const unknown = names.filter((name) => !apps.some((app) => app.name === name));
    if (unknown.length > 0) throw new Error(`this Odoo does not have the apps ${unknown.join(', ')}`);
    const missing = apps.filter((app) => app.state !== 'installed');
    if (missing.length > 0)
      await this.call('ir.module.module', 'button_immediate_install', { ids: missing.map(({ id }) => id) });
    return missing.map(({ name }) => name);
  }
}

function must<T>(answer: OdooAnswer<T>, what: string): T {
  if (answer.ok) return answer.value;
  throw new Error(`${what}: ${answer.code}: ${answer.message}`);
}
