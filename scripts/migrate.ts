import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { namesOf } from '../lib/names.ts';
import { localEndpoint } from '../local/run/endpoint.ts';
import { migrateTable } from './migrate/migrate-table.ts';

const usage = `npm run migrate -- [--env dev|test|prod] [--apply]

Counts the stored items that are older than this release writes them. Functions read them all the same.
With --apply: writes them in the newest form, while the gateway works. Stopped, it goes on where it was.
Needs a right to Scan, GetItem, PutItem, UpdateItem and DeleteItem in the tables opg-<environment>-*.`;

try {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      apply: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(usage);
  else await migrate(values.env, values.apply);
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}

async function migrate(environment: string | undefined, apply: boolean): Promise<void> {
  const connection = environment === undefined ? localEndpoint() : {};
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(connection));
  const names = namesOf({ name: environment ?? 'local' });
  const tables = ['eventStore', 'gate', 'feed', 'codeMapping', 'runs', 'reconciliation', 'audit'] as const;
  let open = 0;
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
