/** Numbers that are missing, both ends included. */
export interface Gap {
  from: number;
  to: number;
  /** when the number after it came; absent: the source itself said that it got so far */
  seenAt?: string;
}

interface Numbered {
  sequence: string | undefined;
  acceptedAt: string;
}

/** A counter that fell by more than this began anew; events that overtake each other fall by less. */
const reset = 1000;

/**
 * Gaps in the numbers that a source gave its events. Numbers may come in any order and more than once. A counter that
 * begins anew, at 0 or 1 or far below, begins another run: what lies between two runs is no gap. `last` is the number up
 * to which the source says it got.
 */
export const gapsIn = (events: readonly Numbered[], last?: string): Gap[] => {
  const numbered = events
    .filter(({ sequence }) => sequence !== undefined && /^\d{1,15}$/.test(sequence))
    .toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : a.acceptedAt > b.acceptedAt ? 1 : 0));
  const runs: Map<number, string>[] = [];
  let highest = 0;
  for (const { sequence, acceptedAt } of numbered) {
    const number = Number(sequence);
    const run = runs.at(-1);
    const begins = !run || highest - number > reset || (number <= 1 && highest > 1 && run.has(number));
    if (begins) {
      runs.push(new Map([[number, acceptedAt]]));
      highest = number;
    } else {
      if (!run.has(number)) run.set(number, acceptedAt);
      highest = Math.max(highest, number);
    }
  }
  const gaps = runs.flatMap(gapsOf);
  const end = last === undefined ? undefined : Number(last);
  return end !== undefined && runs.length > 0 && end > highest && end - highest <= reset
    ? [...gaps, { from: highest + 1, to: end }]
    : gaps;
};

const gapsOf = (run: ReadonlyMap<number, string>): Gap[] => {
  const sorted = [...run].sort(([a], [b]) => a - b);
  return sorted.flatMap(([number], index) => {
    const next = sorted[index + 1];
    return next && next[0] > number + 1 ? [{ from: number + 1, to: next[0] - 1, seenAt: next[1] }] : [];
  });
};

export const gapSaid = ({ from, to }: Pick<Gap, 'from' | 'to'>): string =>
  from === to ? `${from}` : `${from}–${to}`;
