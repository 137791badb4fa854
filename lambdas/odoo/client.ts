import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { awsCalls } from '../platform/aws.ts';
import { failureOfAnswer, failureOfFetch, type HttpAnswer, type OdooFailure } from './failures.ts';

export interface OdooConnection {
  url: string;
  database: string;
  apiKey: string;
  /**
   * Milliseconds. After a serialization failure Odoo repeats a call up to five times and sleeps up to 30 s in between. A
   * shorter timeout turns good bookings into unknown outcomes.
   */
  timeoutMs?: number;
  /** id of the server action, when it is configured; otherwise it is looked up */
  actionId?: number;
  /** the gateway's environment, which every call of the server action states; tools that book nothing have none */
  environment?: string;
}

export type OdooAnswer<T> = { ok: true; value: T } | OdooFailure;

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Client of Odoo's JSON-2 API. Every call is one transaction in Odoo. Failures are values; nothing is thrown. Nothing is
 * retried here, because only the caller knows whether a repeat is harmless. Node's fetch keeps connections alive.
 */
export class OdooClient {
  readonly connection: Readonly<OdooConnection>;

  constructor(connection: OdooConnection) {
    this.connection = { ...connection, url: connection.url.replace(/\/+$/, '') };
  }

  /**
   * `body` holds the method's named arguments, and `ids` and `context` when the method needs them. `options.timeoutMs`
   * can only shorten the connection's timeout.
   */
  async call<T = unknown>(
    model: string,
    method: string,
    body: Record<string, unknown> = {},
    options: { timeoutMs?: number } = {},
  ): Promise<OdooAnswer<T>> {
    const { url, database, apiKey, timeoutMs = DEFAULT_TIMEOUT_MS } = this.connection;
    let answer: HttpAnswer;
    try {
      const response = await fetch(`${url}/json/2/${model}/${method}`, {
        method: 'POST',
        headers: {
          authorization: `bearer ${apiKey}`,
          'content-type': 'application/json',
          'x-odoo-database': database,
        },
        body: JSON.stringify(body),
        // fetch would follow a redirect with a GET and send the key to another address.
        redirect: 'manual',
        signal: AbortSignal.timeout(Math.min(timeoutMs, options.timeoutMs ?? timeoutMs)),
      });
      answer = {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        retryAfter: response.headers.get('retry-after'),
        body: await response.text(),
      };
    } catch (error) {
      return failureOfFetch(error);
    }
    if (answer.status !== 200 || !answer.contentType.includes('json')) return failureOfAnswer(answer);
    try {
      return { ok: true, value: JSON.parse(answer.body) as T };
    } catch {
      return failureOfAnswer({ ...answer, contentType: 'truncated JSON' });
    }
  }
}

/** The message names the wrong fields of the Odoo secret, never their values. */
export class UnusableSecret extends Error {
  constructor(fields: string) {
    super(`the Odoo secret must be JSON with url, database and apiKey; wrong: ${fields}`);
    this.name = 'UnusableSecret';
  }
}

const secret = z.object({
  url: z.url({ protocol: /^https?$/ }),
  database: z.string().min(1),
  apiKey: z.string().min(1),
  actionId: z.int().positive().optional(),
});

/** A rotated key is used after this time at the latest, or at once when Odoo refuses the old one. */
const maxAgeSeconds = 300;

/** Returns a client; `fresh` skips the cached secret. Throws when the secret cannot be read. */
export type ClientSource = (fresh: boolean) => Promise<OdooClient>;

/**
 * Reads Odoo's address and key from Secrets Manager and keeps one client until they change. The source throws
 * {@link UnusableSecret} when the secret has wrong fields.
 */
export const clientFromSecret = (secretId: string, timeoutMs: number, environment: string): ClientSource => {
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
      current = new OdooClient({ ...connection, timeoutMs, environment, ...(actionId && { actionId }) });
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
