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
  // Runs what lib synthesizes from the templates, so that it cannot know more than the cloud does.
  local: ['lambdas', 'events', 'plants', 'odoo'],
  scripts: ['lib', 'local', 'lambdas', 'odoo', 'events', 'plants', 'datasets'],
  bench: ['local', 'lambdas', 'odoo', 'events', 'plants', 'scripts', 'test'],
  test: ['lib', 'local', 'lambdas', 'odoo', 'events', 'plants', 'datasets', 'scripts', 'bench'],
};

export const floorNames = Object.keys(floors);

const staticImport = /^(?:import|export)(?:\s[^'";]*?\sfrom)?\s*(['"])([^'"]+)\1/gm;
const dynamicImport = /\bimport\(\s*(['"])([^'"]+)\1/g;
const zodNamed = /^import\s*\{[^}]*\bz\b[^}]*\}\s*from\s*['"]zod['"]/m;

/** What is wrong with a file's imports, in words. */
export const findingsIn = (path: string, source: string): string[] => {
  const [floor = ''] = path.split('/');
  const allowed = floors[floor];
  if (!allowed) return [`${path}: no floor of the house; add it to scripts/import-rules.ts`];

  const findings = [...source.matchAll(staticImport), ...source.matchAll(dynamicImport)]
    .map((match) => match[2] ?? '')
    .filter((target) => target.startsWith('.'))
    .map((target) => ({ target, to: normalize(join(dirname(path), target)).split('/')[0] ?? '' }))
    .filter(({ to }) => to in floors && to !== floor && !allowed.includes(to))
    .map(
      ({ target, to }) =>
        `${path}: imports ${target}, but ${floor} may import from ${allowed.length > 0 ? allowed.join(', ') : 'no other floor'}, not ${to}`,
    );
  // Measured: a bundle with the named import carries all of zod, 450 kB; with the namespace, what it uses, 95 kB.
  if (['events', 'plants', 'lambdas'].includes(floor) && zodNamed.test(source)) {
    findings.push(
      `${path}: write "import * as z from 'zod'": the named import puts all of zod into the bundle`,
    );
  }
  return findings;
};
