/**
 * This file alone decides what an answer from Odoo means.
 *
 * | kind      | meaning                                            | what the plant queue does                   |
 * |-----------|----------------------------------------------------|---------------------------------------------|
 * | transient | Odoo cannot answer now                             | waits, then tries the same event again      |
 * | refused   | Odoo understood and declined this business request | quarantines the event                       |
 * | broken    | we are misconfigured: key, right, module, version  | stops, and pages the person on call         |
 *
 * `outcome` says whether Odoo may have committed the booking in spite of the failure. When it is unknown, ask again with
 * the same event key: the idempotency record in Odoo answers `duplicate`.
 */

export const TRANSIENT_CODES = [
  'timeout',
  'connection-lost',
  'unreachable',
  'too-many-requests',
  'gateway-error',
  'not-odoo',
  'serialization-failure',
  'database-unavailable',
] as const;

export const REFUSED_CODES = ['odoo-refused', 'missing-record'] as const;

export const BROKEN_CODES = [
  'bad-secret',
  'bad-key',
  'missing-right',
  'unknown-database',
  'unknown-method',
  'redirected',
  'bad-request',
  'request-too-large',
  'odoo-defect',
  'module-missing',
  'version-mismatch',
  'other-environment',
  'unknown-warehouse',
  'unknown-operation',
  'gate-misconfigured',
  'unexpected-answer',
] as const;

export type TransientCode = (typeof TRANSIENT_CODES)[number];
export type RefusedCode = (typeof REFUSED_CODES)[number];
export type BrokenCode = (typeof BROKEN_CODES)[number];

interface Failed {
  ok: false;
  /** for people; never Odoo's `debug`, which is a traceback */
  message: string;
  outcome: 'not-done' | 'unknown';
  status?: number;
}

export type OdooFailure =
  | (Failed & { kind: 'transient'; code: TransientCode; retryAfterSeconds?: number })
  | (Failed & { kind: 'refused'; code: RefusedCode; outcome: 'not-done' })
  | (Failed & { kind: 'broken'; code: BrokenCode });

export interface HttpAnswer {
  status: number;
  contentType: string;
  retryAfter: string | null;
  body: string;
}

/** The failure for an HTTP answer that is no usable 200. Measured on Odoo 19.0. */
export function failureOfAnswer(answer: HttpAnswer): OdooFailure {
  const { status } = answer;
  const error = odooError(answer);
  if (status === 429) {
    const retryAfterSeconds = secondsOf(answer.retryAfter);
    return transient('too-many-requests', 'Odoo asks for fewer requests', {
      outcome: 'not-done',
      status,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
  // A proxy gave up waiting; the worker behind it may still commit.
  if (status === 408 || (status >= 502 && status <= 504))
    return transient('gateway-error', `HTTP ${status} before Odoo answered`, { outcome: 'unknown', status });
  if (status >= 300 && status < 400)
    return broken('redirected', 'the Odoo URL redirects elsewhere; configure the final address', status);
  if (status === 401) return broken('bad-key', error?.message ?? 'Odoo did not accept the API key', status);
  if (status === 403) return broken('missing-right', error?.message ?? 'access denied', status);
  if (status === 404) return notFound(error, status);
  if (status === 409)
    return transient('serialization-failure', 'another transaction holds a record', {
      outcome: 'not-done',
      status,
    });
  if (status === 413)
    return broken(
      'request-too-large',
      'the request is too large for Odoo or for a proxy in front of it',
      status,
    );
  if (status === 422) return unprocessable(error, status);
  if (status >= 500) return serverError(error, status);
  if (status >= 400)
    return broken('bad-request', error?.message ?? `HTTP ${status} without an Odoo error`, status);
  return transient('not-odoo', `HTTP ${status} with ${answer.contentType || 'no content type'}, not JSON`, {
    outcome: 'unknown',
    status,
  });
}

/** The failure when `fetch` itself throws, by Node's error codes. */
export function failureOfFetch(error: unknown): OdooFailure {
  if (error instanceof Error && error.name === 'TimeoutError')
    return transient('timeout', 'Odoo did not answer in time; it may still commit', { outcome: 'unknown' });
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  const name = typeof code === 'string' ? code : 'no error code';
  // No connection means no request, so nothing was booked.
  if (NEVER_CONNECTED.has(name))
    return transient('unreachable', `Odoo cannot be reached (${name})`, { outcome: 'not-done' });
  return transient('connection-lost', `the connection broke before an answer (${name})`, {
    outcome: 'unknown',
  });
}

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
]);

/** True for the one transient failure that concerns a single call. The others mean that Odoo as a whole is away. */
export const concernsThisCallOnly = (failure: OdooFailure): boolean =>
  failure.code === 'serialization-failure';

const MESSAGE_LIMIT = 500;
const MOST_LINES = 6;

export function transient(
  code: TransientCode,
  message: string,
  more: { outcome: 'not-done' | 'unknown'; status?: number; retryAfterSeconds?: number },
): OdooFailure {
  return { ok: false, kind: 'transient', code, message: brief(message), ...more };
}

export function broken(code: BrokenCode, message: string, status?: number): OdooFailure {
  return {
    ok: false,
    kind: 'broken',
    code,
    message: brief(message),
    outcome: 'not-done',
    ...(status === undefined ? {} : { status }),
  };
}

export function refused(code: RefusedCode, message: string, status: number): OdooFailure {
  return { ok: false, kind: 'refused', code, message: brief(message), outcome: 'not-done', status };
}

/** Shortens a message. Some of Odoo's refusals have one line for each missing item. */
function brief(message: string): string {
  const text = message.trim().split('\n').slice(0, MOST_LINES).join('\n');
  return text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT)}…` : text;
}

interface OdooError {
  name: string;
  message: string;
}

/** Reads `name` and `message` of Odoo's error body and leaves out `debug`, `arguments` and `context`. */
function odooError(answer: HttpAnswer): OdooError | undefined {
  if (!answer.contentType.includes('json')) return undefined;
  try {
    const body: unknown = JSON.parse(answer.body);
    if (typeof body !== 'object' || body === null) return undefined;
    const { name, message } = body as { name?: unknown; message?: unknown };
    return typeof name === 'string'
      ? { name, message: typeof message === 'string' ? message : '' }
      : undefined;
  } catch {
    return undefined;
  }
}

function notFound(error: OdooError | undefined, status: number): OdooFailure {
  // For an unknown database Odoo answers with a web page.
  if (!error) return broken('unknown-database', 'no such database at this Odoo URL', status);
  if (error.name.endsWith('.MissingError')) return refused('missing-record', error.message, status);
  return broken('unknown-method', error.message, status);
}

function unprocessable(error: OdooError | undefined, status: number): OdooFailure {
  if (!error) return broken('bad-request', 'HTTP 422 without an Odoo error', status);
  // Named arguments are wrong or missing: our request is wrong, not the event.
  if (error.name.endsWith('.UnprocessableEntity')) return broken('bad-request', error.message, status);
  // Another transaction created the same unique key first. Ours was rolled back; a repeat finds the other's record.
  if (isUniqueViolation(error.message))
    return transient('serialization-failure', 'lost a race for a unique key', {
      outcome: 'not-done',
      status,
    });
  return refused('odoo-refused', error.message, status);
}

function serverError(error: OdooError | undefined, status: number): OdooFailure {
  if (!error)
    return transient('not-odoo', `HTTP ${status} without an Odoo error`, { outcome: 'unknown', status });
  if (/(Serialization|Deadlock|LockNotAvailable|ConcurrencyError)/.test(error.name))
    return transient('serialization-failure', 'Odoo gave up after its own retries', {
      outcome: 'not-done',
      status,
    });
  // A server action wraps every error in a ValueError, so the lost race for a unique key shows in the message only.
  if (isUniqueViolation(error.message))
    return transient('serialization-failure', 'lost a race for a unique key', {
      outcome: 'not-done',
      status,
    });
  if (/(PoolError|psycopg2\.OperationalError|InterfaceError|AdminShutdown|CannotConnectNow)/.test(error.name))
    return transient('database-unavailable', `Odoo lost its database (${error.name})`, {
      outcome: 'unknown',
      status,
    });
  return broken('odoo-defect', `${error.name}: ${causeIn(error.message)}`, status);
}

/**
 * The error inside a server action's message. Odoo 19 writes "KeyError('x') while evaluating" and then the whole code. The
 * error has Python's quotes, so an SQL statement or a row in it follows after a literal `\n`.
 */
function causeIn(message: string): string {
  const [cause = ''] = message.trim().split(/ while evaluating|\r?\n|\\n/);
  return cause;
}

function isUniqueViolation(message: string): boolean {
  return /^UniqueViolation\(|duplicate key value violates unique constraint/.test(message);
}

function secondsOf(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
