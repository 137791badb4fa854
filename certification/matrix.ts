import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CertificationReport, certificationReport, type Host, hosts } from './report.ts';

/** What the support matrix always shows, run or not. */
const shown: readonly [CertificationReport['edition'], Host][] = [
  ['Community', 'own-server'],
  ['Community', 'docker'],
  ['Enterprise', 'own-server'],
  ['Enterprise', 'odoo-sh'],
  ['Enterprise', 'online'],
];
const version = '19.0';
const notRun = 'not run';

/** Reports of a folder, by name. None without the folder. */
export const reportsIn = (folder: string): CertificationReport[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => certificationReport.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));

const words: Readonly<Record<string, string>> = { real_time: 'perpetual', fifo: 'FIFO' };
const costingInWords = (costing: string): string =>
  costing
    .split(' ')
    .map((word) => words[word] ?? word)
    .join(', ');

/** The support matrix: a row for each edition, host, version and costing, from the newest report about it. */
export const supportMatrix = (reports: readonly CertificationReport[]): string => {
  const keyOf = (edition: string, host: string, of: string) => `${edition} ${host} ${of}`;
  const newest = new Map<string, CertificationReport>();
  for (const report of reports.toSorted((a, b) => (a.date < b.date ? -1 : 1)))
    newest.set(keyOf(report.edition, report.host, report.version), report);
  const keys = new Set([...shown.map(([edition, host]) => keyOf(edition, host, version)), ...newest.keys()]);
  const rows = [...keys].flatMap((key) => {
    const report = newest.get(key);
    const [edition = '', host = '', of = ''] = key.split(' ');
    const start = `| ${edition} | ${hosts[host as Host]} | ${of} |`;
    if (!report) return [`${start} any | ${notRun} | ${notRun} | ${notRun} | |`];
    const groups = [...Map.groupBy(report.cases, ({ costing }) => costing)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return groups.map(
      ([costing, cases]) =>
        `${start} ${costingInWords(costing)} | ${[1, 2, 3]
          .map((steps) => cell(cases.filter((each) => each.steps === steps)))
          .join(' | ')} | ${report.date} |`,
    );
  });
  return [
    '| edition | host | version | costing | 1 step | 2 steps | 3 steps | run on |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
};

const cell = (cases: CertificationReport['cases']): string => {
  const run = cases.filter(({ result }) => result !== 'skipped');
  if (run.length === 0) return notRun;
  const of = (kind: string) => run.filter(({ result }) => result === kind).length;
  return ['same', 'refused', 'other']
    .flatMap((kind) => (of(kind) > 0 ? [`${of(kind)} ${kind}`] : []))
    .join(', ');
};
