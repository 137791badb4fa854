import { failureOfAnswer, failureOfFetch, type HttpAnswer, type OdooFailure } from './errors.ts';

export interface OdooConnection {
  url: string;
  database: string;
  apiKey: string;
  /**
   * Milliseconds. Odoo repeats a call up to five times after a serialization failure and sleeps up to 30 s
   * between; a shorter timeout turns good bookings into unknown outcomes.
   */
  timeoutMs?: number;
  /** id of the server action, when it is configured rather than looked up */
  actionId?: number;
}

export type OdooAnswer<T> = { ok: true; value: T } | OdooFailure;

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Odoo's JSON-2 API. Every call is one transaction in Odoo. Failures are values; nothing is thrown and nothing is
 * retried here, because only the caller knows whether asking again is harmless. Connections are kept alive by
 * Node's own fetch.
 */
export class OdooClient {
  readonly connection: Readonly<OdooConnection>;

  constructor(connection: OdooConnection) {
    this.connection = { ...connection, url: connection.url.replace(/\/+$/, '') };
  }

  /**
   * `body` holds Odoo's named arguments, and `ids` and `context` where the method wants them. A call may be given less
   * time than the connection's.
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
        // A followed redirect would repeat the POST as a GET, and send the key elsewhere.
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
      return failureOfAnswer({ ...answer, contentType: 'cut off JSON' });
    }
  }
}
