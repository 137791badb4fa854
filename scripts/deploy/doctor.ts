import '../../lib/plain-errors.ts';

import { parseArgs } from 'node:util';
import { sampleValues } from '../../configuration/on-call.ts';
import { environments } from '../../environments/index.ts';
import { parsed, stop } from '../stop.ts';
import { awsAccount } from './aws/clients.ts';
import { allWell, type Check, resultLines, runChecks, summary } from './checks/check.ts';
import { doctorChecks } from './checks/doctor-checks.ts';
import { localChecks } from './checks/local-checks.ts';
import { odooChecks } from './checks/odoo-checks.ts';
import { environmentNamed, plantsOf } from './environment.ts';
import { addressFromVariables, type OdooAddress } from './odoo-address.ts';

const usage = `npm run doctor -- [--env dev|test|prod] [--json]

Checks what an environment needs: AWS credentials, account, region, CDK bootstrap, quotas, what is deployed, and Odoo. Odoo's
address comes from the environment's secret or, before it is deployed, from ODOO_URL, ODOO_DB and ODOO_API_KEY.
Without --env it checks what \`npm start\` needs on this machine. Changes nothing. Ends with 0 when nothing failed.`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: {
      env: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const odooOfShell = (): OdooAddress | undefined => {
  try {
    return addressFromVariables(process.env);
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
};
const odoo = odooOfShell();
const now = () => new Date();

const checksOf = (): Check[] => {
  if (values.env !== undefined) {
    const environment = environmentNamed(values.env, usage);
    return doctorChecks({
      emulated: process.env.AWS_ENDPOINT_URL !== undefined,
      environment,
      others: environments,
      plants: plantsOf(environment),
      aws: awsAccount({ region: environment.region }),
      odoo,
      now,
      sampleValues,
      shellRegion: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION,
    });
  }
  return [
    ...localChecks({ nodeVersion: process.versions.node, port: Number(process.env.PORT ?? 8080) }),
    ...(odoo
      ? odooChecks({ environment: 'local', onThisMachine: true, address: async () => odoo, plants: [], now })
      : []),
  ];
};

const results = await runChecks(checksOf());
if (values.json) console.log(JSON.stringify(results, null, 2));
else for (const line of [...resultLines(results), '', summary(results)]) console.log(line);
process.exitCode = allWell(results) ? 0 : 1;
