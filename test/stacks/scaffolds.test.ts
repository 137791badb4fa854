import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const floors = ['events', 'plants', 'lambdas', 'lib', 'odoo', 'local', 'scripts', 'test', 'docs'];
const settings = ['package.json', 'tsconfig.json', 'biome.json', '.gitignore'];

/** A checkout to scaffold in; what is written there must pass the project's own checks. */
describe('what is scaffolded', () => {
  let checkout: string;
  const node = async (...args: string[]) => {
    const run = promisify(execFile)(process.execPath, args, { cwd: checkout });
    return run.catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${args.join(' ')}\n${error.stdout}${error.stderr}`);
    });
  };
  const passes = async () => {
    await node('node_modules/typescript/bin/tsc', '--noEmit');
    await node('scripts/generate.ts', '--check');
    await node('scripts/check-imports.ts');
  };

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'scaffold-'));
    for (const name of [...floors, ...settings])
      await cp(join(root, name), join(checkout, name), { recursive: true });
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
  });
  afterAll(() => rm(checkout, { recursive: true, force: true }));

  it('is a plant with a partner, in every environment, and in the table of owners', async () => {
    const wanted = ['--name', "Ra's Fish", '--warehouse', 'RAS', '--time-zone', 'Europe/Oslo'];
    await node('scripts/new-plant.ts', 'ras', ...wanted, '--systems', 'mes,wms');
    await passes();
    const print = `import('./lib/environments.ts').then(({ prod }) => console.log(JSON.stringify(prod)))`;
    const { stdout } = await node('--eval', print);
    const prod = JSON.parse(stdout) as { plants: string[]; partners: string[] };
    expect(prod.plants).toContain('ras');
    expect(prod.partners).toContain('ras-mes');
    expect(await readFile(join(checkout, 'docs', 'ownership.md'), 'utf8')).toMatch(/\| ras \|/);
    await expect(node('scripts/new-plant.ts', 'ras', ...wanted)).rejects.toThrow('is there already');
    await expect(node('scripts/new-plant.ts', 'Ras!', ...wanted)).rejects.toThrow('npm run new:plant');
  });

  it('is an event type on every floor, under its own name', async () => {
    const contract = join(checkout, 'events', 'define-event.ts');
    const text = await readFile(contract, 'utf8');
    const scaffold = () => node('scripts/new-event.ts', 'production.praised', '--owner', 'production-order');
    await expect(scaffold()).rejects.toThrow("add the status 'praised'");
    await writeFile(
      contract,
      text.replace("['reported', 'scrapped']", "['reported', 'scrapped', 'praised']"),
    );
    await scaffold();
    await passes();
    const { stdout } = await node(
      '--eval',
      `import('./lambdas/post/postings.ts').then(({ postings }) => console.log(postings.map(({ operation }) => operation).join()))`,
    );
    expect(stdout).toContain('production.praised');
  });
});
