import { describe, expect, it } from 'vitest';
import { errorsCsv } from '../../lambdas/inbound/files/errors-csv.ts';
import { guarded, unguarded } from '../../lambdas/platform/spreadsheet.ts';
import { dairy, entriesOf, eventsOf, read } from './reading.ts';

const plant = dairy({
  csv: {
    scrap: {
      system: 'scale',
      event: 'production.scrapped',
      time: { column: 'at' },
      columns: { '/order': { column: 'order' }, '/quantity/value': { column: 'kg', number: true } },
      constants: { '/quantity/unit': 'KGM' },
    },
  },
});
const head = 'at,order,kg,note';
const at = '2026-11-23T08:00:00Z';
const of = (text: string) => read(text, { plant, contentType: 'text/csv', system: 'scale' });
const givenBack = (text: string): string =>
  errorsCsv({
    header: head.split(','),
    rows: entriesOf(of(text)).flatMap((entry) =>
      'findings' in entry
        ? [{ ...entry, status: 'rejected' as const, httpStatus: 422 as const, errors: entry.findings }]
        : [],
    ),
  });
const rulesOf = (text: string) =>
  entriesOf(of(text)).map((entry) => ('findings' in entry ? entry.findings[0]?.rule : 'taken'));

describe('rows given back', () => {
  it.each([`${at},MO,1`, `${at},MO,1,a,b,c`, `${at},MO,x,`])('are refused again as they were: %s', (row) => {
    const back = givenBack(`${head}\n${row}\n`);
    expect(rulesOf(back)).toEqual(rulesOf(`${head}\n${row}\n`));
    expect(rulesOf(back)).not.toContain('taken');
    expect(givenBack(back)).toBe(back);
  });

  it('are refused again when their cells could not be told apart', () => {
    expect(rulesOf(givenBack(`${head}\n${at},MO,1,12" pipe\n`))).toEqual(['columns']);
  });

  it('have the same id mended there as in their own file, without a key', () => {
    const file = `${head}\n${at},MO,ten,=1+1\n`;
    const [there] = eventsOf(of(givenBack(file).replace(',ten,', ',10,')));
    const [here] = eventsOf(of(file.replace(',ten,', ',10,')));
    expect(there).toBeDefined();
    expect(there?.id).toBe(here?.id);
  });

  it('begin no formula, and lose nothing by it', () => {
    for (const cell of ['=1+1', '@SUM(A1)', '+cmd|x', '-1+2', '\t=1', '\r=1', "'=1", "''-5"]) {
      expect(guarded(cell)).toBe(`'${cell}`);
      expect(unguarded(guarded(cell))).toBe(cell);
    }
    for (const cell of ['-5', '+1 250,5', '-1.5', '1', "'s", 'a=b', ''])
      expect([guarded(cell), unguarded(cell)]).toEqual([cell, cell]);
    expect(givenBack(`${head}\n${at},MO,x,=HYPERLINK(1)\n`)).toContain(",'=HYPERLINK(1)");
  });
});

describe('a stray quote', () => {
  it('holds back its own row only, which comes back whole', () => {
    const entries = entriesOf(
      of(`${head}\n${at},MO,1,a\n${at},MO,2,12" pipe\n${at},MO,3,"b"c\n${at},MO,4,d\n`),
    );
    expect(entries).toMatchObject([
      { place: 'row 2', event: {} },
      { place: 'row 3', line: 3, findings: [{ rule: 'quote' }], raw: [`${at},MO,2,12" pipe`] },
      { place: 'row 4', line: 4, findings: [{ rule: 'quote' }] },
      { place: 'row 5', line: 5, event: {} },
    ]);
  });
});
