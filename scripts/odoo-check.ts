import { parseArgs } from 'node:util';
import { OdooClient } from '../lambdas/odoo/client.ts';
import { checkDatabase } from '../odoo/check/check-database.ts';
import { reportLines, summaryOf } from '../odoo/check/finding.ts';
import { parsed, stop } from './stop.ts';

const usage = `npm run odoo:check -- [--json]

Looks at an Odoo database before anything is booked: what will work, what will not, and what to do. Changes nothing.

Needs ODOO_URL, ODOO_DB and a key: ODOO_ADMIN_API_KEY sees most, ODOO_API_KEY is the integration user's. With both, the
administrator's key looks, and the integration user's rights are checked. Ends with 1 when something stops bookings.

  --json   the findings as JSON`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const {
  ODOO_URL: url,
  ODOO_DB: database,
  ODOO_API_KEY: own,
  ODOO_ADMIN_API_KEY: administrator,
} = process.env;
const key = administrator || own;
if (!url || !database || !key) throw stop('set ODOO_URL, ODOO_DB, and ODOO_ADMIN_API_KEY or ODOO_API_KEY');
const clientOf = (apiKey: string) => new OdooClient({ url, database, apiKey, timeoutMs: 120_000 });

const reached = await clientOf(key).call('res.users', 'context_get');
if (!reached.ok) throw stop(`${url}, database ${database}: ${reached.code}: ${reached.message}`);
const findings = await checkDatabase({
  looking: clientOf(key),
  integration: own ? clientOf(own) : undefined,
});
if (values.json) console.log(JSON.stringify(findings, null, 2));
else for (const line of [...reportLines(findings), summaryOf(findings)]) console.log(line);
process.exitCode = findings.some(({ verdict }) => verdict === 'stops') ? 1 : 0;
