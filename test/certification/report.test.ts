import { describe, expect, it } from 'vitest';
import type { Case } from '../../certification/case.ts';
import { supportMatrix } from '../../certification/matrix.ts';
import { whyNot } from '../../certification/may-certify.ts';
import { certificationReport, reportOf, reportText } from '../../certification/report.ts';
import type { CaseResult } from '../../certification/run.ts';
import type { Facts } from '../../certification/shell.ts';
import { environments } from '../../environments/index.ts';

const facts: Facts = {
  database: 'acme_copy',
  mark: 'test',
  edition: 'Enterprise',
  version: '19.0',
  modules: ['mrp', 'stock', 'web_enterprise'],
  languages: ['en_US', 'fr_FR'],
  companies: 2,
  costing: ['average real_time'],
  warehouses: ['1-1-1', '3-2-2'],
  main: { code: 'ACME', company: 'Acme Ltd', steps: 2, costing: 'average real_time' },
};
const caseNamed = (says: string, more: Partial<Case> = {}): Case => ({
  says,
  fixture: {},
  events: () => [],
  screens: [],
  ...more,
});
const resultOf = (says: string, more: Partial<CaseResult> = {}): CaseResult => ({
  says,
  outcomes: [],
  findings: [],
  left: [],
  ...more,
});
const report = reportOf(
  facts,
  { date: '2026-11-29', module: '19.0.1', host: 'online' },
  [
    { each: caseNamed('One'), result: resultOf('One') },
    { each: caseNamed('Two', { refused: 'unknown-item' }), result: resultOf('Two') },
    {
      each: caseNamed('Three', {
        fixture: {
          categories: [{ name: 'C', cost: 'fifo' }],
          warehouses: [{ code: 'W3', reception: 3 }],
        },
      }),
      result: resultOf('Three', {
        findings: [
          'screens: quant PART in ACME Oslo/Stock lot SECRET-7: 1',
          'screens: value PART: ~12345.67',
          'odd',
        ],
      }),
    },
    {
      each: caseNamed('Four'),
      result: resultOf('Four', { findings: ['x'], notMade: 'ValueError: Expected singleton: ACME Oslo' }),
    },
  ],
  [],
);

describe('a report of certification', () => {
  it('counts same, refused, other and skipped, with costing and steps', () => {
    expect(report.cases.map(({ result, costing, steps }) => [result, costing, steps])).toEqual([
      ['same', 'average real_time', 2],
      ['refused', 'average real_time', 2],
      ['other', 'fifo periodic', 3],
      ['skipped', 'average real_time', 2],
    ]);
    expect(report.cases[2]?.differing).toEqual({ quant: 1, value: 1, other: 1 });
    expect(certificationReport.parse(report)).toEqual(report);
  });

  it('has no name, code or amount of the database', () => {
    for (const text of [JSON.stringify(report), reportText(report)]) {
      expect(text).not.toMatch(/ACME|acme|SECRET|12345/);
      expect(text).toContain('fr_FR');
    }
  });
});

describe('the support matrix', () => {
  it('says not run of what no report is about', () => {
    const lines = supportMatrix([report]).split('\n');
    expect(lines).toContain('| Enterprise | Odoo.sh | 19.0 | any | not run | not run | not run | |');
    expect(lines).toContain(
      '| Enterprise | Odoo Online | 19.0 | average, perpetual | not run | 1 same, 1 refused | not run | 2026-11-29 |',
    );
    expect(lines).toContain(
      '| Enterprise | Odoo Online | 19.0 | FIFO, periodic | not run | not run | 1 other | 2026-11-29 |',
    );
  });

  it('takes the newest report about a host', () => {
    const newer = { ...report, date: '2026-12-01', cases: report.cases.slice(0, 1) };
    expect(supportMatrix([newer, report])).toBe(supportMatrix([newer]));
  });
});

describe('certifying', () => {
  const connected = 'acme_copy';
  const right = { typed: connected, connected };
  it.each<[string, Partial<Facts>, { typed: string | undefined; connected: string }, RegExp]>([
    ['a database whose name is not typed again', {}, { typed: undefined, connected }, /--copy acme_copy/],
    ['another name', {}, { typed: 'acme', connected }, /--copy acme_copy/],
    ['a shell in another database', { database: 'acme' }, right, /the shell is in the database acme/],
    ['the mark of production', { mark: 'prod' }, right, /production environment/],
    ['a mark that nobody knows', { mark: 'elsewhere' }, right, /does not know/],
  ])('refuses %s', (_, other, asked, says) => {
    expect(whyNot({ ...facts, ...other }, asked, environments)).toMatch(says);
  });

  it.each([null, 'test', 'local'])('takes a copy marked as %s', (mark) => {
    expect(whyNot({ ...facts, mark }, right, environments)).toBeUndefined();
  });
});
