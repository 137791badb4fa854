import '../lib/plain-errors.ts';

import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { upgradeSteps } from '../lambdas/platform/item-versions.ts';
import { namesOf } from '../lib/names.ts';
import { localEndpoint } from '../local/run/endpoint.ts';
import { inWords } from './aws-errors.ts';
import { demandItsAccount, deployedEnvironment } from './deployed-environment.ts';
import { migrateTable } from './migrate/migrate-table.ts';
import { parsed } from './stop.ts';

const usage = `npm run migrate -- [--env dev|test|prod] [--apply]

Counts the stored items that are older than this release writes them. Functions read them all the same.
With --apply: writes them in the newest form, while the gateway works. If it is stopped, run it again: it continues.
Needs the rights Scan and UpdateItem on the tables opg-<environment>-*; and GetItem, PutItem and DeleteItem on
opg-<environment>-runs, where it keeps its place.`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: {
      env: { type: 'string' },
      apply: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  }),
);
try {
  if (values.help) console.log(usage);
  else await migrate(values.env, values.apply);
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}

async function migrate(environment: string | undefined, apply: boolean): Promise<void> {
  const deployed = environment === undefined ? undefined : deployedEnvironment(environment);
  if (deployed) await demandItsAccount(deployed);
  const connection = deployed ? { region: deployed.region } : localEndpoint();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(connection));
  const names = namesOf({ name: environment ?? 'local' });
  const tables = ['eventStore', 'gate', 'feed', 'codeMapping', 'runs', 'reconciliation', 'audit'] as const;
  let open = 0;
  if (Object.keys(upgradeSteps).length === 0) {
    console.log('No form of a stored item has changed so far: there is nothing to migrate.');
    return;
  }
  for (const table of tables) {
    const { seen, older, migrated, changed } = await migrateTable({
      client,
      table: names[table],
      apply,
      checkpoints: names.runs,
    });
    open += older - migrated;
    console.log(
      `${names[table]}: ${seen} items, ${older} older than this release` +
        (apply ? `, ${migrated} migrated, ${changed} changed meanwhile` : ''),
    );
  }
  if (open > 0)
    console.log(apply ? 'Run it again for those that changed meanwhile.' : 'Migrate them with --apply.');
  else console.log('Every item has the form that this release writes.');
  process.exitCode = apply && open > 0 ? 1 : 0;
}
