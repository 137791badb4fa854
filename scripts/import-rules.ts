import { dirname, join, normalize } from 'node:path/posix';

/** Floors of the house, and which floors each may import from beside itself. */
const floors: Record<string, readonly string[]> = {
  events: [],
  // What the analytics store holds: functions write it, infrastructure makes tables of it.
  datasets: [],
  plants: ['events'],
  lambdas: ['events', 'plants', 'datasets'],
  // Infrastructure names the functions' entry files and never imports them: a deployment must not run them.
  lib: ['plants', 'datasets'],
  bin: ['lib'],
  // The installer speaks to Odoo with the client, and checks the version, that the functions use.
  odoo: ['lambdas', 'events', 'plants'],
  // A package is a floor of its own, and imports nothing of the project.
  'packages/local-cloud': [],
  // Runs what lib synthesizes from the templates, so that it cannot know more than the cloud does.
  local: ['packages/local-cloud', 'lambdas', 'events', 'plants', 'odoo'],
  scripts: ['packages/local-cloud', 'lib', 'local', 'lambdas', 'odoo', 'events', 'plants', 'datasets'],
  bench: ['packages/local-cloud', 'local', 'lambdas', 'odoo', 'events', 'plants', 'scripts', 'test'],
  test: [
    'packages/local-cloud',
    ...['lib', 'local', 'lambdas', 'odoo', 'events', 'plants', 'datasets', 'scripts', 'bench'],
  ],
};

export const floorNames = Object.keys(floors);

/** Scope of the packages' names: `@odoo-plant-gateway/x` lies in `packages/x`. */
const scope = '@odoo-plant-gateway/';

/** `lambdas` of `lambdas/post/book.ts`; the first two folders of what lies in a package. */
const floorOf = (path: string): string => {
  const [top = '', name] = path.split('/');
  return top === 'packages' ? `${top}/${name}` : top;
};

/** The floor an import leads to; undefined for modules that are not ours. */
function floorOfImport(path: string, target: string): string | undefined {
  if (target.startsWith('.')) return floorOf(normalize(join(dirname(path), target)));
  return target.startsWith(scope) ? floorOf(target.replace(scope, 'packages/')) : undefined;
}

const staticImport = /^(?:import|export)(?:\s[^'";]*?\sfrom)?\s*(['"])([^'"]+)\1/gm;
const dynamicImport = /\bimport\(\s*(['"])([^'"]+)\1/g;
const zodNamed = /^import\s*\{[^}]*\bz\b[^}]*\}\s*from\s*['"]zod['"]/m;

const isPackage = (floor: string): boolean => floor.startsWith('packages/');

/** What is wrong with a file's imports, in words. */
export const findingsIn = (path: string, source: string): string[] => {
  const floor = floorOf(path);
  const allowed = floors[floor];
  if (!allowed) return [`${path}: no floor of the house; add it to scripts/import-rules.ts`];

  const imports = [...source.matchAll(staticImport), ...source.matchAll(dynamicImport)].flatMap((match) => {
    const target = match[2] ?? '';
    const to = floorOfImport(path, target);
    return to === undefined || to === floor ? [] : [{ target, to }];
  });
  const findings = imports
    // A path that leads to no floor at all is for the compiler to judge, unless it leaves a package.
    .filter(({ to }) => (to in floors || isPackage(to) || isPackage(floor)) && !allowed.includes(to))
    .map(
      ({ target, to }) =>
        `${path}: imports ${target}, but ${floor} may import from ${allowed.length > 0 ? allowed.join(', ') : 'no other floor'}, not ${to}`,
    );
  for (const { target, to } of imports)
    if (isPackage(to) && target.startsWith('.'))
      findings.push(`${path}: imports ${target}, but a package is imported by its name`);
  // Measured: a bundle with the named import carries all of zod, 450 kB; with the namespace, what it uses, 95 kB.
  if (['events', 'plants', 'lambdas'].includes(floor) && zodNamed.test(source)) {
    findings.push(
      `${path}: write "import * as z from 'zod'": the named import puts all of zod into the bundle`,
    );
  }
  return findings;
};
