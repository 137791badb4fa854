import { describe, expect, it } from 'vitest';
import {
  BadReportCursor,
  type ReconciliationLine,
  type Report,
  type Reports,
} from '../../lambdas/reconciliation/reports.ts';

const line = (name: string, difference: number, beyond = true): ReconciliationLine => ({
  kind: 'stock',
  line: name,
  item: 'MILK',
  location: 'OSL/Stock',
  plant: 10 + difference,
  odoo: 10,
  difference,
  unit: 'KGM',
  tolerance: 1,
  beyond,
  causes: [{ cause: 'unexplained', share: difference, evidence: {} }],
});

const report = (id: string, plant: string): Report => ({
  plant,
  id,
  at: '2026-11-23T12:00:00.000Z',
  snapshots: { stock: { snapshot: 'S-1', asOf: '2026-11-23T11:00:00Z' }, days: [] },
  counts: { compared: 7, differing: 3 },
});

/** What every keeper of reports does. */
export const reportsSuite = (name: string, make: () => Reports): void => {
  describe(name, () => {
    let serial = 0;
    const plantOfItsOwn = () => `plant-${++serial}`;

    it('keeps a report with its lines, the gravest first, in pages', async () => {
      const [reports, plant] = [make(), plantOfItsOwn()];
      const lines = [line('a', 1, false), line('b', -2), line('c', 9), line('d', 1, false)];
      await reports.keep(report('r-1', plant), lines);
      expect(await reports.find(plant, 'r-1')).toEqual(report('r-1', plant));
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await reports.lines(plant, 'r-1', { limit: 3, ...(cursor && { cursor }) });
        seen.push(...page.lines.map((each) => each.line.line));
        if (!page.cursor) break;
        cursor = page.cursor;
      }
      expect(seen).toEqual(['c', 'b', 'a', 'd']);
      expect(await reports.line(plant, 'r-1', 'b')).toEqual({ line: line('b', -2) });
    });

    it('keeps the first report of a name, whoever comes second', async () => {
      const [reports, plant] = [make(), plantOfItsOwn()];
      await reports.keep(report('r-1', plant), [line('a', 1)]);
      const second = { ...report('r-1', plant), counts: { compared: 8 } };
      expect(await reports.keep(second, [line('b', 2)])).toEqual(report('r-1', plant));
      expect((await reports.lines(plant, 'r-1', { limit: 10 })).lines).toEqual([{ line: line('a', 1) }]);
    });

    it('lists a plant’s reports, the latest first', async () => {
      const [reports, plant, other] = [make(), plantOfItsOwn(), plantOfItsOwn()];
      for (const id of ['r-2', 'r-1', 'r-3']) await reports.keep(report(id, plant), []);
      await reports.keep(report('r-9', other), []);
      expect((await reports.latest(plant, 2)).map(({ id }) => id)).toEqual(['r-3', 'r-2']);
    });

    it('enters an approval once', async () => {
      const [reports, plant] = [make(), plantOfItsOwn()];
      await reports.keep(report('r-1', plant), [line('a', 1)]);
      const first = { by: 'ola', at: '2026-11-23T13:00:00Z', note: 'recounted', eventKey: 'k' };
      expect(await reports.approve(plant, 'r-1', 'a', first)).toEqual(first);
      expect(await reports.approve(plant, 'r-1', 'a', { ...first, by: 'kari' })).toEqual(first);
      expect((await reports.line(plant, 'r-1', 'a'))?.approval).toEqual(first);
      expect((await reports.lines(plant, 'r-1', { limit: 1 })).lines[0]?.approval).toEqual(first);
    });

    it('knows nothing of what is not there, and takes no cursor but its own', async () => {
      const [reports, plant] = [make(), plantOfItsOwn()];
      expect(await reports.find(plant, 'none')).toBeUndefined();
      expect(await reports.line(plant, 'none', 'a')).toBeUndefined();
      expect(await reports.lines(plant, 'none', { limit: 5 })).toEqual({ lines: [] });
      await reports.keep(report('r-1', plant), [line('a', 1)]);
      const approval = { by: 'ola', at: '', note: '', eventKey: '' };
      expect(await reports.approve(plant, 'r-1', 'none', approval)).toBeUndefined();
      await expect(reports.lines(plant, 'r-1', { limit: 5, cursor: 'x' })).rejects.toThrow(BadReportCursor);
    });
  });
};
