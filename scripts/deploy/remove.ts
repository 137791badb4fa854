import '../../lib/plain-errors.ts';

import { parseArgs } from 'node:util';
import { inWords } from '../aws-errors.ts';
import { parsed, stop } from '../stop.ts';
import { ask } from './ask.ts';
import { awsAccount } from './aws/clients.ts';
import { environmentNamed } from './environment.ts';
import { type RemovalState, removeEnvironment } from './remove/remove-environment.ts';
import { stateFile } from './state-file.ts';

const usage = `npm run remove -- <environment> [--yes <environment>]

Removes everything that an environment has in its AWS account: stacks, also those of plants that it no longer has, full buckets
with all versions, secrets, parameters, keys, logs. Lists it first, and asks for the environment's name; --yes answers for scripts.
Keeps secrets that a person made for on-call receivers. Refuses for prod, for every environment whose purpose is production, and
for every one that keeps its data.
If it fails or is killed, run the same command again. It continues with the first unfinished step.`;

const { values, positionals } = parsed(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: { yes: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (positionals.length > 1) stop(usage);
const environment = environmentNamed(positionals[0], usage);

try {
  process.exitCode = await removeEnvironment({
    environment,
    aws: awsAccount({ region: environment.region }),
    state: stateFile<RemovalState>(`remove-${environment.name}`),
    confirm: async (question) => values.yes ?? (await ask(question)),
    say: (line) => console.log(line),
  });
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}
