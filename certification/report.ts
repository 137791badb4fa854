import * as z from 'zod';
import type { Case, Fixture } from './case.ts';
import { caseOfAny } from './drawn/any-story.ts';
import type { DrawnResult } from './drawn/run-drawn.ts';
import type { CaseResult } from './run.ts';
import type { Facts } from './shell.ts';

/** Who runs Odoo, as the person who certifies says it. */
export const hosts = {
  'own-server': 'own server',
  docker: 'Docker',
  'odoo-sh': 'Odoo.sh',
  online: 'Odoo Online',
} as const;
export type Host = keyof typeof hosts;

const result = z.strictObject({
  /** our sentence, never the owner's words */
  says: z.string(),
  /** costing method and valuation of its products, such as `fifo real_time` */
  costing: z.string(),
  /** the most steps of a warehouse of the case */
  steps: z.int().min(1).max(3),
  /** `skipped`: the database has not what the case starts from */
  result: z.enum(['same', 'other', 'refused', 'skipped']),
  /** how many lines differ, by what they are about; or the kind of error */
  differing: z.record(z.string(), z.int()).optional(),
});

/** A run of the cases on a database, without anything that names its owner. */
export const certificationReport = z.strictObject({
  format: z.literal(1),
  date: z.iso.date(),
  /** version of the gateway's module */
  module: z.string(),
  edition: z.enum(['Community', 'Enterprise']),
  version: z.string(),
  host: z.enum(Object.keys(hosts) as [Host, ...Host[]]),
  languages: z.array(z.string()),
  companies: z.int(),
  costing: z.array(z.string()),
  warehouses: z.array(z.string()),
  modules: z.array(z.string()),
  cases: z.array(result),
});
export type CertificationReport = z.infer<typeof certificationReport>;
type Result = z.infer<typeof result>;

/** What counts where a case says nothing. */
type Main = NonNullable<Facts['main']>;

/** Costing of a case's products. Without a category they are valued as the company says. */
const costingOf = ({ categories = [] }: Fixture, main: Main): string => {
  const found = new Set(categories.map(({ cost, valuation = 'periodic' }) => `${cost} ${valuation}`));
  return found.size === 0 ? main.costing : found.size === 1 ? ([...found][0] ?? '') : 'several';
};

const stepsOf = ({ warehouses = [] }: Fixture, main: Main): number =>
  warehouses.length === 0
    ? main.steps
    : Math.max(
        ...warehouses.map(({ reception = 1, delivery = 1, manufacture = 1 }) =>
          Math.max(reception, delivery, manufacture),
        ),
      );

/** What findings are about, by their first word: a finding itself may name places and accounts of the owner. */
const kindsOf = (findings: readonly string[]): Record<string, number> => {
  const kinds: Record<string, number> = {};
  for (const finding of findings) {
    const [, kind = 'other'] =
      /^(?:screens|events): +(quant|move|order|work order|lot|entry|transfer|purchase|sale|value)\b/.exec(
        finding,
      ) ?? [];
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
};

const namedResult = (each: Case, { findings, notMade }: CaseResult, main: Main): Result => ({
  says: each.says,
  costing: costingOf(each.fixture, main),
  steps: stepsOf(each.fixture, main),
  result:
    notMade !== undefined ? 'skipped' : findings.length > 0 ? 'other' : each.refused ? 'refused' : 'same',
  ...(notMade !== undefined ? { differing: { [/^\w+/.exec(notMade)?.[0] ?? 'Error']: 1 } } : {}),
  ...(notMade === undefined && findings.length > 0 ? { differing: kindsOf(findings) } : {}),
});

const drawnResult = ({ says, story, findings, refused }: DrawnResult, main: Main): Result => {
  const { fixture } = caseOfAny(story, says);
  return {
    says,
    costing: costingOf(fixture, main),
    steps: stepsOf(fixture, main),
    result: findings.length > 0 ? 'other' : refused ? 'refused' : 'same',
    ...(findings.length > 0 ? { differing: kindsOf(findings) } : {}),
  };
};

const nowhere: Main = { code: '', company: '', steps: 1, costing: 'unknown' };

export const reportOf = (
  { edition, version, languages, companies, costing, warehouses, modules, main }: Facts,
  about: { date: string; module: string; host: Host },
  named: readonly { each: Case; result: CaseResult }[],
  drawn: readonly DrawnResult[],
): CertificationReport => ({
  format: 1,
  ...about,
  edition,
  version,
  languages,
  companies,
  costing,
  warehouses,
  modules,
  cases: [
    ...named.map(({ each, result: of }) => namedResult(each, of, main ?? nowhere)),
    ...drawn.map((each) => drawnResult(each, main ?? nowhere)),
  ],
});

const kinds = ['same', 'other', 'refused', 'skipped'] as const;
const meaning = {
  same: 'events leave behind what the same work in Odoo’s screens does',
  other: 'something differs',
  refused: 'refused in words, as the case expects',
  skipped: 'not run: this database has not what the case starts from',
};

/** The report for a reader. */
export const reportText = (report: CertificationReport): string => {
  const of = (kind: Result['result']) => report.cases.filter(({ result: each }) => each === kind);
  const list = (values: readonly string[]) => (values.length > 0 ? values.join(', ') : 'none');
  return `# Odoo ${report.version} ${report.edition}, ${hosts[report.host]}, ${report.date}

${report.cases.length} cases, module ${report.module}. No name, code or amount of the database is in this report.

| result | cases | means |
|---|---|---|
${kinds.map((kind) => `| ${kind} | ${of(kind).length} | ${meaning[kind]} |`).join('\n')}

| about the database | |
|---|---|
| companies | ${report.companies} |
| languages | ${list(report.languages)} |
| costing of categories in use | ${list(report.costing)} |
| steps of warehouses (receipt-delivery-manufacture) | ${list(report.warehouses)} |
| modules | ${list(report.modules)} |
${['other', 'skipped']
  .flatMap((kind) => {
    const some = of(kind as Result['result']);
    return some.length === 0
      ? []
      : [
          `\n## ${kind}\n`,
          ...some.map(
            ({ says, differing = {} }) =>
              `- ${says} (${Object.entries(differing)
                .map(([what, count]) => `${what}: ${count}`)
                .join(', ')})`,
          ),
        ];
  })
  .join('\n')}
`;
};
