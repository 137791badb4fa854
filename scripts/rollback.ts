import '../lib/plain-errors.ts';

import { parseArgs } from 'node:util';
import { inWords } from './aws-errors.ts';
import { demandItsAccount, deployedEnvironment } from './deployed-environment.ts';
import { lambdaVersions } from './rollback/lambda-versions.ts';
import { rollback } from './rollback/rollback.ts';
import { parsed } from './stop.ts';

const usage = `npm run rollback -- --env dev|test|prod [--to <release>|previous]

Without --to: lists the releases that the environment's functions still have.
With --to: lets every function run that release, within seconds. Templates, data and the module in Odoo stay as they are.`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: { env: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  }),
);
try {
  if (values.help || !values.env) {
    console.log(usage);
    process.exit(values.help ? 0 : 2);
  }
  const environment = deployedEnvironment(values.env);
  await demandItsAccount(environment);
  const { ok, lines } = await rollback(lambdaVersions(environment.region), values.env, values.to);
  for (const line of lines)
    if (ok) console.log(line);
    else console.error(line);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}
