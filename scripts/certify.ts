import { parseArgs } from 'node:util';
import { cases } from '../certification/cases/index.ts';
import { runCases } from '../certification/run.ts';
import { local } from '../environments/index.ts';
import { OdooAdmin } from '../odoo/admin.ts';
import { prepareOdoo } from './odoo-at-hand.ts';
import { parsed, stop } from './stop.ts';

const usage = `npm run certify -- [--case TEXT]…

Works cases in Odoo's own screens and by events, and compares what is left behind. Needs ODOO_URL, ODOO_DB, ODOO_API_KEY and
ODOO_SHELL, as scripts/odoo-up.sh prints them; with ODOO_ADMIN_API_KEY and ODOO_LOGIN, too, it installs this module first. It
books in that database: use a copy.

  --case TEXT       only cases whose sentence contains the text; may be repeated
  --language CODE   language of the integration user, such as fr_FR; it is installed where it is missing`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: {
      case: { type: 'string', multiple: true },
      language: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: apiKey, ODOO_SHELL: shell } = process.env;
if (!url || !database || !apiKey || !shell)
  throw stop('set ODOO_URL, ODOO_DB, ODOO_API_KEY and ODOO_SHELL, as scripts/odoo-up.sh prints them');
if (process.env.ODOO_ADMIN_API_KEY)
  await prepareOdoo(
    new OdooAdmin({ url, database, apiKey: process.env.ODOO_ADMIN_API_KEY }),
    process.env.ODOO_LOGIN,
  );
const chosen = cases.filter(({ says }) => values.case?.some((text) => says.includes(text)) ?? true);
const run = `${Date.now().toString(36).slice(-5).toUpperCase()}-`;
const connection = { url, database, apiKey, environment: local.name };
const results = await runCases(chosen, {
  connection,
  shell,
  run,
  ...(values.language && { language: values.language }),
});
for (const { says, findings } of results) {
  console.log(`${findings.length === 0 ? 'same ' : 'OTHER'} ${says}`);
  for (const finding of findings) console.log(`      ${finding.replaceAll('\n', '\n      ')}`);
}
const others = results.filter(({ findings }) => findings.length > 0).length;
console.log(`${results.length} cases, ${others} otherwise than in Odoo's screens`);
process.exitCode = others > 0 ? 1 : 0;
