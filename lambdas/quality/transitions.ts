import type { Late } from './decision.ts';
import type { Disposition } from './messages.ts';
import type { Edit, HoldRecord, NewHoldRecord } from './registry.ts';

/** Ids of own events that a record remembers; a lot has one or two that still matter. */
const mostDone = 20;

/** Goods of it are held, or it failed, wherever it is: somebody has to see to it. */
const concerns = ({ held, verdict, decides }: Disposition): boolean =>
  held > 0 || (verdict === 'fail' && decides === true);

/** Something happened to the lot. Opens it when that concerns the gate; a lot that does not is left alone. */
export const happened =
  (what: Disposition, now: Date): Edit =>
  (seen) => {
    const at = now.toISOString();
    const since = whenItHappened(what, now);
    if (seen?.state === 'open') return { ...goneOn(seen), heldSince: heldSince(seen, what, since) };
    if (!concerns(what)) return undefined;
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

/** By the plant's clock: verdicts are compared by it, and goods wait since they were made, not since we heard of it. */
const whenItHappened = ({ because }: Disposition, now: Date): string =>
  new Date(Math.min(Date.parse(because.time), now.getTime())).toISOString();

const goneOn = (seen: HoldRecord): NewHoldRecord => ({ ...withoutVersion(seen), signal: seen.signal + 1 });

/** Goods that came after a verdict wait for one of their own, from when the first of them came. */
const heldSince = (seen: HoldRecord, { moved, verdictAt }: Disposition, since: string): string =>
  moved > 0 && verdictAt !== undefined && Date.parse(seen.heldSince) <= Date.parse(verdictAt)
    ? since
    : seen.heldSince;

/** The laboratory said something of the lot, be it that it is still at it. */
export const heardOf =
  (what: Disposition, now: Date): Edit =>
  (seen) =>
    seen?.state === 'open' ? { ...withoutVersion(seen), lastWordAt: whenItHappened(what, now) } : undefined;

/** Registers who waits, if nothing happened since the lot was looked at. */
export const waitsWith =
  (token: string, round: number, signal: number): Edit =>
  (seen) =>
    seen?.state === 'open' && seen.round === round && seen.signal === signal
      ? { ...withoutVersion(seen), waiting: { token, signal } }
      : undefined;

/** Registers who waits for an own event. */
export const awaitsOwn =
  (eventKey: string, token: string): Edit =>
  (seen) =>
    seen && { ...withoutVersion(seen), own: { eventKey, token } };

export const wasDone =
  (id: string): Edit =>
  (seen) =>
    seen && !seen.done.includes(id)
      ? { ...withoutVersion(seen), done: [...seen.done, id].slice(-mostDone) }
      : undefined;

/** Ends the round, if nothing happened since the lot was looked at. */
export const closes =
  (round: number, signal: number): Edit =>
  (seen) => {
    if (seen?.state !== 'open' || seen.round !== round || seen.signal !== signal) return undefined;
    const { waiting, own, remindedOf, escalatedAt, lastWordAt, ...rest } = withoutVersion(seen);
    return { ...rest, state: 'closed' };
  };

/** Gives an open lot another execution in place of the one that it has. */
export const nextRound =
  (round: number, now: Date): Edit =>
  (seen) => {
    if (seen?.state !== 'open' || seen.round !== round) return undefined;
    const { waiting, own, ...rest } = withoutVersion(seen);
    return { ...rest, round: round + 1, openedAt: now.toISOString() };
  };

/** Who was told, and of what; see {@link Late}. */
export const told =
  ({ remind, escalate }: Late): Edit =>
  (seen) =>
    seen && {
      ...withoutVersion(seen),
      ...(remind && { remindedOf: remind }),
      ...(escalate && { escalatedAt: escalate }),
    };

export const withoutVersion = ({ version, ...record }: HoldRecord): NewHoldRecord => record;
