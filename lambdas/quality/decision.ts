import { eventType, schemaId } from '../../events/define-event.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { nonconformanceRaised } from '../../events/nonconformance-raised.ts';
import { type ParsedEvent, parseEvent } from '../../events/parse-event.ts';
import { ownSource } from '../posting/take-in.ts';
import { lotHash } from '../store/audit-trail.ts';
import { type LotState, passes } from './lot-state.ts';
import type { HoldRecord, Lot } from './registry.ts';

const hourMs = 3_600_000;

/** After how long without a word who is told, in hours. */
export interface ReminderPolicy {
  remindAfterHours: number;
  verdictWithinHours: number;
  escalateEveryHours: number;
}

export interface Clocks {
  /** when the laboratory is, or was, to be reminded, and of a silence since when */
  reminder?: { at: number; of: string };
  /** the last time at or before now at which the person on call was to be told, if it has come */
  escalation?: { at: number };
  /** the next such time */
  nextEscalation?: number;
}

/**
 * The clocks of a lot whose goods wait for a word: no verdict yet, only a hold, or goods that came after the verdict.
 * What was judged waits for nobody's word, and what people put there by hand is theirs.
 */
export const clocksOf = (
  standing: LotState,
  record: Pick<HoldRecord, 'heldSince' | 'lastWordAt'>,
  patience: ReminderPolicy,
  now: number,
): Clocks => {
  const since = waitsSince(standing, record.heldSince);
  if (since === undefined) return {};
  const silent = Math.max(since, Date.parse(record.lastWordAt ?? record.heldSince));
  const first = since + patience.verdictWithinHours * hourMs;
  const every = patience.escalateEveryHours * hourMs;
  const repeats = Math.floor((now - first) / every);
  return {
    reminder: { at: silent + patience.remindAfterHours * hourMs, of: new Date(silent).toISOString() },
    ...(now >= first && { escalation: { at: first + repeats * every } }),
    nextEscalation: now < first ? first : first + (repeats + 1) * every,
  };
};

const waitsSince = (standing: LotState, heldSince: string): number | undefined => {
  const { deciding } = standing;
  const held = Date.parse(heldSince);
  if (standing.held <= 0 || deciding?.verdict === 'fail') return undefined;
  if (!deciding) return held;
  const said = Date.parse(deciding.at);
  if (deciding.verdict === 'held') return Math.max(held, said);
  // Covered by a pass it is let out; covered by an owner's release it came late, and waits for another word.
  return (passes(standing) && standing.covered > 0) || held <= said ? undefined : held;
};

/** An event that the gateway is to send in its own name. `time` is the deciding word's. */
export type OwnEvent =
  | { kind: 'release'; id: string; time: string }
  | { kind: 'raise'; id: string; time: string; title: string };

export interface Late {
  /** of a silence since this time the laboratory is reminded */
  remind?: string;
  /** the person on call was to be told at this time */
  escalate?: string;
}

/** What is next. Until when to wait is said in every case: what a person must decide is waited for as well. */
export type HoldDecision = {
  /** when nothing happens until then, the lot is looked at again; seconds */
  secondsLeft: number;
  /** as above; put off by every sign that the laboratory is still at it */
  heartbeatSeconds: number;
} & (
  | { next: 'close' | 'renew' | 'wait' }
  | { next: 'release' | 'raise'; own: OwnEvent }
  | { next: 'late'; late: Late }
);

/** A lot of which nobody expects anything is looked at this often all the same. */
const longestWait = 30 * 24 * 3600;

/** AWS ends an execution after a year; long before that the lot gets a new one. */
const longestRound = 180 * 24 * 3600 * 1000;

/** A pure function of how the lot stands in Odoo, what was done about it, and the time. */
export const decide = (
  standing: LotState,
  record: HoldRecord,
  patience: ReminderPolicy,
  moment: Date,
): HoldDecision => {
  const now = moment.getTime();
  const clocks = clocksOf(standing, record, patience, now);
  const wait = waitFor(clocks, standing, record, now);
  const open = (own: OwnEvent | undefined): own is OwnEvent => !!own && !record.done.includes(own.id);

  const raise = raiseOf(standing, record, now);
  if (open(raise)) return { next: 'raise', own: raise, ...wait };
  if (standing.held <= 0) return { next: 'close', ...wait };
  const release = releaseOf(standing, record, now);
  if (open(release)) return { next: 'release', own: release, ...wait };
  const late = lateOf(clocks, record, now);
  if (late) return { next: 'late', late, ...wait };
  if (now - Date.parse(record.openedAt) > longestRound) return { next: 'renew', ...wait };
  return { next: 'wait', ...wait };
};

const hasExpired = ({ expires }: LotState, now: number): boolean =>
  expires !== undefined && Date.parse(expires) <= now;

/**
 * Named by the deciding word. A release becomes that itself once it is booked, so what is booked late and covered all
 * the same is let out by a next one.
 */
const releaseOf = (standing: LotState, record: HoldRecord, now: number): OwnEvent | undefined => {
  const { deciding, covered } = standing;
  if (!deciding || !passes(standing) || covered <= 0 || hasExpired(standing, now)) return undefined;
  return { kind: 'release', id: `release-${lotHash(record)}-${deciding.eventKey}`, time: deciding.at };
};

/** Of a failed lot also when nothing of it is left to hold: somebody may have it. */
const raiseOf = (standing: LotState, record: HoldRecord, now: number): OwnEvent | undefined => {
  const { deciding, expires, held } = standing;
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
    expires !== undefined && held > 0 && hasExpired(standing, now)
      ? raise(`expired-${expires.replace(/\D/g, '')}`, expires, 'The lot expired while it was held')
      : undefined;
  return [failed, expired].find((own) => own && !record.done.includes(own.id));
};

const lateOf = (clocks: Clocks, record: HoldRecord, now: number): Late | undefined => {
  const { reminder, escalation } = clocks;
  const remind = reminder && reminder.at <= now && record.remindedOf !== reminder.of;
  const escalate = escalation && !(Date.parse(record.escalatedAt ?? '') >= escalation.at);
  if (!remind && !escalate) return undefined;
  return {
    ...(remind && { remind: reminder.of }),
    ...(escalate && { escalate: new Date(escalation.at).toISOString() }),
  };
};

/** Whole seconds: Step Functions takes no others. The heartbeat must be the shorter of the two. */
const waitFor = (clocks: Clocks, standing: LotState, record: HoldRecord, now: number) => {
  const expires = Date.parse(standing.expires ?? '');
  const next = Math.min(
    clocks.nextEscalation ?? Number.POSITIVE_INFINITY,
    expires > now ? expires : Number.POSITIVE_INFINITY,
    now + longestWait * 1000,
  );
  const { reminder } = clocks;
  const beat = reminder && record.remindedOf !== reminder.of ? Math.min(reminder.at, next) : next;
  const seconds = (time: number) => Math.max(1, Math.ceil((time - now) / 1000));
  return { secondsLeft: seconds(next) + 1, heartbeatSeconds: seconds(beat) };
};

/** What the gateway says of a lot in its own name, in Odoo's codes. Throws when it is no valid event. */
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
