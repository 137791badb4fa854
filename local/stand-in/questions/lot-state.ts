import type { AnswerQuestion } from '../ask.ts';
import { coveredAt, lotAtPlace, verdictOf } from '../model/gate.ts';
import { holding } from '../rules/verdicts.ts';
import { lotAtGate } from './lot-at-gate.ts';

/** How the lot stands, and what its verdict covers. */
export const lotState: AnswerQuestion = (asked, about) => {
  const { gate, lot } = lotAtGate(asked, about);
  const verdict = verdictOf(asked.books, lot);
  const lets = verdict !== undefined && !holding.includes(verdict.word);
  return {
    held: lotAtPlace(asked.books, lot.id, gate.hold.id),
    covered: lets ? coveredAt(asked.books, lot.id, gate.hold.id, verdict.said) : 0,
    ...(verdict && { verdict: verdict.word, verdict_at: verdict.said, verdict_event: verdict.event }),
    ...(lot.expires !== null && { expires: lot.expires }),
  };
};
