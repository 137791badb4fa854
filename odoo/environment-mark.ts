import type { OdooAdmin } from './admin.ts';

/**
 * System parameter with the name of the environment whose gateway may use the database. It lies in the database, so a dump
 * or a copy carries it, and outside the module's data, so a new import or a removal of the module keeps it.
 */
export const ENVIRONMENT_MARK = 'plant_gateway.environment';

interface Parameter {
  id: number;
  value: string;
}

const parameterOf = async (odoo: OdooAdmin): Promise<Parameter | undefined> =>
  (await odoo.search<Parameter>('ir.config_parameter', [['key', '=', ENVIRONMENT_MARK]], ['value']))[0];

/** The environment that the database is marked with; undefined for none. */
export const environmentMark = async (odoo: OdooAdmin): Promise<string | undefined> =>
  (await parameterOf(odoo))?.value;

/**
 * Marks the database with an environment. Repeating it changes nothing. Throws when it is marked with another environment,
 * unless `remark`: then its gateways are refused from the next call on.
 */
export async function markEnvironment(
  odoo: OdooAdmin,
  environment: string,
  remark = false,
): Promise<'marked' | 'marked before'> {
  const before = await parameterOf(odoo);
  if (before?.value === environment) return 'marked before';
  if (before && !remark)
    throw new Error(
      `this Odoo database is marked as ${before.value}; nothing was changed. If it is a copy made for ${environment}, repeat with --remark: the gateway of ${before.value} is then refused here`,
    );
  if (before)
    await odoo.call('ir.config_parameter', 'write', { ids: [before.id], vals: { value: environment } });
  else await odoo.create('ir.config_parameter', [{ key: ENVIRONMENT_MARK, value: environment }]);
  return 'marked';
}
