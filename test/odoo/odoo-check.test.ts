import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { OdooAdmin } from '../../odoo/admin.ts';
import { checkDatabase } from '../../odoo/check/check-database.ts';
import { type Chapter, type Finding, reportLines } from '../../odoo/check/finding.ts';
import { type OwnOdoo, startOdoo } from '../../scripts/odoo-at-hand.ts';
import { spoil } from './odoo-check/spoil.ts';

/** Remembers which methods it called. */
class Recording extends OdooClient {
  readonly methods = new Set<string>();
  override call<T>(...given: Parameters<OdooClient['call']>) {
    this.methods.add(given[1]);
    return super.call<T>(...given);
  }
}

const reading = [
  ...['search_read', 'search_count', 'formatted_read_group', 'fields_get', 'default_get', 'get_external_id'],
  ...['context_get', 'has_group'],
];

/** On Odoo's demo data, and on what a careless owner makes of it. Starts an Odoo of its own, so it runs where the lab does. */
describe.skipIf(process.env.PG === undefined)('odoo:check', () => {
  let own: OwnOdoo;
  let settings: NodeJS.ProcessEnv = {};
  let demo: Finding[] = [];
  let methods: string[] = [];
  let spoilt: Finding[] = [];
  const connection = (apiKey = '') => ({
    url: settings.ODOO_URL ?? '',
    database: settings.ODOO_DB ?? '',
    apiKey,
  });
  const look = async () => {
    const looking = new Recording(connection(settings.ODOO_ADMIN_API_KEY));
    const integration = new Recording(connection(settings.ODOO_API_KEY));
    const findings = await checkDatabase({ looking, integration });
    methods = [...looking.methods, ...integration.methods];
    return findings;
  };
  const command = (...words: string[]) =>
    spawnSync('node', ['scripts/odoo-check.ts', ...words], {
      encoding: 'utf8',
      env: { ...process.env, ...settings },
    });
  const said = (findings: Finding[], chapter: Chapter, text: string): Finding | undefined =>
    findings.find((each) => each.chapter === chapter && each.said.includes(text));

  beforeAll(async () => {
    own = await startOdoo('check', ['--demo']);
    settings = own.settings;
    demo = await look();
    await spoil(new OdooAdmin(connection(settings.ODOO_ADMIN_API_KEY)), settings.ODOO_LOGIN ?? '');
    spoilt = await look();
  }, 600_000);
  afterAll(() => own?.stop());

  it('calls only methods that read', () => {
    expect(methods.filter((method) => !reading.includes(method))).toEqual([]);
  });

  it('finds nothing in the demo data that stops bookings but that the module is missing, and sees all of it', () => {
    const bad = demo.filter(({ verdict }) => verdict === 'stops' || verdict === 'unseen');
    expect(bad.map((each) => each.said)).toEqual(['the gateway’s module is not installed']);
  });

  it.each<[Chapter, string]>([
    ['version', 'is not installed'],
    ['places', 'company My Company (Chicago)): receipt in 1, delivery in 1, manufacture in 1 steps'],
    ['items', 'have neither an internal reference nor a barcode'],
    ['contacts', '6 of 6 suppliers with purchase orders have no reference'],
    ['units', 'units in use that events can name: Units (C62)'],
    ['contacts', 'work centres have no code'],
    ['people', 'companies with a warehouse that it may not work in'],
    ['money', 'products at standard price, without entries'],
    ['size', 'open production orders'],
  ])('says of the demo data, about %s: %s', (chapter, text) => {
    expect(said(demo, chapter, text)).toBeDefined();
  });

  it.each<[Chapter, Finding['verdict'], string, string]>([
    ['additions', 'stops', 'required fields that the gateway cannot fill', 'Origin (stock.lot, x_origin)'],
    ['additions', 'works', 'added required fields that Odoo fills', 'Shift (mrp.production, x_shift)'],
    ['people', 'stops', 'it lacks mrp.group_mrp_user', ''],
    ['places', 'care', 'warehouses have the short name WH', 'My Company (Chicago)'],
    ['places', 'care', 'receipt in 3, delivery in 2, manufacture in 3 steps', ''],
    ['places', 'care', 'operation types that never leave a backorder', 'Receipts'],
    ['items', 'care', 'times the same internal reference within a company', 'TWICE'],
    ['items', 'care', 'whose name another product has', 'Namesake'],
    ['items', 'care', 'archived products have stock', ''],
    ['items', 'care', 'bills of materials that block other consumption', ''],
    ['units', 'care', 'units in use without a code of UN/CEFACT', 'Sack (1 products)'],
    ['units', 'care', 'units with coarse steps', 'Ton (in steps of 0.01 Ton = 10000 g)'],
    ['contacts', 'care', 'contacts with the same reference', 'SAME'],
    ['money', 'care', 'closed until 2026-01-31', ''],
    ['money', 'works', 'at average cost', 'Careless'],
    ['items', 'care', 'is the barcode of another one', 'Heavy'],
    ['places', 'care', 'mail customers about each delivery', 'San Francisco'],
    ['people', 'care', 'its time zone is UTC', ''],
  ])('says of a careless database, about %s: %s, %s %s', (chapter, verdict, text, name) => {
    const finding = said(
      spoilt.filter((each) => each.verdict === verdict),
      chapter,
      text,
    );
    expect(finding).toBeDefined();
    expect((finding?.names ?? []).join('; ')).toContain(name);
    if (verdict !== 'works') expect(finding?.todo).toMatch(/\w/);
  });

  it('names the count and what to do in each line of the report, and ends with 1 when something stops bookings', () => {
    const report = command();
    expect(report.status).toBe(1);
    expect(report.stdout).toContain(
      'STOPS  required fields that the gateway cannot fill: Origin (stock.lot, x_origin)',
    );
    expect(report.stdout).toContain('-> Give them a default value');
    const machine = command('--json');
    expect(machine.status).toBe(1);
    expect(reportLines(JSON.parse(machine.stdout) as Finding[]).join('\n')).toContain('STOPS  it lacks');
  });

  it('says what the integration user’s key cannot see, and names no key', () => {
    const report = spawnSync('node', ['scripts/odoo-check.ts'], {
      encoding: 'utf8',
      env: { ...process.env, ...settings, ODOO_ADMIN_API_KEY: '' },
    });
    expect(report.stdout).toMatch(/\? +the gateway’s module and the environment mark/);
    expect(report.stdout).toMatch(/\? +required fields that add-ons bring/);
    expect(report.stdout + report.stderr).not.toContain(settings.ODOO_API_KEY);
  });
});
