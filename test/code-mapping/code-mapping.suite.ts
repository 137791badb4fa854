import { describe, expect, it } from 'vitest';
import {
  type CodeMappingEntry,
  type CodeMappingTable,
  codeKey,
  type ImportRecord,
} from '../../lambdas/posting/code-mapping/code-mapping.ts';

const change = { by: 'ola', at: '2026-11-23T12:00:00.000Z', importId: 'i-1' };
let serial = 0;

/** What every code mapping table must do; run over the fake and over DynamoDB alike. */
export const codeMappingSuite = (name: string, tableOf: () => CodeMappingTable) =>
  describe(`the code mapping ${name}`, () => {
    const freshPlant = () => {
      serial += 1;
      return `plant-${serial}`;
    };
    const entry = (code: string, odooCode: string): CodeMappingEntry => ({ kind: 'item', code, odooCode });
    const listing = async (plant: string, entries: CodeMappingEntry[]) => {
      for (const one of entries) await tableOf().put(plant, one, change);
    };

    it('finds what is listed, and nothing for what is not', async () => {
      const plant = freshPlant();
      await listing(plant, [
        entry('PL-1', 'CTRL'),
        { kind: 'scrap-reason', code: 'PL-1', odooCode: 'Broken' },
      ]);
      const codes = [
        { kind: 'item', code: 'PL-1' },
        { kind: 'scrap-reason', code: 'PL-1' },
        { kind: 'work-center', code: 'PL-1' },
        { kind: 'item', code: 'constructor' },
      ] as const;
      expect(await tableOf().lookUp(plant, codes)).toEqual(
        new Map([
          ['item#PL-1', 'CTRL'],
          ['scrap-reason#PL-1', 'Broken'],
        ]),
      );
      expect(await tableOf().lookUp(freshPlant(), codes)).toEqual(new Map());
      expect(await tableOf().lookUp(plant, [])).toEqual(new Map());
    });

    it('looks up more codes than fit into one call, some of them named twice', async () => {
      const plant = freshPlant();
      const entries = Array.from({ length: 230 }, (_, index) => entry(`C${index}`, `O${index}`));
      await Promise.all(entries.map((one) => tableOf().put(plant, one, change)));
      const found = await tableOf().lookUp(plant, [...entries, ...entries, entry('none', '')]);
      expect(found).toEqual(new Map(entries.map((one) => [codeKey(one), one.odooCode])));
    });

    it('answers the code that was written last, at once, and none once it is taken out', async () => {
      const plant = freshPlant();
      const asked = [{ kind: 'item', code: 'A#1' }] as const;
      for (const odooCode of ['X', 'Y']) {
        await listing(plant, [entry('A#1', odooCode)]);
        expect((await tableOf().lookUp(plant, asked)).get('item#A#1')).toBe(odooCode);
      }
      await tableOf().remove(plant, asked[0]);
      expect((await tableOf().lookUp(plant, asked)).size).toBe(0);
      await tableOf().remove(plant, asked[0]);
    });

    it('pages through a plant’s entries in the order of their bytes', async () => {
      const plant = freshPlant();
      const codes = ['b', 'a', 'Z', 'é', '\u{1F600}', 'ﬀ', '10', '9'];
      await listing(
        plant,
        codes.map((code) => entry(code, `o-${code}`)),
      );
      await listing(plant, [{ kind: 'location', code: 'A', odooCode: 'A' }]);
      const seen: CodeMappingEntry[] = [];
      let after: string | undefined;
      do {
        const page = await tableOf().page(plant, 4, after);
        expect(page.entries.length).toBeLessThanOrEqual(4);
        seen.push(...page.entries);
        after = page.next;
      } while (after);
      expect(seen.map(({ code }) => code)).toEqual(['10', '9', 'Z', 'a', 'b', 'é', 'ﬀ', '\u{1F600}', 'A']);
      expect(seen[0]).toEqual(entry('10', 'o-10'));
    });

    it('records each part of an import once, and lists the latest first', async () => {
      const plant = freshPlant();
      const part = (startedAt: string, number: number): ImportRecord => ({
        plant,
        importId: `i-${startedAt}`,
        startedAt,
        part: number,
        by: 'ola',
        at: '2026-11-23T12:00:00.000Z',
        file: { name: 'x.csv', sha256: 'ab', lines: 2 },
        counts: { added: 1, changed: 0, removed: 0, unchanged: 1 },
        changes: [{ kind: 'item', code: 'A', to: 'B' }],
      });
      const [first, second, last] = [
        part('2026-11-23T11:00:00.000Z', 1),
        part('2026-11-23T11:00:00.000Z', 2),
        part('2026-11-23T12:00:00.000Z', 1),
      ] as [ImportRecord, ImportRecord, ImportRecord];
      for (const record of [last, first, second]) await tableOf().recordImport(record);
      await tableOf().recordImport({ ...first, by: 'somebody else', changes: [] });
      expect(await tableOf().imports(plant, 10)).toEqual([last, second, first]);
      expect(await tableOf().imports(plant, 1)).toEqual([last]);
      expect((await tableOf().page(plant, 10)).entries).toEqual([]);
    });
  });
