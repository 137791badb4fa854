import { findingsIn, formatPython, partsOfAction, pythonOfRepository } from './check-python.ts';
import { inWords } from './finding.ts';

/** `--write` formats all Python of the repository; without, says what is wrong with it, and fails. */
if (process.argv.includes('--write')) {
  const written = formatPython();
  for (const path of written) console.log(`formatted ${path}`);
  if (written.some((path) => path.startsWith('odoo/plant_gateway/')))
    console.log('the module has another version now: npm run generate');
} else {
  const files = pythonOfRepository();
  const findings = findingsIn(files, partsOfAction());
  for (const finding of findings) console.error(inWords(finding));
  console.log(`${files.length} Python files, ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
