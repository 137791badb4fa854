import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeKinds } from '../../events/code-kinds.ts';
import { codeMappingLine } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import { readCodeMappingCsv, writeCodeMappingCsv } from '../../lambdas/posting/code-mapping/csv.ts';
import { codeMappingFiles } from '../../local/run/code-mapping-files.ts';

const bytesOf = (text: string) => Buffer.from(text);
const read = (text: string | Uint8Array) =>
  readCodeMappingCsv(typeof text === 'string' ? bytesOf(text) : text, ['oslo', 'gdansk']);
const header = 'plant,kind,code,odoo_code\n';
const pump = { plant: 'oslo', kind: 'item', code: 'P-1', odooCode: 'PUMP' };

describe('a file of a code mapping', () => {
  it.each([
    ['commas', 'plant,kind,code,odoo_code\noslo,item,P-1,PUMP\n'],
    ['semicolons', 'plant;kind;code;odoo_code\noslo;item;P-1;PUMP\n'],
    [
      'a byte order mark and the line ends of Windows',
      '\ufeffplant,kind,code,odoo_code\r\noslo,item,P-1,PUMP\r\n',
    ],
    ['quotes', '"plant","kind","code","odoo_code"\n"oslo","item","P-1","PUMP"'],
    [
      'columns in another order, and how many wait',
      'Code,Odoo_Code,events,plant,kind\nP-1,PUMP,12,oslo,item\n',
    ],
    ['lines that a spreadsheet left empty', `${header}\n,,,\noslo,item,P-1,PUMP\n,,,\n`],
  ])('is read with %s', (_, text) => {
    const { lines, findings } = read(text);
    expect(findings).toEqual([]);
    expect(lines.map(({ line, ...entry }) => entry)).toEqual([pump]);
  });

  it('keeps separators and quotes within a code', () => {
    const { lines } = read(`${header}oslo,item,"3/4"" pipe, long;","PIPE; ""L"""\n`);
    expect(lines).toEqual([
      { plant: 'oslo', kind: 'item', code: '3/4" pipe, long;', odooCode: 'PIPE; "L"', line: 2 },
    ]);
  });

  it('takes an entry out where Odoo’s code is empty', () => {
    expect(read(`${header}oslo,item,P-1,\n`).lines).toEqual([{ ...pump, odooCode: '', line: 2 }]);
  });

  it('is refused line by line, by column and rule', () => {
    const text = [
      'plant,kind,code,odoo_code',
      'bergen,item,P-1,PUMP',
      'oslo,items,P-2,PUMP',
      'oslo,item,,PUMP',
      'oslo,item, P-3,PUMP',
      `oslo,item,P-4,${'x'.repeat(129)}`,
      `oslo,item,${'x'.repeat(65)},PUMP`,
      'oslo,item,P-5',
      'oslo,item,P-6,PUMP',
      'oslo,location,P-6,WH/Stock',
      'oslo,item,P-6,VALVE',
      'oslo,item,P-7,"a\tb"',
    ].join('\n');
    expect(read(text).findings.map(({ line, column, rule }) => [line, column, rule])).toEqual([
      [2, 'plant', 'unknown-plant'],
      [3, 'kind', 'enum'],
      [4, 'code', 'minLength'],
      [5, 'code', 'format'],
      [6, 'odoo_code', 'maxLength'],
      [7, 'code', 'maxLength'],
      [8, undefined, 'columns'],
      [11, 'code', 'unique'],
      [12, 'odoo_code', 'format'],
    ]);
    const details = read(text).findings.map(({ detail }) => detail);
    expect(details[1]).toBe(
      'is "items"; it must be one of item, location, work-center, scrap-reason, partner, unit',
    );
    expect(details[2]).toBe('is empty');
    expect(details[4]).toBe('has 129 characters, which is too long for a code');
    expect(details[7]).toBe('was given in line 9 already');
  });

  it.each([
    ['lacks a column', 'plant,kind,code\n', 'odoo_code', 'header'],
    ['has one twice', 'plant,kind,code,odoo_code,code\n', 'code', 'header'],
    ['has one that is none', 'plant,kind,code,odoo_code,alias\n', 'alias', 'header'],
    ['is empty', '', 'plant', 'header'],
    ['leaves a quote open', `${header}oslo,item,"P-1,PUMP\n`, undefined, 'csv'],
  ])('is refused when it %s', (_, text, column, rule) => {
    const [finding] = read(text).findings;
    expect([finding?.column, finding?.rule]).toEqual([column, rule]);
  });

  it('is refused when it is not UTF-8', () => {
    const latin = Buffer.from(`${header}oslo,scrap-reason,G\xe5r,X\n`, 'latin1');
    expect(read(latin).findings).toMatchObject([{ line: 1, rule: 'utf-8' }]);
  });

  it('names the line of an editor although a quoted field before it spans lines', () => {
    const { findings } = read(`${header}oslo,item,"P\n1",X\noslo,items,P-2,X\n`);
    expect(findings.map(({ line, column }) => [line, column])).toEqual([
      [3, 'code'],
      [4, 'kind'],
    ]);
  });

  it('has twenty thousand lines if need be', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `oslo,item,P-${index},PUMP-${index}\n`);
    const found = read(header + lines.join(''));
    expect([found.lines.length, found.findings.length]).toEqual([20_000, 0]);
    expect(found.lines.at(-1)?.line).toBe(20_001);
  });

  it('is read as it was written, whatever codes may be', () => {
    const text = (max: number) => fc.string({ minLength: 1, maxLength: max, unit: 'grapheme' });
    const line = fc
      .record({
        plant: fc.constantFrom('oslo', 'gdansk'),
        kind: fc.constantFrom(...codeKinds),
        code: fc.oneof(text(16), fc.stringMatching(/^[a-c",;'=\\-]{1,9}$/)),
        odooCode: fc.oneof(text(32), fc.constant('')),
      })
      .filter((one) => codeMappingLine.safeParse(one).success);
    const selector = (one: { plant: string; kind: string; code: string }) =>
      JSON.stringify([one.plant, one.kind, one.code]);
    fc.assert(
      fc.property(fc.uniqueArray(line, { selector, maxLength: 30 }), (lines) => {
        const written = writeCodeMappingCsv(lines);
        const back = read(written);
        expect(back.findings).toEqual([]);
        expect(back.lines.map(({ line: _, ...entry }) => entry)).toEqual(lines);
        expect(writeCodeMappingCsv(back.lines)).toBe(written);
      }),
    );
  });
});

describe('the code mappings in plants/', () => {
  it('are valid, one file a plant, and written as an export writes them', () => {
    const files = codeMappingFiles();
    expect(files.length).toBeGreaterThan(0);
    for (const { path, bytes, lines } of files) {
      expect(new Set(lines.map(({ plant }) => `${plant}.csv`))).toEqual(new Set([path.split('/').at(-1)]));
      const inOrder = lines.toSorted((a, b) =>
        Buffer.compare(Buffer.from(`${a.kind}#${a.code}`), Buffer.from(`${b.kind}#${b.code}`)),
      );
      expect(Buffer.from(bytes).toString()).toBe(writeCodeMappingCsv(inOrder));
      expect(lines.filter(({ odooCode }) => odooCode === '')).toEqual([]);
    }
  });
});
