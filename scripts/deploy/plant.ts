import '../../lib/plain-errors.ts';

import { parseArgs } from 'node:util';
import { sampleValues } from '../../configuration/on-call.ts';
import { environments } from '../../environments/index.ts';
import { plants } from '../../plants/index.ts';
import { inWords } from '../aws-errors.ts';
import { parsed, stop } from '../stop.ts';
import { awsAccount } from './aws/clients.ts';
import { cdkCli } from './cdk.ts';
import { doctorChecks } from './checks/doctor-checks.ts';
import { environmentNamed } from './environment.ts';
import { addressFromVariables } from './odoo-address.ts';
import { operatorOf } from './operator.ts';
import { addPlant } from './plants/add-plant.ts';
import { removePlant } from './plants/remove-plant.ts';

const usage = `npm run plant -- add <plant> --env dev|test|prod
npm run plant -- remove <plant> --env dev|test|prod [--discard-waiting]

add      checks what the plant needs (its warehouse in Odoo, quotas), then deploys every stack that has something for it
remove   refuses while events of the plant wait; deploys the other stacks without it, then deletes its own stack
The files of a new plant come from \`npm run new:plant\`.
If it fails or is killed, run the same command again. It continues with the first unfinished step.`;

const { values, positionals } = parsed(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      env: { type: 'string' },
      'discard-waiting': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const [command = '', id = '', ...more] = positionals;
if (!['add', 'remove'].includes(command) || !id || more.length > 0) stop(usage);
const environment = environmentNamed(values.env, usage);
const aws = awsAccount({ region: environment.region });
const cdk = cdkCli({ region: environment.region });
const say = (line: string) => console.log(line);
const plant = plants[id];

const add = () =>
  addPlant(id, {
    environment,
    plant,
    checks: doctorChecks({
      emulated: process.env.AWS_ENDPOINT_URL !== undefined,
      environment,
      others: environments,
      plants: plant ? [plant] : [],
      aws,
      odoo: addressFromVariables(process.env),
      now: () => new Date(),
      sampleValues,
      shellRegion: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION,
    }),
    cdk,
    say,
  });
const remove = () =>
  removePlant(id, {
    environment,
    hasProfile: plant !== undefined,
    aws,
    operator: operatorOf(aws.functions, environment),
    cdk,
    discard: values['discard-waiting'],
    say,
  });

try {
  process.exitCode = await (command === 'add' ? add() : remove());
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}
