import { dirname, join, normalize } from 'node:path/posix';

/** Top folders, and which of them each may import from beside itself. */
const folders: Record<string, readonly string[]> = {
  events: [],
  // Declarations of what the data lake holds: functions write the rows, infrastructure makes the tables.
  datasets: [],
  // Schemas and checks of what an owner configures. The owner's own data is in plants/, partners/ and environments/.
  configuration: ['events'],
  plants: ['configuration', 'events'],
  partners: ['configuration', 'events'],
  environments: ['configuration', 'plants', 'partners'],
  lambdas: ['events', 'configuration', 'plants', 'partners', 'datasets'],
  // Infrastructure names the functions' entry files and never imports them: a deployment must not run them.
  lib: ['configuration', 'plants', 'partners', 'environments', 'datasets'],
  bin: ['lib', 'environments'],
  // The installer uses the functions' Odoo client and version check.
  odoo: ['lambdas', 'events', 'configuration', 'plants'],
  // The local run reads synthesized templates and never imports lib, so it knows no more than the cloud does.
  local: ['lambdas', 'events', 'configuration', 'plants', 'partners', 'odoo'],
  scripts: [
    'lib',
    'local',
    'lambdas',
    'odoo',
    'events',
    'configuration',
    'plants',
    'partners',
    'environments',
    'datasets',
  ],
  bench: ['local', 'lambdas', 'odoo', 'events', 'configuration', 'plants', 'partners', 'scripts', 'test'],
  test: [
    'lib',
    'local',
    'lambdas',
    'odoo',
    'events',
    'configuration',
    'plants',
    'partners',
    'environments',
    'datasets',
    'scripts',
    'bench',
  ],
};

/**
 * Rooms of lambdas/, and which rooms each may import from. A room may name only rooms above it in this table, so no two
 * rooms import each other and there is no circle. `functions` is last: no room imports it.
 */
const rooms: Record<string, readonly string[]> = {
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
  operations: ['platform', 'access', 'store', 'odoo', 'posting', 'outbound', 'reconciliation'],
  functions: [
    'platform',
    'access',
    'store',
    'odoo',
    'posting',
    'outbound',
    'quality',
    'traceability',
    'analytics',
    'reconciliation',
    'inbound',
    'operations',
  ],
};

export const folderNames = Object.keys(folders);
export const roomTable: Readonly<Record<string, readonly string[]>> = rooms;

const staticImport = /^(?:import|export)(?:\s[^'";]*?\sfrom)?\s*(['"])([^'"]+)\1/gm;
const dynamicImport = /\bimport\(\s*(['"])([^'"]+)\1/g;
const zodNamed = /^import\s*\{[^}]*\bz\b[^}]*\}\s*from\s*['"]zod['"]/m;

/** Paths of the project's files that a file imports, from its text. */
export const importsOf = (path: string, source: string): { target: string; to: string }[] =>
  [...source.matchAll(staticImport), ...source.matchAll(dynamicImport)]
    .map((match) => match[2] ?? '')
    .filter((target) => target.startsWith('.'))
    .map((target) => ({ target, to: normalize(join(dirname(path), target)) }));

const listed = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'nothing else');

/** What is wrong with a file's imports: a sentence each, with the file, the import and what is allowed. */
export const findingsIn = (path: string, source: string): string[] => {
  const [folder = '', room = ''] = path.split('/');
  const allowed = folders[folder];
  if (!allowed) return [`${path}: ${folder} is no top folder; add it to scripts/import-rules.ts`];
  const findings: string[] = [];
  for (const { target, to } of importsOf(path, source)) {
    const [toFolder = '', toRoom = ''] = to.split('/');
    if (toFolder in folders && toFolder !== folder && !allowed.includes(toFolder))
      findings.push(
        `${path}: imports ${target}, but ${folder} may import from ${listed(allowed)}, not ${toFolder}`,
      );
    if (folder === 'lambdas' && toFolder === 'lambdas' && toRoom !== room) {
      const above = rooms[room];
      if (!above) findings.push(`${path}: ${room} is no room of lambdas; add it to scripts/import-rules.ts`);
      else if (!above.includes(toRoom))
        findings.push(
          `${path}: imports ${target}, but the room ${room} may import from ${listed(above)}, not ${toRoom}`,
        );
    }
  }
  // Measured: a bundle with the named import carries all of zod, 450 kB; with the namespace, what it uses, 95 kB.
  if (['events', 'configuration', 'plants', 'lambdas'].includes(folder) && zodNamed.test(source)) {
    findings.push(
      `${path}: write "import * as z from 'zod'": the named import puts all of zod into the bundle`,
    );
  }
  return findings;
};
