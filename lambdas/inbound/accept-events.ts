import { originOf } from '../../events/envelope.ts';
import type { Finding } from '../../events/findings.ts';
import type { EventKey } from '../../events/identity.ts';
import { maxEventBytes } from '../../events/limits.ts';
import { parseEvent } from '../../events/parse-event.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import type { Log } from '../platform/log.ts';
import { recordOf, type TakeInDeps, takeIn } from '../posting/take-in.ts';
import type { EventRecord } from '../store/event-record.ts';
import { isPlausible, mayReport } from './admission.ts';

export interface AcceptDeps extends TakeInDeps {
  log: Log;
}

/** What became of one event of a call. */
export type AcceptRow =
  | { status: 'accepted' | 'duplicate' | 'conflict'; id: string; source: string; eventKey: EventKey }
  | { status: 'rejected'; httpStatus: 400 | 403 | 422; id?: string; source?: string; errors: Finding[] };

type Admitted = { record: EventRecord };
type Verdict = Admitted | { row: AcceptRow };

/**
 * Takes events in: checks each, records the new ones, puts them in their lanes. One row per event, in order.
 * Everything that is answered `accepted` is in the ledger, whatever happens to the queue.
 * Throws when the ledger fails; what it had recorded by then is an exact repeat the next time.
 */
export const acceptEvents = async (
  inputs: readonly unknown[],
  access: PartnerAccess,
  deps: AcceptDeps,
): Promise<AcceptRow[]> => {
  const now = deps.clock();
  const verdicts = inputs.map((input, index) => admit(input, index, access, deps, now));
  if (inputs.length > 1) for (const verdict of verdicts) if ('row' in verdict) shorten(verdict.row);
  const firsts = new Map<EventKey, EventRecord>();
  for (const verdict of verdicts)
    if ('record' in verdict && !firsts.has(verdict.record.eventKey))
      firsts.set(verdict.record.eventKey, verdict.record);
  const { before, left } = await takeIn([...firsts.values()], deps);
  const rows = verdicts.map((verdict) =>
    'row' in verdict ? verdict.row : rowOf(verdict.record, before.get(verdict.record.eventKey), firsts),
  );
  report(rows, left, access, deps.log);
  return rows;
};

const admit = (
  input: unknown,
  index: number,
  access: PartnerAccess,
  deps: AcceptDeps,
  now: Date,
): Verdict => {
  const parsed = parseEvent(input);
  if (!parsed.ok) return rejected(isCloudEvent(input) ? 422 : 400, parsed.findings, input);
  const { event } = parsed.value;
  const profile = deps.plants[originOf(event).plant];
  const refused =
    mayReport(parsed.value, access, profile) ?? (profile && isPlausible(parsed.value, profile, now));
  if (refused) return rejected(refused.status, refused.findings, event);
  if (Buffer.byteLength(JSON.stringify(event)) > maxEventBytes)
    return rejected(
      422,
      [{ pointer: '', rule: 'size', detail: `must be at most ${maxEventBytes} bytes` }],
      event,
    );
  return { record: recordOf(parsed.value, access.partner, now, index) };
};

/** A hundred events with everything wrong must not make an answer of a megabyte. */
const findingsInBatch = 5;
const shorten = (row: AcceptRow): void => {
  if (row.status === 'rejected') row.errors.splice(findingsInBatch);
};

const isCloudEvent = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && (input as { specversion?: unknown }).specversion === '1.0';

const rejected = (httpStatus: 400 | 403 | 422, errors: Finding[], input: unknown): Verdict => {
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

const report = (rows: AcceptRow[], left: Set<EventKey>, access: PartnerAccess, log: Log): void => {
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
