import {
  type Approval,
  BadReportCursor,
  gravest,
  type ReconciliationLine,
  type Report,
  type ReportLine,
  type Reports,
} from '../../lambdas/reconciliation/reports.ts';

/** Reports in memory; they pass the same suite as those on DynamoDB. */
export const inMemoryReports = (): Reports => {
  const kept = new Map<
    string,
    { report: Report; lines: { line: ReconciliationLine; approval?: Approval }[] }
  >();
  const keyOf = (plant: string, id: string) => `${plant} ${id}`;
  const lineOf = (plant: string, id: string, line: string): ReportLine | undefined =>
    kept.get(keyOf(plant, id))?.lines.find((each) => each.line.line === line);
  return {
    async keep(report, lines) {
      const key = keyOf(report.plant, report.id);
      const known = kept.get(key);
      if (known) return structuredClone(known.report);
      const sorted = lines.toSorted(gravest).map((line) => ({ line: structuredClone(line) }));
      kept.set(key, { report: structuredClone(report), lines: sorted });
      return structuredClone(report);
    },
    async find(plant, id) {
      return structuredClone(kept.get(keyOf(plant, id))?.report);
    },
    async latest(plant, limit) {
      return [...kept.values()]
        .map(({ report }) => structuredClone(report))
        .filter((report) => report.plant === plant)
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit);
    },
    async lines(plant, id, { limit, cursor }) {
      if (cursor !== undefined && !/^\d{6}$/.test(cursor)) throw new BadReportCursor();
      const all = kept.get(keyOf(plant, id))?.lines ?? [];
      const from = cursor === undefined ? 0 : Number(cursor) + 1;
      const lines = structuredClone(all.slice(from, from + limit));
      const last = from + lines.length - 1;
      return { lines, ...(lines.length === limit && { cursor: String(last).padStart(6, '0') }) };
    },
    async line(plant, id, line) {
      return structuredClone(lineOf(plant, id, line));
    },
    async approve(plant, id, line, approval) {
      const found = lineOf(plant, id, line);
      if (!found) return undefined;
      found.approval ??= structuredClone(approval);
      return structuredClone(found.approval);
    },
  };
};
