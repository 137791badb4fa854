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
  /** plain words; never Odoo's `debug`, which is a traceback */
  message: string;
  outcome: 'not-done' | 'unknown';
  status?: number;
}

export type OdooFailure =
  | (Failed & { kind: 'transient'; code: TransientCode; retryAfterSeconds?: number })
  | (Failed & { kind: 'refused'; code: RefusedCode; outcome: 'not-done' })
  | (Failed & { kind: 'broken'; code: BrokenCode });

/** The other transient failures say that Odoo as a whole is away or overloaded. */
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

/** Some of Odoo's refusals list what is missing, a line each; no more than the first of them. */
function brief(message: string): string {
  const text = message.trim().split('\n').slice(0, MOST_LINES).join('\n');
  return text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT)}…` : text;
}
