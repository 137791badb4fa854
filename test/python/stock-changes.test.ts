import { describe, expect, test } from 'vitest';
import { findingsIn, partsOfAction } from '../../scripts/python/check-python.ts';
import { inWords } from '../../scripts/python/finding.ts';
import { moduleOf, type PythonFunction, textOf, within } from '../../scripts/python/functions.ts';
import { stockOffences, stockRules } from '../../scripts/python/stock-changes.ts';
import { ALLOWED_SQL, ALLOWED_STATES } from '../../scripts/python/stock-writes.ts';
import { allowed, MODULE, refused } from './stock-changes-examples.ts';

const offencesOf = (code: string, path = 'example.py') =>
  stockOffences([
    { path: 'module.py', text: MODULE },
    { path, text: code },
  ]);
const rulesBroken = (code: string, path?: string) => [
  ...new Set(offencesOf(code, path).map(({ rule }) => rule)),
];

describe('of what would change stock without a verdict', () => {
  test.each(refused)('$title breaks the rule $rule', ({ code, rule }) => {
    expect(rulesBroken(code)).toEqual([rule]);
  });

  test.each(allowed)('%s breaks no rule', (_, code) => {
    expect(rulesBroken(code)).toEqual([]);
  });

  test('every rule has an example', () => {
    const shown = new Set(refused.map(({ rule }) => rule));
    expect(stockRules.filter((rule) => !shown.has(rule))).toEqual([]);
  });

  test('a count may write quants, but not their quantity', () => {
    const count = (field: string): string =>
      `def count(product):\n    values = {'${field}': 1}\n    product.env['stock.quant'].create(values)`;
    expect(rulesBroken(count('inventory_quantity'), 'procedures/stock_counted.py')).toEqual([]);
    expect(rulesBroken(count('quantity'), 'procedures/stock_counted.py')).toEqual(['quantity-write']);
  });

  test('a finding names the button, who leaves its moves undated, and what to write', () => {
    const path = 'odoo/plant_gateway/procedures/ship.py';
    const text =
      "def ship(posting):\n    posting['picking'].button_validate()\n\n\nPROCEDURES['ship'] = ship\n";
    const parts = [
      { path: 'odoo/plant_gateway/procedures/_module.py', text: `${MODULE.trim()}\n` },
      { path, text },
    ];
    const [finding] = findingsIn(parts, parts).filter(({ rule }) => rule === 'moves-not-dated');
    expect(finding && inWords(finding)).toContain(
      `${path}:2:24 moves-not-dated: button_validate() completes moves that ship does not always give to date_transfers()\n` +
        '    remedy: call the function that dates these moves after it, in every case',
    );
  });
});

describe('in the module of this repository', () => {
  const parts = partsOfAction();
  const { functions } = moduleOf(parts);

  /** Rules that the module breaks with this place of it rewritten. */
  const rulesBrokenWith = ({ file }: PythonFunction, from: number, to: number, text: string) => {
    const changed = { ...file, text: file.text.slice(0, from) + text + file.text.slice(to) };
    return stockOffences(parts.map((part) => (part === file ? changed : part))).map(({ rule }) => rule);
  };
  /** Every call of these functions in the module. */
  const callsOf = (...names: string[]) =>
    [...functions.values()].flatMap((each) =>
      each.calls
        .filter(({ name, isMethod }) => !isMethod && names.includes(name))
        .map(({ name, node }) => ({ title: `${name} in ${each.name}`, each, node })),
    );

  test('no stock changes without a verdict', () => {
    expect(stockOffences(parts)).toEqual([]);
  });

  /** Odoo completes the order of a subcontractor inside of the receipt; no call here says so. */
  const unseen = ['stamp in finish_subcontracted'];
  const datings = callsOf('date_moves', 'date_transfers', 'stamp', 'stamp_transfers');
  test.each(datings.filter(({ title }) => !unseen.includes(title)))(
    'it is found when $title is gone',
    (dating) => {
      expect(rulesBrokenWith(dating.each, dating.node.from, dating.node.to, 'pass')).toContain(
        'moves-not-dated',
      );
    },
  );

  test.each(datings.filter(({ title }) => unseen.includes(title)))(
    'it is not found when $title is gone',
    (dating) => {
      expect(rulesBrokenWith(dating.each, dating.node.from, dating.node.to, 'pass')).toEqual([]);
    },
  );

  test.each(callsOf('ask_verdicts'))('it is found when $title is gone', ({ each, node }) => {
    expect(rulesBrokenWith(each, node.from, node.to, 'pass')).toContain('verdicts-not-asked');
  });

  test.each([
    ['bring_back', 'back | stored', 'back'],
    ['receive_goods', 'pickings | stored', 'pickings'],
    ['receive_goods', 'pickings | stored', 'stored'],
  ])('it is found when %s dates %s without a part of them', (name, both, one) => {
    const each = functions.get(name) ?? fail(name);
    const written = within(each.body).findLast((node) => textOf(each.file, node) === both) ?? fail(both);
    expect(rulesBrokenWith(each, written.from, written.to, one)).toEqual(['moves-not-dated']);
  });

  test.each([
    ['nothing', 'pass'],
    ['only the last moves', "posting['moves'] = moves"],
  ])('it is found when date_moves collects %s', (_, text) => {
    const dating = functions.get('date_moves');
    const collecting = within(dating?.body ?? fail('date_moves')).find(
      (node) =>
        node.name === 'AssignStatement' && dating && textOf(dating.file, node).startsWith("posting['moves']"),
    );
    if (!dating || !collecting) fail("posting['moves']");
    expect(rulesBrokenWith(dating, collecting.from, collecting.to, text)).toEqual(['moves-not-collected']);
  });

  test('the functions that the rules are about have these names', () => {
    const names = [
      'ask_verdicts',
      'date_moves',
      'date_transfers',
      'fill_idempotency_records',
      'payload_about_lot',
      'stamp',
    ];
    expect(names.filter((name) => !functions.has(name))).toEqual([]);
    expect(callsOf('ask_verdicts')).toHaveLength(3);
    expect(callsOf('fill_idempotency_records')).toHaveLength(3);
  });

  test.each([...Object.keys(ALLOWED_SQL), ...Object.keys(ALLOWED_STATES)])(
    'the exception for %s is needed',
    (name) => {
      const { each, node } = {
        each: functions.get(name),
        node: functions.get(name)?.node.getChild('VariableName'),
      };
      if (!each || !node) fail(name);
      const broken = rulesBrokenWith(each, node.from, node.to, `${name}_renamed`);
      expect(broken).toContain(name in ALLOWED_SQL ? 'sql-on-stock' : 'state-write');
    },
  );
});

function fail(name: string): never {
  throw new Error(`the module has no ${name}`);
}
