import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guarded, unguarded } from '../../lambdas/platform/spreadsheet.ts';
import { readCodeMappingCsv, writeCodeMappingCsv } from '../../lambdas/posting/code-mapping/csv.ts';

describe('a cell that people open in a spreadsheet', () => {
  it.each(['=HYPERLINK("http://x"&A1)', '+cmd', '-1+1', '@SUM(A1)', '\t=1', "'=1"])(
    '%s is no formula',
    (text) => {
      expect(guarded(text)).toBe(`'${text}`);
    },
  );

  it.each(['-5', '+3.5', '-0,25', 'MILK', "O'Neill", ''])('%s stays as it is', (text) => {
    expect(guarded(text)).toBe(text);
  });

  it('comes back as it was', () => {
    const hostile = fc.stringMatching(/^['=+\-@\t]{0,3}[ -~]{0,6}$/);
    fc.assert(fc.property(fc.oneof(fc.string(), hostile), (text) => unguarded(guarded(text)) === text));
  });

  it('of the code mapping neither carries anything out nor changes on its way through a file', () => {
    const line = { plant: 'oslo', kind: 'item' as const, code: '=1+1', odooCode: '@MILK' };
    const text = writeCodeMappingCsv([line]);
    expect(text).toContain("oslo,item,'=1+1,'@MILK\n");
    const { lines, findings } = readCodeMappingCsv(Buffer.from(text), ['oslo']);
    expect(findings).toEqual([]);
    expect(lines).toEqual([{ ...line, line: 2 }]);
  });
});
