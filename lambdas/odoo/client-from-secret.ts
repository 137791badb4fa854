import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { awsCalls } from '../runtime/aws.ts';
import { OdooClient } from './client.ts';
import type { ClientSource } from './odoo-port.ts';
import { UnusableSecret } from './unusable-secret.ts';

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
  const secrets = new SecretsProvider({ awsSdkV3Client: new SecretsManagerClient(awsCalls) });
  let current: OdooClient | undefined;
  return async (fresh) => {
    const text = await secrets.get(secretId, { maxAge: maxAgeSeconds, forceFetch: fresh });
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
