import '../../lib/plain-errors.ts';

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Environment } from '../../configuration/environment.ts';
import { sampleValues } from '../../configuration/on-call.ts';
import { environments } from '../../environments/index.ts';
import { codeMappingFiles } from '../../local/run/code-mapping-files.ts';
import { partners } from '../../partners/index.ts';
import { inWords } from '../aws-errors.ts';
import { parsed, stop } from '../stop.ts';
import { ask, askHidden } from './ask.ts';
import { awsAccount } from './aws/clients.ts';
import type { Aws } from './aws/ports.ts';
import { cdkCli } from './cdk.ts';
import { environmentNamed, plantsOf } from './environment.ts';
import { dryRun, firstDeploy, firstSteps, stepsOf } from './first/run-steps.ts';
import type { FirstState } from './first/step.ts';
import { addressFromSecret, addressFromVariables, type OdooAddress, readAddress } from './odoo-address.ts';
import { operatorOf } from './operator.ts';
import { stateFile } from './state-file.ts';

const usage = `npm run first-deploy -- <environment> [--odoo FILE] [--keys-file FILE] [--replace-odoo] [--only STEP] [--dry-run]

Deploys an environment and tries it out: checks what is needed, deploys all stacks, stores Odoo's address and key, asks the module,
imports the plants' codes, finds the partners' keys, books an event in Odoo and takes it back, and protects the data.
If it fails or is killed, run the same command again. It continues with the first unfinished step.

Odoo's address and key come from ODOO_URL, ODOO_DB and ODOO_API_KEY, from a JSON file with url, database and apiKey (--odoo), or
are asked for. The key is never an argument and never printed.
--keys-file      writes the partners' keys into a file that only you can read
--replace-odoo   the environment books in another Odoo from now on
--only STEP      does this step only, such as protect, of a running environment
--dry-run        prints the steps and does nothing`;

const { values, positionals } = parsed(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      odoo: { type: 'string' },
      'keys-file': { type: 'string' },
      'replace-odoo': { type: 'boolean', default: false },
      only: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (positionals.length > 1) stop(usage);

/** From the file, the shell, or the terminal. Undefined when the environment's secret has it already, or nobody says it. */
const odooOf = async (aws: Aws, environment: Environment): Promise<OdooAddress | undefined> => {
  if (values.odoo !== undefined) return readAddress(readFileSync(values.odoo, 'utf8'), values.odoo);
  const said = addressFromVariables(process.env);
  if (said || values['dry-run']) return said;
  // Without credentials the first step says so.
  if (await addressFromSecret(aws.secrets, environment).catch(() => undefined)) return undefined;
  const url = await ask('Address of Odoo (https://…): ');
  if (!url) return undefined;
  const database = await ask('Its database: ');
  const apiKey = await askHidden('API key of the integration user (not shown): ');
  return readAddress(JSON.stringify({ url, database, apiKey }), 'what you typed');
};

try {
  const environment = environmentNamed(positionals[0], usage);
  const aws = awsAccount({ region: environment.region });
  const deps = {
    environment,
    others: environments,
    plants: plantsOf(environment),
    partners: environment.partners.flatMap((id) => partners[id] ?? []),
    aws,
    cdk: cdkCli({ region: environment.region }),
    operator: operatorOf(aws.functions, environment),
    odoo: await odooOf(aws, environment),
    replaceOdoo: values['replace-odoo'],
    codeFiles: codeMappingFiles,
    keysFile: values['keys-file'],
    state: stateFile<FirstState>(`first-deploy-${environment.name}`),
    sampleValues,
    emulated: process.env.AWS_ENDPOINT_URL !== undefined,
    shellRegion: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION,
    now: () => new Date(),
    pause,
    say: (line: string) => console.log(line),
  };
  const steps = stepsOf(firstSteps(deps), values.only);
  if (values['dry-run']) for (const line of dryRun(steps)) console.log(line);
  else process.exitCode = await firstDeploy(deps, steps);
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}
