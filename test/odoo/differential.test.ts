import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { existingCases } from '../../certification/cases/existing.ts';
import { partnerAndUnitCases } from '../../certification/cases/existing-partners.ts';
import { cases } from '../../certification/cases/index.ts';
import { type DrawnResult, runDrawn } from '../../certification/drawn/run-drawn.ts';
import { type CaseResult, runCases } from '../../certification/run.ts';
import { local } from '../../environments/index.ts';
import { type OwnOdoo, prepared, startOdoo } from '../../scripts/odoo-at-hand.ts';

/** The same at every run; `npm run certify -- --drawn N --seed S` works others. */
const drawing = { count: 12, seed: 42 };

/** Worked in both languages: names are what a language could change. */
const aboutNames = [...existingCases, ...partnerAndUnitCases].filter(
  ({ language }) => language === undefined,
);

/**
 * Odoo's own screens are the reference: the same work by events and by a person, on Odoo's demo data, must leave the same
 * behind. The integration user speaks French. It needs a shell inside Odoo, so it runs where `scripts/odoo-up.sh` does.
 */
describe.skipIf(process.env.PG === undefined)('events and Odoo’s screens leave the same behind', () => {
  let own: OwnOdoo;
  let results: CaseResult[] = [];
  let inEnglish: CaseResult[] = [];
  let drawn: DrawnResult[] = [];
  const findingsOf = (all: CaseResult[], says: string) => all.find((each) => each.says === says)?.findings;

  beforeAll(async () => {
    own = await startOdoo('differential', ['--demo']);
    const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: apiKey = '', ODOO_SHELL = '' } = own.settings;
    await prepared(own.settings);
    const place = {
      connection: { url, database, apiKey, environment: local.name },
      shell: ODOO_SHELL,
    };
    inEnglish = await runCases(aboutNames, { ...place, run: 'E-' });
    results = await runCases(cases, { ...place, run: 'F-', language: 'fr_FR' });
    drawn = await runDrawn(drawing, { ...place, run: 'R-', language: 'fr_FR' });
  }, 1_800_000);
  afterAll(() => own?.stop());

  it.each(cases.map(({ says }) => says))('%s', (says) => {
    expect(findingsOf(results, says)).toEqual([]);
  });

  it.each(aboutNames.map(({ says }) => says))('with an English integration user: %s', (says) => {
    expect(findingsOf(inEnglish, says)).toEqual([]);
  });

  it.each(Array.from({ length: drawing.count }, (_, index) => index))('story %i of the seed', (index) => {
    const { story, findings } = drawn[index] ?? { story: undefined, findings: ['not worked'] };
    expect(findings, JSON.stringify(story)).toEqual([]);
  });
});
