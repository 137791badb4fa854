import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import * as z from 'zod';
import { OdooClient } from './client.ts';
import type { ClientSource } from './odoo-port.ts';

const secret = z.object({
  url: z.url({ protocol: /^https?$/ }),
  database: z.string().min(1),
  apiKey: z.string().min(1),
  actionId: z.int().positive().optional(),
});

/** A rotated key works after this long at the latest, and at once when Odoo refuses the old one. */
const maxAgeSeconds = 300;

/** Odoo's address and key from Secrets Manager. An unusable secret is named by field, never by value. */
export const clientFromSecret = (secretId: string, timeoutMs: number): ClientSource => {
  let current: OdooClient | undefined;
  return async (fresh) => {
    const text = await getSecret(secretId, { maxAge: maxAgeSeconds, forceFetch: fresh });
    const { actionId, ...connection } = readSecret(String(text));
    const { url, database, apiKey } = current?.connection ?? {};
    const same =
      url === connection.url.replace(/\/+$/, '') &&
      database === connection.database &&
      apiKey === connection.apiKey;
    if (!current || !same)
      current = new OdooClient({ ...connection, timeoutMs, ...(actionId && { actionId }) });
    return current;
  };
};

export class UnusableSecret extends Error {
  constructor(fields: string) {
    super(`the Odoo secret must be JSON with url, database and apiKey; wrong: ${fields}`);
    this.name = 'UnusableSecret';
  }
}

const readSecret = (text: string): z.infer<typeof secret> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnusableSecret('not JSON');
  }
  const parsed = secret.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UnusableSecret(parsed.error.issues.map((issue) => issue.path.join('.')).join(', '));
};
