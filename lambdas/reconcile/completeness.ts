import { type Line, lineName } from './line.ts';
import type { LedgerRead } from './read-ledger.ts';
import { type Gap, gapSaid, gapsIn } from './sequences.ts';
import { type Day, totalSaid, totalsThatDiffer } from './totals.ts';

export interface Completeness {
  lines: Line[];
  /** `mes 4712–4715` */
  gaps: string[];
  /** `mes 2026-11-23 production.reported: 38 sent, 36 came` */
  missing: string[];
}

const lastOf = (days: readonly Day[], system: string): string | undefined =>
  days
    .flatMap(({ systems }) => systems)
    .filter((each) => each.system === system)
    .flatMap(({ lastSequence = [] }) => lastSequence)
    .toSorted((a, b) => Number(a) - Number(b))
    .at(-1);

/**
 * What a plant's systems sent and did not arrive: by the numbers they gave it, and by the totals of their days. A gap is a
 * line in the first report after it was seen and had time to close; for causes, all that is known counts.
 */
export const completeness = (
  { sequences, arrivals }: Pick<LedgerRead, 'sequences' | 'arrivals'>,
  days: readonly Day[],
  { newSince, settled }: { newSince: string; settled: string },
): Completeness => {
  const found: Completeness = { lines: [], gaps: [], missing: [] };
  const gapsBySystem = new Map<string, string[]>();
  for (const [system, events] of sequences) {
    const gaps = gapsIn(events, lastOf(days, system));
    gapsBySystem.set(system, gaps.map(gapSaid));
    found.gaps.push(...gaps.map((gap) => `${system} ${gapSaid(gap)}`));
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
      if (came < sent) found.missing.push(totalSaid(total));
      const cause =
        came < sent && gaps.length > 0
          ? { cause: 'sequence-missing' as const, evidence: { gaps: gaps.slice(0, 20) } }
          : came < sent
            ? { cause: 'events-missing' as const, evidence: { totals: [totalSaid(total)] } }
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

const gapLine = (system: string, gap: Gap): Line => ({
  kind: 'sequence',
  line: lineName('sequence', system, String(gap.from), String(gap.to)),
  system,
  plant: gapSaid(gap),
  difference: gap.to - gap.from + 1,
  tolerance: 0,
  beyond: true,
  causes: [{ cause: 'sequence-missing', evidence: { gaps: [gapSaid(gap)] } }],
});
