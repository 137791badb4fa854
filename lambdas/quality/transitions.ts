import type { OverdueNotices } from './decision.ts';
import type { Disposition } from './messages.ts';
import type { Edit, HoldRecord, NewHoldRecord } from './registry.ts';

/** Raises the signal of an open record. Opens a record for a lot that needs attention, and keeps all others. */
export const lotChanged =
  (what: Disposition, now: Date): Edit =>
  (seen) => {
    const at = now.toISOString();
    const since = whenItHappened(what, now);
    if (seen?.state === 'open') return { ...withNextSignal(seen), heldSince: heldSince(seen, what, since) };
    if (!needsAttention(what)) return undefined;
    const { plant, item, lot } = what;
    return {
      plant,
      item,
      lot,
      state: 'open',
      round: (seen?.round ?? 0) + 1,
      openedAt: at,
      signal: (seen?.signal ?? 0) + 1,
      heldSince: since,
      done: seen?.done ?? [],
    };
  };

/** True when goods of the lot are held, or the lot failed, wherever it is now. */
const needsAttention = ({ held, verdict, decides }: Disposition): boolean =>
  held > 0 || (verdict === 'fail' && decides === true);

/** The event's own time, at most now. Verdicts are ordered by it, and goods wait since they were made, not received. */
const whenItHappened = ({ because }: Disposition, now: Date): string =>
  new Date(Math.min(Date.parse(because.time), now.getTime())).toISOString();

const withNextSignal = (seen: HoldRecord): NewHoldRecord => ({
  ...withoutVersion(seen),
  signal: seen.signal + 1,
});

/** Goods that came after a verdict need another one. They wait since the first of them came. */
const heldSince = (seen: HoldRecord, { moved, verdictAt }: Disposition, since: string): string =>
  moved > 0 && verdictAt !== undefined && Date.parse(seen.heldSince) <= Date.parse(verdictAt)
    ? since
    : seen.heldSince;

/** Notes the time of a message of the laboratory, also of one that the inspection is still pending. */
export const laboratoryReported =
  (what: Disposition, now: Date): Edit =>
  (seen) =>
    seen?.state === 'open' ? { ...withoutVersion(seen), lastWordAt: whenItHappened(what, now) } : undefined;

/** Registers the waiting execution, unless the lot has changed since it was assessed. */
export const registerWait =
  (token: string, round: number, signal: number): Edit =>
  (seen) =>
    seen?.state === 'open' && seen.round === round && seen.signal === signal
      ? { ...withoutVersion(seen), waiting: { token, signal } }
      : undefined;

/** Registers the execution that waits for one of the gateway's own events. */
export const registerOwnWait =
  (eventKey: string, token: string): Edit =>
  (seen) =>
    seen && { ...withoutVersion(seen), own: { eventKey, token } };

/** Ids of own events that a record keeps. A lot has one or two that still matter. */
const mostDone = 20;

/** Notes that one of the gateway's own events was booked. */
export const ownEventBooked =
  (id: string): Edit =>
  (seen) =>
    seen && !seen.done.includes(id)
      ? { ...withoutVersion(seen), done: [...seen.done, id].slice(-mostDone) }
      : undefined;

/** Notes the notices that were sent. */
export const noticesSent =
  ({ remind, escalate }: OverdueNotices): Edit =>
  (seen) =>
    seen && {
      ...withoutVersion(seen),
      ...(remind && { remindedOf: remind }),
      ...(escalate && { escalatedAt: escalate }),
    };

/** Starts the next round of an open lot: its execution is replaced by another. */
export const nextRound =
  (round: number, now: Date): Edit =>
  (seen) => {
    if (seen?.state !== 'open' || seen.round !== round) return undefined;
    const { waiting, own, ...rest } = withoutVersion(seen);
    return { ...rest, round: round + 1, openedAt: now.toISOString() };
  };

/** Ends the round, unless the lot has changed since it was assessed. */
export const closeRound =
  (round: number, signal: number): Edit =>
  (seen) => {
    if (seen?.state !== 'open' || seen.round !== round || seen.signal !== signal) return undefined;
    const { waiting, own, remindedOf, escalatedAt, lastWordAt, ...rest } = withoutVersion(seen);
    return { ...rest, state: 'closed' };
  };

export const withoutVersion = ({ version, ...record }: HoldRecord): NewHoldRecord => record;
