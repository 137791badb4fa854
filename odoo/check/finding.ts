/** What a look at an Odoo database found. Groups are the chapters of the report, in this order. */
export const chapters = {
  version: 'Odoo and this gateway',
  places: 'Companies and warehouses',
  items: 'Products, lots and bills of materials',
  units: 'Units and decimals',
  contacts: 'Contacts and work centres',
  money: 'Costs and periods',
  additions: 'Modules, required fields and automations',
  people: "The integration user's rights and language",
  size: 'Size and speed',
} as const;

export type Chapter = keyof typeof chapters;

export interface Finding {
  chapter: Chapter;
  /** `stops`: what is named here cannot be booked until it is changed; `unseen`: the key may not read it */
  verdict: 'works' | 'care' | 'stops' | 'unseen';
  said: string;
  /** how many records it is about */
  count?: number;
  /** the first of them, by name */
  names?: string[];
  /** what a person does; absent: nothing */
  todo?: string;
}

type Told = Omit<Finding, 'chapter' | 'verdict' | 'todo'>;
type About = Omit<Told, 'said'>;

/** Makes findings of one chapter. */
export const findingsAbout = (chapter: Chapter) => ({
  works: (said: string, about: About = {}): Finding => ({ chapter, verdict: 'works', said, ...about }),
  care: (said: string, todo: string, about: About = {}): Finding => ({
    chapter,
    verdict: 'care',
    said,
    ...about,
    todo,
  }),
  stops: (said: string, todo: string, about: About = {}): Finding => ({
    chapter,
    verdict: 'stops',
    said,
    ...about,
    todo,
  }),
});

const marks = { works: 'ok', care: 'CARE', stops: 'STOPS', unseen: '?' } as const;
/** How many names a line shows. */
const shown = 5;

const withNames = ({ said, names = [], count = names.length }: Finding): string => {
  if (names.length === 0) return said;
  const first = names.slice(0, shown);
  const more = count - first.length;
  return `${said}: ${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** The report for a person: chapters, a line per finding, and what to do below it. */
export const reportLines = (findings: readonly Finding[]): string[] =>
  Object.entries(chapters).flatMap(([chapter, title]) => {
    const lines = findings
      .filter((finding) => finding.chapter === chapter)
      .flatMap((finding) => [
        `  ${marks[finding.verdict].padEnd(6)} ${withNames(finding)}`,
        ...(finding.todo ? [`         -> ${finding.todo}`] : []),
      ]);
    return lines.length > 0 ? [title, ...lines, ''] : [];
  });

/** One sentence about all of them. */
export const summaryOf = (findings: readonly Finding[]): string => {
  const of = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return [
    `${of('works')} in order`,
    `${of('care')} need care`,
    `${of('stops')} stop bookings`,
    ...(of('unseen') > 0 ? [`${of('unseen')} could not be seen with this key`] : []),
  ].join(', ');
};
