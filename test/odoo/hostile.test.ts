import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaseEvent, Fixture } from '../../certification/case.ts';
import { GatewayAtWork, type Outcome } from '../../certification/gateway.ts';
import { OdooShell } from '../../certification/shell.ts';
import { definePlant } from '../../configuration/plant.ts';
import { local } from '../../environments/index.ts';
import { OdooAdmin } from '../../odoo/admin.ts';
import { checkDatabase } from '../../odoo/check/check-database.ts';
import { type OwnOdoo, prepared, startOdoo } from '../../scripts/odoo-at-hand.ts';

const addons = new URL('./hostile/addons', import.meta.url).pathname;

const pieces = (value: number) => ({ value, unit: 'C62' });
const fixture: Fixture = {
  products: [{ name: 'MADE', tracking: 'lot' }, { name: 'PART', cost: 2 }, { name: 'OTHER' }],
  boms: [{ product: 'MADE', lines: [{ product: 'PART', quantity: 1 }] }],
  stock: [
    { product: 'PART', quantity: 50 },
    { product: 'OTHER', quantity: 50 },
  ],
  orders: [{ name: 'MO', product: 'MADE', quantity: 10 }],
  purchases: [{ name: 'PO', partner: 'SUPPLIER', lines: [{ product: 'PART', quantity: 4, price: 2 }] }],
};

const reported = (n: (name: string) => string, more: Record<string, unknown> = {}): CaseEvent => ({
  type: 'production.reported',
  data: { order: n('MO'), quantity: pieces(10), lot: { number: n('LOT') }, ...more },
});
const received = (n: (name: string) => string): CaseEvent => ({
  type: 'goods.received',
  data: { purchaseOrder: n('PO'), lines: [{ item: n('PART'), quantity: pieces(4) }] },
});

/** What a person must never be shown: Postgres' own text, a row of a table, a traceback. */
const internals = /Failing row|DETAIL|violates|relation "|psycopg|Traceback|\.py"|secret|hostile_origin=/;

/** Add-ons of others on Odoo's add-ons path. Starts an Odoo of its own, so it runs where the lab does. */
describe.skipIf(process.env.PG === undefined)('an add-on that somebody else wrote', () => {
  let own: OwnOdoo;
  let gateway: GatewayAtWork;
  let admin: OdooAdmin;
  let sql: pg.Client;
  let used = 0;

  beforeAll(async () => {
    own = await startOdoo('hostile', ['--addons', addons, '--install', 'hostile']);
    const settings = await prepared(own.settings);
    const {
      ODOO_URL: url = '',
      ODOO_DB: database = '',
      ODOO_API_KEY: apiKey = '',
      ODOO_SHELL = '',
    } = settings;
    admin = new OdooAdmin({ url, database, apiKey: settings.ODOO_ADMIN_API_KEY ?? '' });
    const shell = new OdooShell(ODOO_SHELL);
    const { main } = await shell.facts();
    const profile = definePlant({
      id: 'hostile',
      name: 'Hostile plant',
      warehouse: main?.code ?? 'WH',
      timeZone: 'UTC',
      systems: ['mes'],
      owners: {},
      ceilings: { default: 1000 },
      negativeStock: 'allow',
    });
    gateway = new GatewayAtWork({ url, database, apiKey, environment: local.name }, profile);
    sql = new pg.Client({ connectionString: settings.PG });
    await sql.connect();
    await peace();
    const cases = Array.from({ length: 12 }, (_, index) => ({
      prefix: prefixOf(index),
      fixture,
      screens: [],
    }));
    for (const each of await shell.make(cases)) expect(each).toEqual({ done: true });
  }, 600_000);
  afterAll(async () => {
    await sql?.end();
    await own?.stop();
  });

  const mode = (value: string) =>
    admin.call('ir.config_parameter', 'set_param', { key: 'hostile.mode', value });
  const enforce = (table: string, wanted: boolean) =>
    sql.query(`ALTER TABLE ${table} ALTER COLUMN hostile_origin ${wanted ? 'SET' : 'DROP'} NOT NULL`);
  const fill = (table: string) =>
    sql.query(`UPDATE ${table} SET hostile_origin = 'filled' WHERE hostile_origin IS NULL`);
  const tables = ['mrp_production', 'stock_move', 'stock_lot', 'stock_picking'];
  const peace = async () => {
    await mode('');
    for (const table of tables) await enforce(table, false);
  };
  afterEach(peace);

  const prefixOf = (index: number) => `H${index}-`;
  /** Stock, moves, lots and orders of a case. */
  const leftOf = async (prefix: string): Promise<unknown> => {
    const products = `SELECT id FROM product_product WHERE default_code LIKE '${prefix}%'`;
    const ask = async (statement: string) => (await sql.query(statement)).rows;
    return [
      await ask(`SELECT product_id, location_id, lot_id, quantity, reserved_quantity FROM stock_quant
                  WHERE product_id IN (${products}) ORDER BY id`),
      await ask(`SELECT id, state, quantity, product_uom_qty FROM stock_move
                  WHERE product_id IN (${products}) ORDER BY id`),
      await ask(`SELECT id, name FROM stock_lot WHERE product_id IN (${products}) ORDER BY id`),
      await ask(`SELECT id, name, state, qty_producing FROM mrp_production
                  WHERE product_id IN (${products}) ORDER BY id`),
    ];
  };

  /** Books an event while the add-on is hostile, and again when it was mended. */
  const refusedThenBooked = async (
    eventOf: (n: (name: string) => string) => CaseEvent,
    hostile: () => Promise<unknown>,
  ): Promise<Outcome> => {
    const prefix = prefixOf(used++);
    const event = eventOf((name) => `${prefix}${name}`);
    const before = await leftOf(prefix);
    await hostile();
    const outcome = await gateway.book(event, prefix);
    expect(await leftOf(prefix), 'a refused event changes nothing').toEqual(before);
    await peace();
    expect(await gateway.book(event, prefix)).toMatchObject({ result: 'posted' });
    expect(await gateway.book(event, prefix)).toMatchObject({ result: 'duplicate' });
    return outcome;
  };
  const messageOf = (outcome: Outcome): string => ('message' in outcome ? outcome.message : '');

  it.each<[string, string, (n: (name: string) => string) => CaseEvent, RegExp]>([
    ['a lot', 'stock_lot', (n) => reported(n), /Country of the hostile add-on/],
    [
      'an order that becomes the backorder',
      'mrp_production',
      (n) => reported(n, { quantity: pieces(4) }),
      /Shift of the hostile add-on/,
    ],
    [
      'a move',
      'stock_move',
      (n) => reported(n, { consumed: [{ item: n('OTHER'), quantity: pieces(1) }] }),
      /Dock of the hostile add-on/,
    ],
    [
      'a transfer',
      'stock_picking',
      (n) => ({
        type: 'goods.received',
        data: { purchaseOrder: n('PO'), lines: [{ item: n('PART'), quantity: pieces(1) }] },
      }),
      /Driver of the hostile add-on/,
    ],
  ])('that requires a field of %s is named by the label of its field', async (_, table, event, label) => {
    const outcome = await refusedThenBooked(event, async () => {
      for (const each of tables) await fill(each);
      await enforce(table, true);
    });
    expect(outcome).toMatchObject({ result: 'refused', code: 'odoo-refused' });
    expect(messageOf(outcome)).toMatch(label);
    expect(messageOf(outcome)).not.toMatch(internals);
  });

  it.each([
    ['an order', reported],
    ['a receipt', received],
  ])('that asks a person on Done of %s gets no silent answer', async (_, event) => {
    const outcome = await refusedThenBooked(
      (n) => event(n),
      () => mode('wizard'),
    );
    expect(outcome).toMatchObject({ result: 'refused', code: 'confirmation-needed' });
  });

  it.each([
    ['an order', reported],
    ['a receipt', received],
  ])('that refuses when %s is done is heard', async (_, event) => {
    const outcome = await refusedThenBooked(
      (n) => event(n),
      () => mode('refuse'),
    );
    expect(outcome).toMatchObject({ result: 'refused', code: 'odoo-refused' });
    expect(messageOf(outcome)).toContain('The hostile add-on wants an inspection first.');
  });

  it('that breaks a rule of the database shows no row of it', async () => {
    const outcome = await refusedThenBooked(
      (n) => reported(n),
      () => mode('check'),
    );
    expect(outcome).toMatchObject({ result: 'refused', code: 'odoo-refused' });
    expect(messageOf(outcome)).toMatch(/hostile_check/);
    expect(messageOf(outcome)).not.toMatch(internals);
  });

  it('that has a defect ends the call without a traceback', async () => {
    const outcome = await refusedThenBooked(
      (n) => reported(n),
      () => mode('defect'),
    );
    expect(outcome.result).toBe('failed');
    expect(messageOf(outcome)).toMatch(/^odoo-defect: /);
    expect(messageOf(outcome)).not.toMatch(internals);
  });

  it('that breaks the uniqueness of a table ends the call without a row', async () => {
    const outcome = await refusedThenBooked(
      (n) => reported(n),
      () => mode('unique'),
    );
    expect(outcome.result).not.toBe('posted');
    expect(messageOf(outcome)).not.toMatch(internals);
  });

  it('is named by odoo:check, with the fields that it requires', async () => {
    const findings = await checkDatabase({ looking: admin.client });
    const about = (text: string) => findings.find(({ said }) => said.includes(text));
    expect(about('modules by other authors on stock')?.names).toEqual(['hostile (Somebody else)']);
    expect(about('required fields that the gateway cannot fill')).toMatchObject({
      verdict: 'stops',
      count: 4,
    });
  });
});
