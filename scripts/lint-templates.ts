import { parseArgs } from 'node:util';
import { parsed } from './stop.ts';
import { lintTemplates } from './templates/lint.ts';

/** Checks the templates that `npm run synth` made, and runs cfn-lint on them where it is installed. `--out DIR` says where they are. */
const { values } = parsed('npm run lint:templates [-- --out DIR]', () =>
  parseArgs({ options: { out: { type: 'string', default: 'cdk.out' } } }),
);
process.exitCode = lintTemplates(values);
