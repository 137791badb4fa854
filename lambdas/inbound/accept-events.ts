import type { EventKey } from '../../events/envelope.ts';
import { originOf } from '../../events/envelope.ts';
import type { Finding } from '../../events/findings.ts';
import { maxEventBytes } from '../../events/limits.ts';
import { parseEvent } from '../../events/parse-event.ts';
import { refusalByRights } from '../access/may-send.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import type { Log } from '../platform/log.ts';
import { recordOf, type TakeInDeps, takeIn } from '../posting/accept-once.ts';
import type { EventRecord } from '../store/event-record.ts';
import { refusalByPlausibility } from './admission.ts';

export interface AcceptDeps extends TakeInDeps {
  log: Log;
}

/** The result for one event of a call. */
export type AcceptRow =
  | { status: 'accepted' | 'duplicate' | 'conflict'; id: string; source: string; eventKey: EventKey }
  | { status: 'rejected'; httpStatus: 400 | 403 | 422; id?: string; source?: string; errors: Finding[] };

/**
 * Checks each event, records the new ones and sends them to their plant queues. Answers one row per event, in order.
 *
 * Every event answered `accepted` is in the event store, also when its queue fails: the outbox sweeper sends it later.
 * Throws when the event store fails. Events recorded before the failure are exact repeats in the next call.
 */
export const acceptEvents = async (
  inputs: readonly unknown[],
  access: PartnerAccess,
  deps: AcceptDeps,
): Promise<AcceptRow[]> => {
  const now = deps.clock();
  const checked = inputs.map((input, index) => check(input, index, access, deps, now));
  if (inputs.length > 1) for (const result of checked) if ('row' in result) limitFindings(result.row);
  // The first event of each key; the others of the call are duplicates of it or conflict with it.
  const firsts = new Map<EventKey, EventRecord>();
  for (const result of checked)
    if ('record' in result && !firsts.has(result.record.eventKey))
      firsts.set(result.record.eventKey, result.record);
  const { before, left } = await takeIn([...firsts.values()], deps);
  const rows = checked.map((result) =>
    'row' in result ? result.row : rowOf(result.record, before.get(result.record.eventKey), firsts),
  );
  logResult(rows, left, access, deps.log);
  return rows;
};

/** An event to record, or the row of one that is rejected. */
type Checked = { record: EventRecord } | { row: AcceptRow };

const check = (
  input: unknown,
  index: number,
  access: PartnerAccess,
  deps: AcceptDeps,
  now: Date,
): Checked => {
  const parsed = parseEvent(input);
  if (!parsed.ok) return rejected(isCloudEvent(input) ? 422 : 400, parsed.findings, input);
  const { event } = parsed.value;
  const profile = deps.plants[originOf(event).plant];
  const refused =
    refusalByRights(parsed.value, access, profile) ??
    (profile && refusalByPlausibility(parsed.value, profile, now));
  if (refused) return rejected(refused.status, refused.findings, event);
  if (Buffer.byteLength(JSON.stringify(event)) > maxEventBytes)
    return rejected(
      422,
      [{ pointer: '', rule: 'size', detail: `must be at most ${maxEventBytes} bytes` }],
      event,
    );
  return { record: recordOf(parsed.value, access.partner, now, index) };
};

/** Findings per event of a batch: all findings of a hundred wrong events would make an answer of a megabyte. */
const findingsInBatch = 5;

const limitFindings = (row: AcceptRow): void => {
  if (row.status === 'rejected') row.errors.splice(findingsInBatch);
};

const isCloudEvent = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && (input as { specversion?: unknown }).specversion === '1.0';

const rejected = (httpStatus: 400 | 403 | 422, errors: Finding[], input: unknown): Checked => {
  const { id, source } = Object(input) as { id?: unknown; source?: unknown };
  return {
    row: {
      status: 'rejected',
      httpStatus,
      ...(typeof id === 'string' && { id: id.slice(0, 128) }),
      ...(typeof source === 'string' && { source: source.slice(0, 128) }),
      errors,
    },
  };
};

const rowOf = (
  record: EventRecord,
  known: EventRecord | undefined,
  firsts: Map<EventKey, EventRecord>,
): AcceptRow => {
  const { id, source } = record.event;
  const row = { id, source, eventKey: record.eventKey };
  const first = known ?? firsts.get(record.eventKey);
  if (first?.fingerprint !== record.fingerprint) return { status: 'conflict', ...row };
  return { status: first === record ? 'accepted' : 'duplicate', ...row };
};

/** `left` are the keys of events that the queue did not take; the outbox sweeper sends them. */
const logResult = (rows: AcceptRow[], left: Set<EventKey>, access: PartnerAccess, log: Log): void => {
  const count = (status: AcceptRow['status']) => rows.filter((row) => row.status === status).length;
  log.info('EVENTS_ACCEPTED', {
    partner: access.partner,
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    conflict: count('conflict'),
    rejected: count('rejected'),
  });
  for (const row of rows)
    if (row.status === 'rejected')
      log.info('EVENT_REJECTED', {
        partner: access.partner,
        status: row.httpStatus,
        rules: row.errors.map((finding) => `${finding.pointer} ${finding.rule}`),
      });
  for (const eventKey of left) log.warn('EVENT_LEFT_IN_OUTBOX', { partner: access.partner, eventKey });
};

export const isTaken = (row: AcceptRow): boolean => row.status === 'accepted' || row.status === 'duplicate';

export const titles = { 400: 'Bad Request', 403: 'Forbidden', 422: 'Unprocessable Content' };

/** The row of an answer that says what became of one event. */
export const rowAnswer = (row: AcceptRow) => {
  if (row.status === 'rejected') {
    const { httpStatus, ...rest } = row;
    return { ...rest, problem: { status: httpStatus, title: titles[httpStatus] } };
  }
  const problem = row.status === 'conflict' && { problem: { status: 409, title: 'Conflict' } };
  return { ...row, ...problem, statusUrl: `/v1/events/${row.eventKey}` };
};
