import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** The scripts behind these commands, and how each ends at an option that it does not have. */
const commands: [string, string, number][] = [
  ['odoo:install', 'odoo/install.ts', 1],
  ['odoo:seed', 'odoo/seed.ts', 1],
  ['odoo:check', 'scripts/odoo-check.ts', 2],
  ['certify', 'scripts/certify.ts', 2],
  ['drop', 'scripts/drop.ts', 2],
  ['smoke', 'scripts/smoke.ts', 2],
  ['migrate', 'scripts/migrate.ts', 2],
  ['rollback', 'scripts/rollback.ts', 2],
];

describe.each(commands)('npm run %s', (command, script, code) => {
  const run = (word: string) => {
    const env = { PATH: process.env.PATH, HOME: '/nowhere' };
    return spawnSync(process.execPath, [script, word], { cwd: root, env, encoding: 'utf8' });
  };

  it('answers --help with its usage', () => {
    const { status, stdout, stderr } = run('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`npm run ${command} -- `);
  });

  it('names an option that it does not have, and says how it is used', () => {
    const { status, stdout, stderr } = run('--nope');
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(/^Unknown option '--nope'/);
    expect(stderr).toMatch(new RegExp(`npm run ${command} -- |See --help`));
    expect(stderr).not.toMatch(/\n {4}at |node:internal/);
  });
});
