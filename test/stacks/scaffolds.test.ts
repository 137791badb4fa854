import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const floors = [
  'events',
  'datasets',
  'configuration',
  'plants',
  'partners',
  'environments',
  'lambdas',
  'lib',
  'odoo',
  'packages',
  'local',
  'scripts',
  'test',
  'docs',
];
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
    await node('scripts/checks/run.ts');
    await node('scripts/python/run.ts');
  };

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'scaffold-'));
    for (const name of [...floors, ...settings])
      await cp(join(root, name), join(checkout, name), { recursive: true });
    // As many as it takes, however many plants this checkout has.
    for (const name of ['dev', 'test', 'prod', 'local']) {
      const environment = join(checkout, 'environments', `${name}.ts`);
      const text = await readFile(environment, 'utf8');
      await writeFile(environment, text.replace(/workers: \d+/g, 'workers: 1000'));
    }
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
  });
  afterAll(() => rm(checkout, { recursive: true, force: true }));

  it('is a plant with a partner, in every environment, and in the table of owners', async () => {
    const wanted = ['--name', "Ra's Fish", '--warehouse', 'RAS', '--time-zone', 'Europe/Oslo'];
    await node('scripts/new-plant.ts', 'ras', ...wanted, '--systems', 'mes,wms');
    await passes();
    // As docs/onboard-a-plant.md says: a mapping into the profile, and `drop` taken out of its comment.
    const guide = await readFile(join(root, 'docs', 'onboard-a-plant.md'), 'utf8');
    const [, mapping = ''] = guide.match(/```ts\n\/\/ plants.*\n([^`]+)```/) ?? [];
    const plant = join(checkout, 'plants', 'ras.ts');
    const text = await readFile(plant, 'utf8');
    await writeFile(
      plant,
      text.replace('  // More than', () => `${mapping}  // More than`),
    );
    const partner = join(checkout, 'partners', 'ras-mes.ts');
    const record = await readFile(partner, 'utf8');
    await writeFile(partner, record.replace('// drop: true', 'drop: true'));
    await node('node_modules/typescript/bin/tsc', '--noEmit');
    const drop = `Promise.all([import('./plants/index.ts'), import('./partners/index.ts')]).then(([{ plants }, { partners }]) => console.log(partners['ras-mes'].drop, Object.keys(plants.ras.dialects.csv)))`;
    expect((await node('--eval', drop)).stdout).toBe("true [ 'counts' ]\n");
    const print = `import('./environments/index.ts').then(({ prod }) => console.log(JSON.stringify(prod)))`;
    const { stdout } = await node('--eval', print);
    const prod = JSON.parse(stdout) as { plants: string[]; partners: string[] };
    expect(prod.plants).toContain('ras');
    expect(prod.partners).toContain('ras-mes');
    expect(await readFile(join(checkout, 'docs', 'ownership.md'), 'utf8')).toMatch(/\| ras \|/);
    await expect(node('scripts/new-plant.ts', 'ras', ...wanted)).rejects.toThrow('is there already');
  });

  it.each([
    [
      'a time zone',
      'sund',
      'SUN',
      'Europe/Oslod',
      'mes',
      'Plant "sund": timeZone: must be an IANA time zone',
    ],
    [
      'a warehouse',
      'sund',
      'Sundet',
      'Europe/Oslo',
      'mes',
      'Plant "sund": warehouse: must be the short name',
    ],
    ['a system', 'sund', 'SUN', 'Europe/Oslo', 'MES', 'Plant "sund": systems.0: must be lower case'],
    ['an id', 'Sund!', 'SUN', 'Europe/Oslo', 'mes', 'Plant "Sund!": id: must be lower case'],
    ['a word of the language', 'new', 'SUN', 'Europe/Oslo', 'mes', 'Plant "new": id: is a word'],
  ])('is nothing when %s is wrong', async (_, id, warehouse, timeZone, systems, words) => {
    const written = async () => (await readdir(checkout, { recursive: true })).sort();
    const before = await written();
    const options = ['--warehouse', warehouse, '--time-zone', timeZone, '--systems', systems];
    const failed = await node('scripts/new-plant.ts', id, '--name', 'Sund', ...options).catch(
      ({ message }: Error) => message,
    );
    expect(failed).toContain(words);
    expect(failed).not.toMatch(/^ +at /m);
    expect(await written()).toEqual(before);
    await node('scripts/generate.ts', '--check');
  });

  it('is nothing when an event is there already, or its owner is none', async () => {
    const define = () => readFile(join(checkout, 'events', 'define-event.ts'), 'utf8');
    const before = await define();
    await expect(node('scripts/new-event.ts', 'stock.moved', '--owner', 'labor')).rejects.toThrow(
      'is there already',
    );
    await expect(node('scripts/new-event.ts', 'silo.filled', '--owner', 'silo')).rejects.toThrow(
      'no object silo',
    );
    expect(await define()).toBe(before);
  });

  it('is told in a line when Odoo has too few workers for one more plant', async () => {
    const environments = join(checkout, 'environments', 'dev.ts');
    const text = await readFile(environments, 'utf8');
    await writeFile(environments, text.replace('workers: 1000', 'workers: 1'));
    const failed = await node('scripts/synth.ts').catch(({ message }: Error) => message);
    expect(failed).toMatch(/Environment "\w+": odoo.workers: the plants may make \d+ calls at once/);
    expect(failed).not.toMatch(/^ +at /m);
    await writeFile(environments, text);
  });

  it('is an event type on every floor, under its own name', async () => {
    await node('scripts/new-event.ts', 'tank.filled', '--owner', 'stock');
    expect(await readFile(join(checkout, 'events', 'define-event.ts'), 'utf8')).toMatch(
      / stock: .*'filled'\]/,
    );
    await passes();
    const { stdout } = await node(
      '--eval',
      `import('./lambdas/posting/events/postings.ts').then(({ postings }) => console.log(postings.map(({ operation }) => operation).join()))`,
    );
    expect(stdout).toContain('tank.filled');
    expect(await readdir(join(checkout, 'local'), { recursive: true })).not.toContainEqual(
      expect.stringContaining('tank'),
    );
  });
});
