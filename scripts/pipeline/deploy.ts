import '../../lib/plain-errors.ts';

import { parseArgs } from 'node:util';
import { cdkCli } from '../deploy/cdk.ts';
import { environmentNamed } from '../deploy/environment.ts';
import { parsed, stop } from '../stop.ts';

const usage = `npm run deploy:checked -- ENVIRONMENT

Deploys all stacks of an environment from cdk.out, as it was synthesized and checked before, and writes their outputs into
outputs.json. For the pipeline: a person runs \`npm run first-deploy\`, which checks the account and Odoo, too.`;

const { positionals } = parsed(usage, () => parseArgs({ allowPositionals: true, options: {} }));
const { name, region } = environmentNamed(positionals[0], usage);
await cdkCli({ region })
  .deploy([`${name}/*`], { app: 'cdk.out', strict: true, outputsFile: 'outputs.json' })
  .catch(({ message }: Error) => stop(message));
