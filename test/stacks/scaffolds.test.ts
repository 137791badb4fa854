import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const floors = [
  'events',
  'certification',
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
const biome = 'node_modules/@biomejs/biome/bin/biome';
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
  /** What `npm run check` runs. */
  const passes = async () => {
    await node(biome, 'ci', '--colors=off', '.');
    await node('node_modules/typescript/bin/tsc', '--noEmit');
    await node('scripts/generate.ts', '--check');
    await node('scripts/checks/run.ts');
    await node('scripts/python/run.ts');
  };

  /** Every file of the checkout with its text. */
  const allTexts = async (): Promise<Map<string, string>> => {
    const folders = await Promise.all(
      floors.map((floor) => readdir(join(checkout, floor), { recursive: true, withFileTypes: true })),
    );
    const files = folders.flat().filter((entry) => entry.isFile());
    const paths = files.map((file) => join(file.parentPath, file.name)).sort();
    return new Map(
      await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)),
    );
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
    await node('scripts/scaffold/new-plant.ts', 'ras', ...wanted, '--systems', 'mes,wms');
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
    await node(biome, 'check', '--write', '--colors=off', 'plants', 'partners');
    await passes();
    const drop = `Promise.all([import('./plants/index.ts'), import('./partners/index.ts')]).then(([{ plants }, { partners }]) => console.log(partners['ras-mes'].drop, Object.keys(plants.ras.dialects.csv)))`;
    expect((await node('--eval', drop)).stdout).toBe("true [ 'counts' ]\n");
    const print = `import('./environments/index.ts').then(({ prod }) => console.log(JSON.stringify(prod)))`;
    const { stdout } = await node('--eval', print);
    const prod = JSON.parse(stdout) as { plants: string[]; partners: string[] };
    expect(prod.plants).toContain('ras');
    expect(prod.partners).toContain('ras-mes');
    expect(await readFile(join(checkout, 'docs', 'ownership.md'), 'utf8')).toMatch(/\| ras \|/);
    await expect(node('scripts/scaffold/new-plant.ts', 'ras', ...wanted)).rejects.toThrow('is there already');
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
      'Sundet ',
      'Europe/Oslo',
      'mes',
      'Plant "sund": warehouse: must be the short name or the name',
    ],
    ['a system', 'sund', 'SUN', 'Europe/Oslo', 'MES', 'Plant "sund": systems.0: must be lower case'],
    ['an id', 'Sund!', 'SUN', 'Europe/Oslo', 'mes', 'Plant "Sund!": id: must be lower case'],
    ['a word of the language', 'new', 'SUN', 'Europe/Oslo', 'mes', 'Plant "new": id: is a word'],
  ])('is nothing when %s is wrong', async (_, id, warehouse, timeZone, systems, words) => {
    const before = await allTexts();
    const options = ['--warehouse', warehouse, '--time-zone', timeZone, '--systems', systems];
    const failed = await node('scripts/scaffold/new-plant.ts', id, '--name', 'Sund', ...options).catch(
      ({ message }: Error) => message,
    );
    expect(failed).toContain(words);
    expect(failed).not.toMatch(/^ +at /m);
    expect(await allTexts()).toEqual(before);
  });

  it.each([
    ['is there already', 'new-event.ts', 'stock.moved', '--owner', 'labor'],
    ['no object silo', 'new-event.ts', 'silo.filled', '--owner', 'silo'],
    ['no latency slow', 'new-event.ts', 'silo.filled', '--latency', 'slow'],
    ['must end in the past tense', 'new-event.ts', 'tank.filling'],
    ['must end in the past tense', 'new-event.ts', 'tank.feed'],
    ['must be <noun>.<past-tense>', 'new-event.ts', 'TankFilled'],
    ['nothing to undo', 'new-event.ts', 'silo.filled', '--undo'],
    ['is a message to plants already', 'new-event.ts', 'stock.changed', '--owner', 'stock'],
    ['not as this command writes them', 'new-event.ts', 'production.reported', '--undo'],
    ['is a message to plants already', 'new-message.ts', 'stock.changed'],
    ['is an event type already', 'new-message.ts', 'production.reported'],
    ['add a defineMessage', 'new-message.ts', 'shortage.forecast-changed'],
    ['days is exported by', 'new-message.ts', 'day.changed'],
    ['must end in the past tense', 'new-message.ts', 'maintenance-request.open'],
    ['nothing to undo', 'new-message.ts', 'silo.filled', '--undo'],
  ])('is nothing, and says why: %s', async (why, script, ...args) => {
    const before = await allTexts();
    await expect(node(`scripts/scaffold/${script}`, ...args)).rejects.toThrow(why);
    expect(await allTexts()).toEqual(before);
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

  it('is an event type and a message to plants, and all of it is taken back', async () => {
    const before = await allTexts();
    const textOf = (...path: string[]) => readFile(join(checkout, ...path), 'utf8');
    await node('scripts/scaffold/new-event.ts', 'maintenance.requested', '--owner', 'stock');
    await node('scripts/scaffold/new-message.ts', 'maintenance-request.opened');
    await passes();
    expect(await textOf('events', 'define-event.ts')).toMatch(/ stock: .*'requested'\]/);
    const operations = `import('./lambdas/posting/events/postings.ts').then(({ postings }) => console.log(postings.map(({ operation }) => operation).join()))`;
    expect((await node('--eval', operations)).stdout).toContain('maintenance.requested');
    expect(await textOf('test', 'odoo', 'booking.suite.ts')).toContain("group('maintenance requested', ");
    expect(await textOf('docs', 'messages.md')).toContain('| `maintenance-request.opened` |');
    expect(await textOf('lambdas', 'outbound', 'poll', 'entity-types.ts')).toMatch(
      /^ {2}maintenanceRequests,\n\];/m,
    );

    const event = join(checkout, 'events', 'maintenance-requested.ts');
    const written = await readFile(event, 'utf8');
    await writeFile(event, written.replace('What happened', 'Somebody wrote what happened'));
    const undo = ['scripts/scaffold/new-event.ts', 'maintenance.requested', '--undo'];
    await expect(node(...undo)).rejects.toThrow(
      'not as this command writes them: events/maintenance-requested.ts',
    );
    await writeFile(event, written);
    const suite = join(checkout, 'test', 'odoo', 'booking.suite.ts');
    const entered = await readFile(suite, 'utf8');
    await writeFile(suite, entered.replace("group('maintenance requested'", "group('maintenance'"));
    await expect(node(...undo)).rejects.toThrow(
      'not as this command writes them: test/odoo/booking.suite.ts',
    );
    await writeFile(suite, entered);
    await node(...undo);
    await node('scripts/scaffold/new-message.ts', 'maintenance-request.opened', '--undo');
    expect(await allTexts()).toEqual(before);
  });

  it('keeps a status on undo that another event type reports, too', async () => {
    const before = await allTexts();
    await node('scripts/scaffold/new-event.ts', 'pallet.moved', '--owner', 'stock');
    await node('scripts/scaffold/new-event.ts', 'pallet.moved', '--undo');
    expect(await allTexts()).toEqual(before);
  });
});
