import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onRealOdoo } from './odoo-at-hand.ts';

/**
 * `npm run upgrade:test -- <commit>`: rehearses the upgrade from a commit of this repository to this checkout, and the way back, on
 * a real Odoo 19: the one that ODOO_URL names, else a new one. With `--if-present` a commit that a shallow clone lacks is no
 * failure.
 */
const root = new URL('..', import.meta.url).pathname;
const [commit, ...options] = process.argv.slice(2);
if (!commit || commit.startsWith('-')) {
  console.error('usage: npm run upgrade:test -- <commit> [--if-present]');
  process.exit(2);
}
const run = (command: string, args: string[], cwd: string): void =>
  void execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });

const known =
  spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root, stdio: 'ignore' }).status === 0;
if (!known) {
  console.error(
    `this clone does not have commit ${commit}${options.includes('--if-present') ? ': not rehearsed' : ''}`,
  );
  process.exit(options.includes('--if-present') ? 0 : 1);
}

const checkout = mkdtempSync(join(tmpdir(), `upgrade-${commit}-`));
process.on('SIGINT', () => {});
try {
  console.log(`unpacking ${commit} and installing its packages`);
  const archive = join(checkout, 'archive.tar');
  run('git', ['archive', '--output', archive, commit], root);
  run('tar', ['-xf', archive], checkout);
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], checkout);
  process.exitCode = await onRealOdoo('upgrade', (settings) => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    return (
      spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.rehearsal.config.ts'], {
        cwd: root,
        stdio: 'inherit',
        env: { ...settings, OLDER_CHECKOUT: checkout, OLDER_COMMIT: commit },
      }).status ?? 1
    );
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(checkout, { recursive: true, force: true });
}
