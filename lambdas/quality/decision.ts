import { eventType, schemaId } from '../../events/define-event.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { nonconformanceRaised } from '../../events/nonconformance-raised.ts';
import { type ParsedEvent, parseEvent } from '../../events/parse-event.ts';
import { ownSource } from '../posting/accept-once.ts';
import { lotHash } from '../store/audit-trail.ts';
import { type LotState, passes } from './lot-state.ts';
import type { HoldRecord, Lot } from './registry.ts';

/** The next step for a lot. Every decision has waiting times: the state machine also waits while a person decides. */
export type HoldDecision = {
  /** seconds until the lot is assessed again when nothing happens */
  secondsLeft: number;
  /** the same in seconds, but every sign of the laboratory's work starts it anew */
  heartbeatSeconds: number;
} & (
  | { next: 'close' | 'renew' | 'wait' }
  | { next: 'release' | 'raise'; own: OwnEvent }
  | { next: 'late'; late: OverdueNotices }
);

/** An event that the gateway sends in its own name. `time` is the time of the deciding event. */
export type OwnEvent =
  | { kind: 'release'; id: string; time: string }
  | { kind: 'raise'; id: string; time: string; title: string };

/** Notices that are due now. Times are RFC 3339. */
export interface OverdueNotices {
  /** remind the laboratory, which has been silent since this time */
  remind?: string;
  /** escalate to the person on call; this is when it was due */
  escalate?: string;
}

/** Hours without a statement about a held lot after which the laboratory and the person on call get a notice. */
export interface ReminderPolicy {
  remindAfterHours: number;
  verdictWithinHours: number;
  escalateEveryHours: number;
}

/** Step Functions ends an execution after a year. The lot gets a new one long before that. */
const longestRoundMs = 180 * 24 * 3600 * 1000;

/** A pure function of the lot's state in Odoo, the hold record and the time. */
export const decide = (
  state: LotState,
  record: HoldRecord,
  policy: ReminderPolicy,
  moment: Date,
): HoldDecision => {
  const now = moment.getTime();
  const deadlines = deadlinesOf(state, record, policy, now);
  const wait = waitFor(deadlines, state, record, now);
  const isDue = (own: OwnEvent | undefined): own is OwnEvent => !!own && !record.done.includes(own.id);

  const raise = raiseOf(state, record, now);
  if (isDue(raise)) return { next: 'raise', own: raise, ...wait };
  if (state.held <= 0) return { next: 'close', ...wait };
  const release = releaseOf(state, record, now);
  if (isDue(release)) return { next: 'release', own: release, ...wait };
  const late = noticesOf(deadlines, record, now);
  if (late) return { next: 'late', late, ...wait };
  if (now - Date.parse(record.openedAt) > longestRoundMs) return { next: 'renew', ...wait };
  return { next: 'wait', ...wait };
};

/** A failed lot needs one even when none of it is left to hold: it may have been shipped. */
const raiseOf = (state: LotState, record: HoldRecord, now: number): OwnEvent | undefined => {
  const { deciding, expires, held } = state;
  const raise = (because: string, time: string, title: string): OwnEvent => ({
    kind: 'raise',
    id: `raise-${lotHash(record)}-${because}`,
    time,
    title,
  });
  const failed =
    deciding?.verdict === 'fail'
      ? raise(deciding.eventKey, deciding.at, 'The lot failed its inspection')
      : undefined;
  const expired =
    expires !== undefined && held > 0 && hasExpired(state, now)
      ? raise(`expired-${expires.replace(/\D/g, '')}`, expires, 'The lot expired while it was held')
      : undefined;
  return [failed, expired].find((own) => own && !record.done.includes(own.id));
};

/**
 * The id contains the key of the deciding event. Once a release is booked, it is the deciding event itself. Goods that
 * are booked later and that it covers get another release with another id.
 */
const releaseOf = (state: LotState, record: HoldRecord, now: number): OwnEvent | undefined => {
  const { deciding, covered } = state;
  if (!deciding || !passes(state) || covered <= 0 || hasExpired(state, now)) return undefined;
  return { kind: 'release', id: `release-${lotHash(record)}-${deciding.eventKey}`, time: deciding.at };
};

const hasExpired = ({ expires }: LotState, now: number): boolean =>
  expires !== undefined && Date.parse(expires) <= now;

const noticesOf = (deadlines: Deadlines, record: HoldRecord, now: number): OverdueNotices | undefined => {
  const { reminder, escalation } = deadlines;
  const remind = reminder && reminder.at <= now && record.remindedOf !== reminder.of;
  const escalate = escalation && !(Date.parse(record.escalatedAt ?? '') >= escalation.at);
  if (!remind && !escalate) return undefined;
  return {
    ...(remind && { remind: reminder.of }),
    ...(escalate && { escalate: new Date(escalation.at).toISOString() }),
  };
};

/** Seconds. A lot without deadlines is assessed this often all the same. */
const longestWaitSeconds = 30 * 24 * 3600;

/** Step Functions takes whole seconds only. The heartbeat must be shorter than the timeout. */
const waitFor = (deadlines: Deadlines, state: LotState, record: HoldRecord, now: number) => {
  const expires = Date.parse(state.expires ?? '');
  const next = Math.min(
    deadlines.nextEscalation ?? Number.POSITIVE_INFINITY,
    expires > now ? expires : Number.POSITIVE_INFINITY,
    now + longestWaitSeconds * 1000,
  );
  const { reminder } = deadlines;
  const heartbeat = reminder && record.remindedOf !== reminder.of ? Math.min(reminder.at, next) : next;
  const seconds = (time: number) => Math.max(1, Math.ceil((time - now) / 1000));
  return { secondsLeft: seconds(next) + 1, heartbeatSeconds: seconds(heartbeat) };
};

/** Numbers are milliseconds since 1970. */
export interface Deadlines {
  /** when the laboratory's reminder is due. It may be past. `of`: since when the laboratory has been silent, RFC 3339 */
  reminder?: { at: number; of: string };
  /** the latest escalation time at or before now */
  escalation?: { at: number };
  /** the first escalation time after now */
  nextEscalation?: number;
}

const hourMs = 3_600_000;

/**
 * Deadlines of a lot whose goods wait for a decision: there is no verdict yet, or only a hold, or goods came after the
 * verdict. A judged lot has none. Goods that people put on hold by hand in Odoo have none either.
 */
export const deadlinesOf = (
  state: LotState,
  record: Pick<HoldRecord, 'heldSince' | 'lastWordAt'>,
  policy: ReminderPolicy,
  now: number,
): Deadlines => {
  const since = waitsSince(state, record.heldSince);
  if (since === undefined) return {};
  const silent = Math.max(since, Date.parse(record.lastWordAt ?? record.heldSince));
  const first = since + policy.verdictWithinHours * hourMs;
  const every = policy.escalateEveryHours * hourMs;
  const repeats = Math.floor((now - first) / every);
  return {
    reminder: { at: silent + policy.remindAfterHours * hourMs, of: new Date(silent).toISOString() },
    ...(now >= first && { escalation: { at: first + repeats * every } }),
    nextEscalation: now < first ? first : first + (repeats + 1) * every,
  };
};

const waitsSince = (state: LotState, heldSince: string): number | undefined => {
  const { deciding } = state;
  const held = Date.parse(heldSince);
  if (state.held <= 0 || deciding?.verdict === 'fail') return undefined;
  if (!deciding) return held;
  const decidedAt = Date.parse(deciding.at);
  if (deciding.verdict === 'held') return Math.max(held, decidedAt);
  // The gateway releases goods that a passing verdict covers, so they do not wait. Goods that an owner's release covers
  // came after it and wait for another decision.
  return (passes(state) && state.covered > 0) || held <= decidedAt ? undefined : held;
};

/** The event that the gateway sends about a lot, in Odoo's codes. Throws when it is not valid. */
export const ownEvent = (
  { plant, item, lot }: Lot,
  own: Pick<OwnEvent, 'kind' | 'id' | 'time'> & { title?: string | undefined },
): ParsedEvent => {
  const definition = own.kind === 'release' ? lotReleased : nonconformanceRaised;
  const data =
    own.kind === 'release'
      ? { item, lot, reason: 'The laboratory passed it' }
      : { item, lot, title: own.title, hold: false };
  const parsed = parseEvent({
    specversion: '1.0',
    id: own.id,
    source: ownSource(plant),
    type: eventType(definition),
    time: own.time,
    subject: lot,
    dataschema: schemaId(definition),
    data,
  });
  if (parsed.ok) return parsed.value;
  const findings = parsed.findings.map(({ pointer, detail }) => `${pointer} ${detail}`);
  throw new Error(`the gateway's own event is not valid: ${findings.join('; ')}`);
};
