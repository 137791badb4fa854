import { expect, test } from 'vitest';
import { findingsIn, partsOfAction, pythonOfRepository } from '../../scripts/python/check-python.ts';
import { inWords } from '../../scripts/python/finding.ts';

const part = (name: string, text: string) => ({ path: `odoo/plant_gateway/procedures/${name}.py`, text });
const words = (...parts: { path: string; text: string }[]) => findingsIn(parts, parts).map(inWords);

test('the Python of this repository is formatted, linted and fit for safe_eval', () => {
  const files = pythonOfRepository();
  expect(findingsIn(files, partsOfAction()).map(inWords)).toEqual([]);
  expect(files.map(({ path }) => path)).toContain('odoo/plant_gateway/__manifest__.py');
  expect(files.map(({ path }) => path)).toContain('test/odoo/enterprise/doubles.py');
  expect(partsOfAction().length).toBeGreaterThan(80);
});

test('an unformatted file is reported at its first line that differs, with the remedy', () => {
  expect(words(part('a', 'LIMIT = 1\naction = [ LIMIT ]\n'))).toEqual([
    'odoo/plant_gateway/procedures/a.py:2:1 format: is not formatted from here on\n    remedy: npm run format',
  ]);
});

test('strings are in single quotes', () => {
  expect(words(part('a', 'action = "a"\n'))[0]).toContain('a.py:1:1 format');
  expect(words(part('a', "action = 'a'\n"))).toEqual([]);
});

test('a finding names file, line, column, rule and remedy', () => {
  const [finding] = words(part('a', 'def f(lot):\n    count = 1\n    return lot\n\n\naction = f(1)\n'));
  expect(finding).toBe(
    'odoo/plant_gateway/procedures/a.py:2:5 F841: Local variable `count` is assigned to but never used\n' +
      '    remedy: Remove assignment to unused variable `count`; see https://docs.astral.sh/ruff/rules/F841',
  );
});

test('what only the joined action shows is reported at its file and line', () => {
  const first = part('a', '# A comment.\n\nLIMIT = 1\n');
  const second = part('b', "# Another one.\n\n\ndef f():\n    return LIMIT\n\n\naction = '%s' % (f(), 2)\n");
  const unknown = part('c', 'action = [f(), missing]\n');
  expect(words(first, second).map((said) => said.split(' ')[0])).toContain(`${second.path}:8:10`);
  const named = words(first, part('b', second.text.replace(/action.*\n/, '')), unknown);
  expect(named.filter((said) => said.startsWith(`${unknown.path}:1:16 unknown`))).toHaveLength(1);
});

test('an undefined name is said once, though ruff and the parse tree both see it', () => {
  expect(words(part('a', 'action = missing\n'))).toHaveLength(1);
});

test('a file that is no Python is reported as such', () => {
  expect(words(part('a', 'def (:\n')).join('\n')).toContain('a.py:1:5 invalid-syntax');
});

test('a script of its own may do what the action may not', () => {
  const script = { path: 'test/a.py', text: 'import sys\n\nprint(sys.argv)\n' };
  expect(findingsIn([script], [])).toEqual([]);
  expect(findingsIn([{ ...script, text: 'import sys\n' }], []).map(({ rule }) => rule)).toEqual(['F401']);
});
