import { definePlant, type PlantProfile } from '../configuration/plant.ts';
import type { OdooConnection } from '../lambdas/odoo/client.ts';
import type { Case } from './case.ts';
import { differences } from './differences.ts';
import { GatewayAtWork, type Outcome } from './gateway.ts';
import { OdooShell } from './shell.ts';

export interface CaseResult {
  says: string;
  /** what became of its events, in order */
  outcomes: Outcome[];
  /** what is wrong, a line each; empty: as in Odoo's screens, or as the case says */
  findings: string[];
  /** this database has not what the case starts from; nothing was compared */
  notMade?: string;
  /** the screens do not let a person do it */
  screensRefuse?: string;
  /** what the events left behind */
  left: string[];
}

export interface Place {
  connection: OdooConnection;
  /** runs Python inside Odoo: ODOO_SHELL of scripts/odoo-up.sh */
  shell: string;
  /** begins the names of all records of this run */
  run: string;
  /** language of the integration user, installed where it is missing; absent: en_US */
  language?: string;
  /** what the plant's profile says where a case does not say otherwise, such as the warehouse */
  profile?: Case['profile'];
}

/**
 * Works every case in Odoo's screens, takes that back, works it by events, and compares what is left behind. Changes the
 * database for good: events are booked.
 */
export const runCases = async (all: readonly Case[], place: Place): Promise<CaseResult[]> => {
  const cases = all.filter(({ language }) => language === undefined || language === place.language);
  const shell = new OdooShell(place.shell, place.language);
  const given = cases.map((each, index) => {
    const prefix = `${place.run}${index}-`;
    return {
      each,
      prefix,
      fixture: each.fixture,
      screens: each.screens,
      ...(each.begins && { begins: each.begins }),
      left: each.events((name) => `${prefix}${name}`),
      gateway: new GatewayAtWork(
        place.connection,
        // A case that names its warehouse means it, whatever its company.
        profileOf(each.profile?.warehouse ? each.profile : { ...place.profile, ...each.profile }),
        each.codes?.((name) => `${prefix}${name}`),
      ),
      outcomes: [] as Outcome[],
      peopleRefused: [] as string[],
    };
  });
  const inShell = ({ prefix, fixture, screens, begins }: (typeof given)[number]) => ({
    prefix,
    fixture,
    screens,
    ...(begins && { begins }),
  });
  const made = await shell.make(given.map(inShell));
  const running = given.filter((_, index) => 'done' in (made[index] ?? {}));
  const inOdoo = running.map(inShell);
  const byScreens = await shell.screens(inOdoo);
  while (running.some(({ left }) => left.length > 0)) {
    for (const { left, prefix, gateway, outcomes } of running)
      for (let next = left[0]; next && 'type' in next; next = left[0]) {
        outcomes.push(await gateway.book(next, `${prefix}${outcomes.length}`));
        left.shift();
      }
    const people = running.flatMap(({ prefix, left, begins, peopleRefused }) => {
      const next = left.shift();
      return next && 'people' in next
        ? [{ step: { prefix, people: next.people, ...(begins && { begins }) }, peopleRefused }]
        : [];
    });
    if (people.length === 0) continue;
    const worked = await shell.people(people.map(({ step }) => step));
    for (const [index, each] of worked.entries())
      if ('refused' in each) people[index]?.peopleRefused.push(each.refused);
  }
  const byEvents = await shell.look(inOdoo);
  const results = new Map(
    running.map(({ each, outcomes, peopleRefused }, index) => {
      const screen = byScreens[index] ?? { refused: 'no answer', trace: '' };
      const events = byEvents[index] ?? { left: [] };
      const left = 'left' in events ? events.left : [];
      const findings = [
        ...findingsAbout(outcomes, each),
        ...peopleRefused.map((said) => `the screens refuse between the events: ${said}`),
        ...('refused' in screen ? [`the screens refuse: ${screen.refused}\n${screen.trace}`] : []),
        ...('left' in screen ? compared(screen.left, left, each) : []),
      ];
      return [
        each,
        {
          says: each.says,
          outcomes,
          findings,
          left,
          ...('refused' in screen ? { screensRefuse: screen.refused } : {}),
        },
      ];
    }),
  );
  return given.map(({ each }, index): CaseResult => {
    const fixture = made[index];
    const notMade = fixture && 'refused' in fixture ? fixture.refused : 'no answer';
    return (
      results.get(each) ?? {
        says: each.says,
        outcomes: [],
        findings: [`not made: ${notMade}`],
        left: [],
        notMade,
      }
    );
  });
};

const compared = (screens: readonly string[], events: readonly string[], each: Case): string[] =>
  each.leaves
    ? each.leaves.filter((line) => !events.includes(line)).map((line) => `missing: ${line}`)
    : differences(screens, events, each);

/** Outcomes other than the case expects. */
const findingsAbout = (
  outcomes: readonly Outcome[],
  { refused, because, fails, warns, mayWarn }: Case,
): string[] => {
  const findings: string[] = [];
  const said: string[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const last = index === outcomes.length - 1;
    if (outcome.result === 'posted') said.push(...(outcome.warnings ?? []));
    const code = 'code' in outcome ? outcome.code : undefined;
    const message = 'message' in outcome ? outcome.message : '';
    const expected =
      last && fails
        ? outcome.result === 'failed' && fails.test(message)
        : last && refused
          ? code === refused && (because?.test(message) ?? true)
          : outcome.result === 'posted';
    if (!expected) findings.push(`event ${index + 1} is ${outcome.result}: ${code ?? ''} ${message}`);
  }
  if (warns && !said.some((each) => warns.test(each))) findings.push(`no warning says ${warns}`);
  if (!warns) findings.push(...said.filter((each) => !mayWarn?.test(each)).map((each) => `warning: ${each}`));
  return findings;
};

const profileOf = (otherwise: Case['profile']): PlantProfile =>
  definePlant({
    id: 'certified',
    name: 'Certified plant',
    warehouse: 'WH',
    timeZone: 'UTC',
    systems: ['mes'],
    owners: {},
    ceilings: { default: 1_000_000 },
    negativeStock: 'allow',
    ...otherwise,
  });
