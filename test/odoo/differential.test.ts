import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { existingCases } from '../../certification/cases/existing.ts';
import { partnerAndUnitCases } from '../../certification/cases/existing-partners.ts';
import { cases as allCases, sampledCases } from '../../certification/cases/index.ts';
import { type DrawnResult, runDrawn } from '../../certification/drawn/run-drawn.ts';
import { type CaseResult, runCases } from '../../certification/run.ts';
import { local } from '../../environments/index.ts';
import { type OwnOdoo, prepared, startOdoo } from '../../scripts/odoo-at-hand.ts';

/** All cases take longer than CI has: it works a sample, `CERTIFY=all` the rest. */
const all = process.env.CERTIFY === 'all';
const cases = all ? allCases : sampledCases;

/** The same twenty at every whole run; `npm run certify -- --drawn N --seed S` works others. */
const drawing = { count: all ? 20 : 0, seed: 42 };

/**
 * Odoo's own screens are the reference: the same work by events and by a person, on Odoo's demo data, must leave the same
 * behind. It needs a shell inside Odoo, so it runs where `scripts/odoo-up.sh` does.
 */
describe.skipIf(process.env.PG === undefined)('events and Odoo’s screens leave the same behind', () => {
  let own: OwnOdoo;
  let results: CaseResult[] = [];
  let inFrench: CaseResult[] = [];
  let drawn: DrawnResult[] = [];

  beforeAll(async () => {
    own = await startOdoo('differential', ['--demo']);
    const { ODOO_DB: database, ...settings } = own.settings;
    const { ODOO_URL: url, ODOO_API_KEY: apiKey = '', ODOO_SHELL = '' } = settings;
    await prepared(own.settings);
    const connection = { url, database, apiKey, environment: local.name };
    results = await runCases(cases, { connection, shell: ODOO_SHELL, run: 'D-' });
    if (all) drawn = await runDrawn(drawing, { connection, shell: ODOO_SHELL, run: 'R-' });
    // Installing a language takes half a minute; the cases about names are those that could depend on it.
    inFrench = await runCases([...existingCases, ...partnerAndUnitCases], {
      connection,
      shell: ODOO_SHELL,
      run: 'F-',
      language: 'fr_FR',
    });
  }, 1_800_000);
  afterAll(() => own?.stop());

  it.each(cases.filter(({ language }) => language === undefined).map(({ says }) => says))('%s', (says) => {
    expect(results.find((each) => each.says === says)?.findings).toEqual([]);
  });

  it.each(Array.from({ length: drawing.count }, (_, index) => index))('story %i of the seed', (index) => {
    const { story, findings } = drawn[index] ?? { story: undefined, findings: ['not worked'] };
    expect(findings, JSON.stringify(story)).toEqual([]);
  });

  it.each([...existingCases, ...partnerAndUnitCases].map(({ says }) => says))(
    'with a French integration user: %s',
    (says) => {
      expect(inFrench.find((each) => each.says === says)?.findings).toEqual([]);
    },
  );
});
