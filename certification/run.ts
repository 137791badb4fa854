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
  const running = cases.map((each, index) => {
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
        profileOf({ ...place.profile, ...each.profile }),
        each.codes?.((name) => `${prefix}${name}`),
      ),
      outcomes: [] as Outcome[],
    };
  });
  const inOdoo = running.map(({ prefix, fixture, screens, begins }) => ({
    prefix,
    fixture,
    screens,
    ...(begins && { begins }),
  }));
  await shell.make(inOdoo);
  const byScreens = await shell.screens(inOdoo);
  while (running.some(({ left }) => left.length > 0)) {
    for (const { left, prefix, gateway, outcomes } of running)
      for (let next = left[0]; next && 'type' in next; next = left[0]) {
        outcomes.push(await gateway.book(next, `${prefix}${outcomes.length}`));
        left.shift();
      }
    const people = running.flatMap(({ prefix, left, begins }) => {
      const next = left.shift();
      return next && 'people' in next ? [{ prefix, people: next.people, ...(begins && { begins }) }] : [];
    });
    if (people.length > 0) await shell.people(people);
  }
  const byEvents = await shell.look(inOdoo);
  return running.map(({ each, outcomes }, index) => {
    const screen = byScreens[index] ?? { refused: 'no answer', trace: '' };
    const events = byEvents[index] ?? { left: [] };
    return {
      says: each.says,
      outcomes,
      findings: [
        ...findingsAbout(outcomes, each),
        ...('refused' in screen ? [`the screens refuse: ${screen.refused}\n${screen.trace}`] : []),
        ...('left' in screen && 'left' in events ? compared(screen.left, events.left, each) : []),
      ],
    };
  });
};

const compared = (screens: readonly string[], events: readonly string[], each: Case): string[] =>
  each.leaves
    ? each.leaves.filter((line) => !events.includes(line)).map((line) => `missing: ${line}`)
    : differences(screens, events, each);

/** Outcomes other than the case expects. */
const findingsAbout = (outcomes: readonly Outcome[], { refused, because, fails, warns }: Case): string[] => {
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
  if (!warns) findings.push(...said.map((each) => `warning: ${each}`));
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
