import type { GateRecord } from './registry.ts';
import { passes, type Standing } from './standing.ts';

const hourMs = 3_600_000;

/** After how long without a word who is told, in hours. */
export interface Patience {
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
  standing: Standing,
  record: Pick<GateRecord, 'heldSince' | 'lastWordAt'>,
  patience: Patience,
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

const waitsSince = (standing: Standing, heldSince: string): number | undefined => {
  const { deciding } = standing;
  const held = Date.parse(heldSince);
  if (standing.held <= 0 || deciding?.verdict === 'fail') return undefined;
  if (!deciding) return held;
  const said = Date.parse(deciding.at);
  if (deciding.verdict === 'held') return Math.max(held, said);
  // Covered by a pass it is let out; covered by an owner's release it came late, and waits for another word.
  return (passes(standing) && standing.covered > 0) || held <= said ? undefined : held;
};
