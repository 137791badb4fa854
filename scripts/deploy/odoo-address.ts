import * as z from 'zod';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../../lib/names.ts';
import type { Secrets } from './aws/ports.ts';

/** Where Odoo is, and the integration user's key. Never print `apiKey`. */
export interface OdooAddress {
  url: string;
  database: string;
  apiKey: string;
}

const schema = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be https://…' }),
  database: z.string().min(1),
  apiKey: z.string().min(1),
});

/** Text that the deployment puts into a new secret (`lib/data-stack.ts`). */
const placeholder = 'set-me';

/** Reads JSON with url, database and apiKey. Throws an error that names the wrong fields, never their values. */
export const readAddress = (text: string, where: string): OdooAddress => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${where} is not JSON with url, database and apiKey`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    `${where}: wrong or missing: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
  );
};

/** What ODOO_URL, ODOO_DB and ODOO_API_KEY say. Undefined when ODOO_URL is not set. */
export const addressFromVariables = (
  variables: Readonly<Record<string, string | undefined>>,
): OdooAddress | undefined => {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: apiKey } = variables;
  if (!url) return undefined;
  if (!database || !apiKey) throw new Error('beside ODOO_URL, set ODOO_DB and ODOO_API_KEY');
  return readAddress(JSON.stringify({ url, database, apiKey }), 'ODOO_URL, ODOO_DB, ODOO_API_KEY');
};

/** What the environment's secret says. Undefined when it is not deployed, or has the placeholder still. */
export const addressFromSecret = async (
  secrets: Pick<Secrets, 'read'>,
  environment: Pick<Environment, 'name'>,
): Promise<OdooAddress | undefined> => {
  const name = namesOf(environment).odooSecret;
  const text = await secrets.read(name);
  if (text === undefined) return undefined;
  const address = readAddress(text, `secret ${name}`);
  return address.apiKey === placeholder ? undefined : address;
};
