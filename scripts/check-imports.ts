import { globSync, readFileSync } from 'node:fs';
import { findingsIn, folderNames } from './import-rules.ts';

const files = folderNames.flatMap((folder) => globSync(`${folder}/**/*.ts`)).sort();
const findings = files.flatMap((path) => findingsIn(path, readFileSync(path, 'utf8')));

for (const finding of findings) console.error(finding);
console.log(`${files.length} files, ${findings.length} imports against the rules`);
process.exitCode = findings.length > 0 ? 1 : 0;
