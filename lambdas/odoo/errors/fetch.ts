import { type OdooFailure, transient } from './failure.ts';

/** What it means that `fetch` itself failed, by Node's error codes. */
export function failureOfFetch(error: unknown): OdooFailure {
  if (error instanceof Error && error.name === 'TimeoutError')
    return transient('timeout', 'Odoo did not answer in time; it may still commit', { outcome: 'unknown' });
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  const name = typeof code === 'string' ? code : 'no error code';
  // Nothing was sent, so nothing can have been booked.
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
