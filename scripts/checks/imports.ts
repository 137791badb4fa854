import { dirname, join, normalize } from 'node:path/posix';

const owners = ['plants', 'partners', 'environments'];
const product = ['events', 'configuration', 'datasets', 'lambdas', 'odoo', 'lib'];
const everything = [...product, 'certification', ...owners, 'local', 'packages/local-cloud', 'scripts'];

/** Top folders and packages, and which of them each may import from beside itself. */
export const folders: Readonly<Record<string, readonly string[]>> = {
  events: [],
  // Declarations of what the data lake holds: functions write the rows, infrastructure makes the tables.
  datasets: [],
  // Schemas and checks of what an owner configures. The owner's own data is in plants/, partners/ and environments/.
  configuration: ['events'],
  plants: ['configuration', 'events'],
  partners: ['configuration', 'events'],
  environments: ['configuration', 'plants', 'partners'],
  lambdas: ['events', 'configuration', 'plants', 'partners', 'datasets'],
  // Infrastructure names the functions' entry files and never imports them: a deployment must not run them. The contract
  // tells it the routes of the API.
  lib: ['events', 'configuration', ...owners, 'datasets'],
  bin: ['lib', 'environments'],
  // The installer uses the functions' Odoo client and version check, and marks Odoo with the name of an environment.
  odoo: ['lambdas', 'events', 'configuration', 'plants', 'environments'],
  // Cases of work, by events and in Odoo's screens.
  certification: ['events', 'configuration', 'lambdas'],
  // A package imports nothing of the project.
  'packages/local-cloud': [],
  // The local run reads synthesized templates and never imports lib, so it knows no more than the cloud does.
  local: ['packages/local-cloud', 'lambdas', 'events', 'configuration', 'plants', 'partners', 'odoo'],
  scripts: everything,
  bench: [...everything, 'test'],
  test: [...everything, 'bench'],
};

/**
 * Rooms of lambdas/, and which rooms each may import from. A room may name only rooms above it in this table, so no two
 * rooms import each other and there is no circle. `functions` is last: no room imports it.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  access: ['platform'],
  store: ['platform'],
  odoo: ['platform'],
  posting: ['platform', 'store', 'odoo'],
  outbound: ['platform', 'access', 'store', 'odoo', 'posting'],
  quality: ['platform', 'store', 'odoo', 'posting'],
  traceability: ['platform', 'access', 'odoo'],
  analytics: ['platform', 'store', 'odoo', 'posting', 'outbound'],
  reconciliation: ['platform', 'access', 'store', 'odoo', 'posting', 'outbound'],
  inbound: ['platform', 'access', 'store', 'posting', 'reconciliation'],
  operations: ['platform', 'store', 'odoo', 'posting', 'outbound', 'reconciliation'],
  functions: [
    ...['platform', 'access', 'store', 'odoo', 'posting', 'outbound', 'quality', 'traceability'],
    ...['analytics', 'reconciliation', 'inbound', 'operations'],
  ],
};

export const folderNames = Object.keys(folders);

/** Scope of the packages' names: `@odoo-plant-gateway/x` is in `packages/x`. */
const scope = '@odoo-plant-gateway/';

/** `lambdas` of `lambdas/posting/book.ts`; a package is a folder of its own, as `packages/local-cloud`. */
const folderOf = (path: string): string => {
  const [top = '', name] = path.split('/');
  return top === 'packages' ? `${top}/${name}` : top;
};
const isPackage = (folder: string): boolean => folder.startsWith('packages/');

const staticImport = /^(?:import|export)(?:\s[^'";]*?\sfrom)?\s*(['"])([^'"]+)\1/gm;
const dynamicImport = /\bimport\(\s*(['"])([^'"]+)\1/g;
const zodNamed = /^import\s*\{[^}]*\bz\b[^}]*\}\s*from\s*['"]zod['"]/m;

/** What a file imports of the project: as written, and as a path from the root. */
export const importsOf = (path: string, source: string): { target: string; to: string }[] =>
  [...source.matchAll(staticImport), ...source.matchAll(dynamicImport)].flatMap((match) => {
    const target = match[2] ?? '';
    if (target.startsWith('.')) return [{ target, to: normalize(join(dirname(path), target)) }];
    return target.startsWith(scope) ? [{ target, to: target.replace(scope, 'packages/') }] : [];
  });

const listed = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'nothing else');

/** What is wrong with a file's imports: a sentence each, with the file, the import and what is allowed. */
export const importFindings = (path: string, source: string): string[] => {
  const folder = folderOf(path);
  const allowed = folders[folder];
  if (!allowed) return [`${path}: ${folder} has no import rule; add it to scripts/checks/imports.ts`];
  const findings: string[] = [];
  for (const { target, to } of importsOf(path, source)) {
    const other = folderOf(to);
    if (other === folder) findings.push(...roomFindings(path, target, to));
    else if (owners.includes(other) && folder === 'lambdas' && !path.startsWith('lambdas/functions/'))
      findings.push(
        `${path}: imports ${target}, but only lambdas/functions may import the owner's data; take it as an argument`,
      );
    // A path that leads to no folder at all is for the compiler to judge, unless it leaves a package.
    else if ((other in folders || isPackage(other) || isPackage(folder)) && !allowed.includes(other))
      findings.push(
        `${path}: imports ${target}, but ${folder} may import from ${listed(allowed)}, not ${other}`,
      );
    else if (isPackage(other) && target.startsWith('.'))
      findings.push(`${path}: imports ${target}, but a package is imported by its name`);
  }
  // Measured: a bundle with the named import carries all of zod, 450 kB; with the namespace, what it uses, 95 kB.
  if (['events', 'configuration', 'plants', 'lambdas'].includes(folder) && zodNamed.test(source)) {
    findings.push(
      `${path}: write "import * as z from 'zod'": the named import puts all of zod into the bundle`,
    );
  }
  return findings;
};

const roomFindings = (path: string, target: string, to: string): string[] => {
  const [folder, room = ''] = path.split('/');
  const [, other = ''] = to.split('/');
  if (folder !== 'lambdas' || other === room) return [];
  const allowed = rooms[room];
  if (!allowed) return [`${path}: ${room} is no room of lambdas; add it to scripts/checks/imports.ts`];
  if (allowed.includes(other)) return [];
  return [
    `${path}: imports ${target}, but the room ${room} may import from ${listed(allowed)}, not ${other}`,
  ];
};

/** Files that import each other in a circle; each circle once, its files in the order of the imports. */
export const circlesIn = (imports: ReadonlyMap<string, readonly string[]>): string[][] => {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push(path.slice(start));
    if (start >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
};
