import { type ClosedDay, type EventsRead, totalsThatDiffer, totalText } from './read-events.ts';
import { lineName, type ReconciliationLine } from './reports.ts';

export interface Completeness {
  lines: ReconciliationLine[];
  /** `mes 4712–4715` */
  gaps: string[];
  /** `mes 2026-11-23 production.reported: 38 sent, 36 came` */
  missing: string[];
}

/**
 * Events that a plant's systems sent and that did not arrive, by sequence numbers and by control totals. A gap is a line
 * only in the first report after it was seen and had time to close. `gaps` and `missing` have all of them, as causes.
 */
export const completeness = (
  { sequences, arrivals }: Pick<EventsRead, 'sequences' | 'arrivals'>,
  days: readonly ClosedDay[],
  { newSince, settled }: { newSince: string; settled: string },
): Completeness => {
  const found: Completeness = { lines: [], gaps: [], missing: [] };
  const gapsBySystem = new Map<string, string[]>();
  for (const [system, events] of sequences) {
    const gaps = gapsIn(events, lastOf(days, system));
    gapsBySystem.set(system, gaps.map(gapText));
    found.gaps.push(...gaps.map((gap) => `${system} ${gapText(gap)}`));
    for (const gap of gaps) {
      const { seenAt } = gap;
      if (seenAt === undefined || (seenAt > newSince && seenAt <= settled))
        found.lines.push(gapLine(system, gap));
    }
  }
  for (const day of days)
    for (const total of totalsThatDiffer(day, arrivals)) {
      const { system, date, event, sent, came, unit } = total;
      const gaps = gapsBySystem.get(system) ?? [];
      if (came < sent) found.missing.push(totalText(total));
      const cause =
        came < sent && gaps.length > 0
          ? { cause: 'sequence-missing' as const, evidence: { gaps: gaps.slice(0, 20) } }
          : came < sent
            ? { cause: 'events-missing' as const, evidence: { totals: [totalText(total)] } }
            : { cause: 'unexplained' as const, evidence: {} };
      found.lines.push({
        kind: 'total',
        line: lineName('total', system, date, event),
        system,
        date,
        event,
        plant: sent,
        odoo: came,
        difference: Number((sent - came).toPrecision(12)),
        ...(unit && { unit }),
        tolerance: 0,
        beyond: true,
        causes: [cause],
      });
    }
  return found;
};

const gapLine = (system: string, gap: Gap): ReconciliationLine => ({
  kind: 'sequence',
  line: lineName('sequence', system, String(gap.from), String(gap.to)),
  system,
  plant: gapText(gap),
  difference: gap.to - gap.from + 1,
  tolerance: 0,
  beyond: true,
  causes: [{ cause: 'sequence-missing', evidence: { gaps: [gapText(gap)] } }],
});

const lastOf = (days: readonly ClosedDay[], system: string): string | undefined =>
  days
    .flatMap(({ systems }) => systems)
    .filter((each) => each.system === system)
    .flatMap(({ lastSequence = [] }) => lastSequence)
    .toSorted((a, b) => Number(a) - Number(b))
    .at(-1);

/** Missing sequence numbers, both ends included. */
export interface Gap {
  from: number;
  to: number;
  /** when the number after the gap came; absent: the source stated its last number, and no later number came */
  seenAt?: string;
}

interface Numbered {
  sequence: string | undefined;
  acceptedAt: string;
}

/** A counter that falls by more than this has restarted. Events out of order fall by less. */
const restartDrop = 1000;

/**
 * Gaps in the sequence numbers of a source. Numbers may come in any order and more than once. A counter that restarts, at
 * 0 or 1 or far below, begins a new run; the numbers between two runs are no gap. `last` is the last number that the source
 * states in its closed days.
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
    const isNewRun =
      !run || highest - number > restartDrop || (number <= 1 && highest > 1 && run.has(number));
    if (isNewRun) {
      runs.push(new Map([[number, acceptedAt]]));
      highest = number;
    } else {
      if (!run.has(number)) run.set(number, acceptedAt);
      highest = Math.max(highest, number);
    }
  }
  const gaps = runs.flatMap(gapsOf);
  const end = last === undefined ? undefined : Number(last);
  return end !== undefined && runs.length > 0 && end > highest && end - highest <= restartDrop
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

export const gapText = ({ from, to }: Pick<Gap, 'from' | 'to'>): string =>
  from === to ? `${from}` : `${from}–${to}`;
