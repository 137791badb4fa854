import { globSync, readFileSync } from 'node:fs';
import { findingsIn, floorNames } from './import-rules.ts';

// All of packages/, so that a package without a rule is a finding.
const folders = [...floorNames, 'packages'];
const files = [...new Set(folders.flatMap((folder) => globSync(`${folder}/**/*.ts`)))].sort();
const findings = files.flatMap((path) => findingsIn(path, readFileSync(path, 'utf8')));

for (const finding of findings) console.error(finding);
console.log(`${files.length} files, ${findings.length} imports against the rules`);
process.exitCode = findings.length > 0 ? 1 : 0;
