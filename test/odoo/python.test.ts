import { beforeAll, describe, expect, test } from 'vitest';
import type { OdooAdmin } from '../../odoo/admin.ts';
import { packModule } from '../../odoo/module.ts';
import { offeredNames } from '../../scripts/python/offered-names.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { allowed, refused } from '../python/safe-eval-examples.ts';

/**
 * Odoo compiles the code of a server action when it is saved (`_check_python_code`, by `test_python_expr` of
 * odoo/tools/safe_eval.py), on the Python that it runs on.
 */
let odoo: OdooAdmin;
let model: number | undefined;

beforeAll(async () => {
  ({ odoo } = realOdooFromEnvironment());
  model = await odoo.externalId('base.model_res_partner');
});

const saved = (code: string): Promise<number[]> =>
  odoo.create('ir.actions.server', [{ name: 'Compiled by a test', model_id: model, state: 'code', code }]);

/** Why Odoo does not save this code; undefined when it does. */
async function refusalOf(code: string): Promise<string | undefined> {
  try {
    await odoo.call('ir.actions.server', 'unlink', { ids: await saved(code) });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function answerOf(code: string): Promise<unknown> {
  const ids = await saved(code);
  try {
    return await odoo.call('ir.actions.server', 'run', { ids });
  } finally {
    await odoo.call('ir.actions.server', 'unlink', { ids });
  }
}

describe('Odoo’s own test_python_expr', () => {
  test('compiles the assembled action', async () => {
    expect(await refusalOf(packModule().code)).toBeUndefined();
  });

  test('refuses the action with one forbidden opcode in it', async () => {
    const writing = 'def rename(record):\n    record.name = VERSION\n\n\n';
    const broken = packModule().code.replace('def refuse(', `${writing}def refuse(`);
    // Odoo calls every function a lambda here. Outside of functions it repeats the whole code in its message.
    expect(await refusalOf(broken)).toContain("forbidden opcode(s) in 'lambda': STORE_ATTR");
  });

  test('refuses the action with a syntax error in it', async () => {
    const broken = packModule().code.replace('def refuse(', 'refuse(');
    expect(await refusalOf(broken)).toContain('SyntaxError : invalid syntax at line');
  });
});

describe('the rules of npm run check', () => {
  test('refuse nothing that Odoo accepts, but for rules of our own', async () => {
    for (const { title, code, on } of refused) {
      if (on === 'all') expect(await refusalOf(code), title).toBeDefined();
      if (on === 'none') expect(await refusalOf(code), title).toBeUndefined();
    }
  });

  test('know which Pythons Odoo refuses code on', async () => {
    // Type aliases came with Python 3.12.
    const old = (await refusalOf('type Lots = list')) !== undefined;
    for (const { title, code } of refused.filter(({ on }) => on === '3.10 and 3.11'))
      expect((await refusalOf(code)) !== undefined, title).toBe(old);
  });

  test('accept nothing that Odoo refuses, in the examples of what is allowed', async () => {
    for (const [title, code] of allowed) expect(await refusalOf(code), title).toBeUndefined();
  });
});

describe('the names that Odoo offers', () => {
  test('are there', async () => {
    const code = `offered = [${offeredNames.join(', ')}]\naction = {'offered': len(offered)}`;
    expect(await answerOf(code)).toEqual({ offered: offeredNames.length });
  });

  test('are not those of Python that code of other kinds would use', async () => {
    const missed = ['getattr', 'hasattr', 'type', 'print', 'next', 'iter', 'reversed', 'frozenset', 'open'];
    const errors = ['ValueError', 'KeyError', 'TypeError', 'AttributeError', 'StopIteration'];
    const names = [...missed, ...errors];
    expect(names.filter((name) => offeredNames.includes(name))).toEqual([]);
    const code = names
      .map(
        (name) =>
          `try:\n    found.append([${name}] and '${name}')\nexcept Exception as error:\n    log = error`,
      )
      .join('\n');
    expect(await answerOf(`found = []\n${code}\naction = {'found': found}`)).toEqual({ found: [] });
  });
});
