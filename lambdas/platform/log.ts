import { Logger } from '@aws-lambda-powertools/logger';

/** Name and level come from the POWERTOOLS_* environment variables. */
export const logger = new Logger();

/**
 * One code per decision that is logged. Codes do not change: runbooks and queries search for them. Some keep an older
 * word: LANE is the plant queue, PARKED is deferred, GATE is the quality hold, TOLD is published, SET_ASIDE is a dead
 * letter.
 */
export type LogCode =
  | 'EVENTS_ACCEPTED'
  | 'EVENT_REJECTED'
  | 'EVENT_POSTED'
  | 'EVENT_WARNED'
  | 'EVENT_QUARANTINED'
  | 'EVENT_PARKED'
  | 'EVENT_TYPE_UNKNOWN'
  | 'EVENT_LEFT_IN_OUTBOX'
  | 'EVENT_RESENT'
  | 'MESSAGE_UNREADABLE'
  | 'LANE_WAITING'
  | 'LANE_HELD'
  | 'LANE_PAUSED'
  | 'LANE_RESUMED'
  | 'POSTING_RETRIED'
  | 'OPERATOR_DECIDED'
  | 'LOT_ASSESSED'
  | 'VERDICT_OVERDUE'
  | 'HOLD_REFUSED'
  | 'HOLD_BYPASSED'
  | 'HOLD_TOUCHED_BY_PEOPLE'
  | 'HOLD_WATCH_FAILED'
  | 'HOLD_WATCH_RESTARTED'
  | 'GATE_TASK_FAILED'
  | 'RUN_BEGUN'
  | 'RUN_DONE'
  | 'RUN_FAILED'
  | 'RUN_STEP_FAILED'
  | 'RUN_OVERDUE'
  | 'DOCUMENT_TAKEN'
  | 'DOCUMENT_UNREADABLE'
  | 'FILE_IGNORED'
  | 'FILE_UNFINISHED'
  | 'LOT_TRACED'
  | 'MESSAGES_TOLD'
  | 'FEED_MOVED'
  | 'THING_UNREADABLE'
  | 'FEED_RESET'
  | 'WEBHOOK_DELIVERED'
  | 'WEBHOOK_FAILED'
  | 'WEBHOOK_SLOWED'
  | 'WEBHOOK_SET_ASIDE'
  | 'WEBHOOK_DISABLED'
  | 'WEBHOOK_MISSED'
  | 'WEBHOOK_UNAVAILABLE'
  | 'DRIFT_FOUND'
  | 'BOOKS_AGREE'
  | 'ODOO_UNAVAILABLE'
  | 'ODOO_RESTORED'
  | 'STORE_UNAVAILABLE';

/** The part of a logger that the code needs. Tests pass one that records the calls. */
export interface Log {
  info(code: LogCode, about: Record<string, unknown>): void;
  warn(code: LogCode, about: Record<string, unknown>): void;
  error(code: LogCode, about: Record<string, unknown>): void;
}

export const log: Log = {
  info: (code, about) => logger.info(code, about),
  warn: (code, about) => logger.warn(code, about),
  error: (code, about) => logger.error(code, about),
};

/** The part of an error that may be logged. Its cause and data may hold a payload and are left out. */
export const errorForLog = (error: unknown): { error: string; detail: string } =>
  error instanceof Error
    ? { error: error.name, detail: error.message.slice(0, 300) }
    : { error: 'Error', detail: 'not an Error' };
