import type { Outcome } from '../gateway.ts';
import { type CaseResult, type Place, runCases } from '../run.ts';
import { type AnyStory, caseOfAny, drawAny, isLate, simplerThan } from './any-story.ts';
import { consumedIsKept, enterable, sentOf } from './case-of.ts';

export interface DrawnResult {
  says: string;
  story: AnyStory;
  findings: string[];
  /** its events were refused, and that is as it should be */
  refused?: string;
}

/** Stories in one go; each run of Odoo's shell takes seconds. */
const together = 40;

/** Works `count` stories of a seed in Odoo's screens and by events. */
export const runDrawn = (
  { count, seed, only }: { count: number; seed: number; only?: number },
  place: Place,
): Promise<DrawnResult[]> => {
  const stories = drawAny(count, seed).map((story, index) => ({
    story,
    says: `drawn ${index} of seed ${seed}`,
  }));
  return runStories(only === undefined ? stories : stories.slice(only, only + 1), place);
};

const runStories = async (
  stories: readonly { story: AnyStory; says: string }[],
  place: Place,
): Promise<DrawnResult[]> => {
  const all: DrawnResult[] = [];
  for (let at = 0; at < stories.length; at += together) {
    const some = stories.slice(at, at + together);
    const results = await runCases(
      some.map(({ story, says }) => caseOfAny(story, says)),
      { ...place, run: `${place.run}${at}-` },
    );
    for (const [index, { story, says }] of some.entries()) {
      const result = results[index];
      if (result) all.push({ says, story, ...judged(story, result) });
    }
  }
  return all;
};

const refusalIn = (outcomes: readonly Outcome[]): string | undefined => {
  const refused = outcomes.find((each) => each.result !== 'posted' && each.result !== 'duplicate');
  return (
    refused &&
    `${'code' in refused ? refused.code : refused.result}: ${'message' in refused ? refused.message : ''}`
  );
};

/** A refusal is right where a person is refused, too, or could not enter it. Else both leave the same behind. */
const judged = (story: AnyStory, result: CaseResult): Pick<DrawnResult, 'findings' | 'refused'> => {
  if (isLate(story)) return { findings: result.findings };
  const refused = refusalIn(result.outcomes);
  if (refused && (result.screensRefuse || !enterable(story))) return { findings: [], refused };
  if (enterable(story)) return { findings: result.findings };
  const warned = result.outcomes.some((each) => each.result === 'posted' && (each.warnings ?? []).length > 0);
  if (!warned && !consumedIsKept(story))
    return { findings: ['Odoo cannot keep what was consumed, and no warning says so'] };
  const made = madeIn(result.left);
  const sent = sentOf(story);
  // What a warning says was rounded, is off by half of the last decimal for each report.
  const allowed = warned ? 0.005 * result.outcomes.length + 1e-6 : 1e-6;
  return {
    findings:
      Math.abs(made - sent) <= allowed
        ? []
        : [`sent ${sent}, booked ${made}${warned ? '' : ', without a word'}`],
  };
};

/** What is in stock of the product, in its own unit. */
const madeIn = (left: readonly string[]): number =>
  left.reduce((sum, line) => {
    const [, place = '', quantity = '0'] = /^quant MADE in (\S+) lot [^:]*: (-?[\d.e+-]+) /.exec(line) ?? [];
    return place.includes('Production') ? sum : sum + Number(quantity);
  }, 0);

/** The simplest story found that still differs: each round works all simpler ones at once. */
export const minimised = async (failing: DrawnResult, place: Place, rounds = 6): Promise<DrawnResult> => {
  let least = failing;
  for (let round = 0; round < rounds; round++) {
    const others = simplerThan(least.story).map((story, index) => ({
      story,
      says: `${failing.says}, simpler ${round}.${index}`,
    }));
    const results = await runStories(others, { ...place, run: `${place.run}M${round}-` });
    const next = results.find(({ findings }) => findings.length > 0);
    if (!next) break;
    least = next;
  }
  return least;
};
