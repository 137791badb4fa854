import type { StateSaid } from './statements.ts';

/** A machine was in one state from a moment to another, in milliseconds; who said so. */
export interface Stretch {
  from: number;
  to: number;
  said: StateSaid;
}

/** For so long an open state is believed without another word. */
export const reachMilliseconds = 7 * 86_400_000;

/**
 * What one machine did between two moments. An open state lasts until the next open one begins; one that is over covers
 * its own time, and what was before goes on after it. Said twice of one beginning, the later word stands, and one that
 * says the end stands before one that does not. Where nobody said anything there is no stretch.
 */
export const stretchesOf = (statements: readonly StateSaid[], from: number, to: number): Stretch[] => {
  const said = latestWords(statements);
  const open = said.filter(({ until }) => until === undefined);
  const closed = said.filter(({ until }) => until !== undefined);
  const edges = [...new Set([from, ...said.flatMap(edgesOf), to])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);

  const found: Stretch[] = [];
  let reached = 0;
  let going: StateSaid[] = [];
  let latest = -1;
  for (const [at, edge] of edges.entries()) {
    const next = edges[at + 1];
    if (next === undefined) break;
    while ((closed[reached]?.since ?? Number.POSITIVE_INFINITY) <= edge) {
      const begun = closed[reached];
      if (begun) going.push(begun);
      reached += 1;
    }
    going = going.filter(({ until = 0 }) => until > edge);
    while ((open[latest + 1]?.since ?? Number.POSITIVE_INFINITY) <= edge) latest += 1;
    const base = open[latest];
    const rules = going.at(-1) ?? (base && edge - base.since < reachMilliseconds ? base : undefined);
    if (!rules) continue;
    const before = found.at(-1);
    if (before?.said === rules && before.to === edge) before.to = next;
    else found.push({ from: edge, to: next, said: rules });
  }
  return found;
};

/** An open state has an end, too: where it is not believed any more. */
const edgesOf = ({ since, until }: StateSaid): number[] => [since, until ?? since + reachMilliseconds];

/** In the order of their beginnings, one word for each. */
const latestWords = (statements: readonly StateSaid[]): StateSaid[] => {
  const weight = ({ until, arrived, event }: StateSaid): string =>
    `${until === undefined ? 0 : 1} ${arrived} ${event}`;
  const bySince = new Map<number, StateSaid>();
  for (const one of statements) {
    const known = bySince.get(one.since);
    if (!known || weight(known) < weight(one)) bySince.set(one.since, one);
  }
  return [...bySince.values()].sort((a, b) => a.since - b.since);
};

/** The part of stretches that lies in spans, cut where the spans end. */
export const within = (
  stretches: readonly Stretch[],
  spans: readonly { from: number; to: number }[],
): Stretch[] =>
  spans.flatMap((span) =>
    stretches
      .map(({ from, to, said }) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to), said }))
      .filter(({ from, to }) => from < to),
  );

export const lengthOf = (spans: readonly { from: number; to: number }[]): number =>
  spans.reduce((total, { from, to }) => total + to - from, 0);
