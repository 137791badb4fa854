import { globSync, readFileSync } from 'node:fs';
import { circlesIn, folderNames, importFindings, importsOf } from './imports.ts';
import { nameFindings } from './names.ts';
import { sizeFindings } from './sizes.ts';

// All of packages/, so that a package without a rule is a finding.
const roots = [...folderNames, 'packages'];
const files = [...new Set(roots.flatMap((root) => globSync(`${root}/**/*.ts`)))].sort();
const sources = new Map(files.map((path) => [path, readFileSync(path, 'utf8')]));
const product = new Map(
  [...sources].filter(([path]) => !/^(test|bench|scripts|packages|local)\//.test(path)),
);

const findings = [
  ...[...sources].flatMap(([path, source]) => importFindings(path, source)),
  ...circlesIn(
    new Map([...product].map(([path, source]) => [path, importsOf(path, source).map(({ to }) => to)])),
  ).map((circle) => `${circle.join(' imports ')} imports ${circle[0]}: a circle`),
  ...sizeFindings(sources),
  ...nameFindings(new Map([...product].filter(([path]) => path.startsWith('lambdas/')))),
];

for (const finding of findings) console.error(finding);
console.log(`${files.length} files, ${findings.length} findings about imports, names and sizes`);
process.exitCode = findings.length > 0 ? 1 : 0;
