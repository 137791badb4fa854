import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from '../certification/cases/index.ts';
import { minimised, runDrawn } from '../certification/drawn/run-drawn.ts';
import { whyNot } from '../certification/may-certify.ts';
import { type Host, hosts, reportOf, reportText } from '../certification/report.ts';
import { type Place, runCases } from '../certification/run.ts';
import { OdooShell } from '../certification/shell.ts';
import { environments, local } from '../environments/index.ts';
import { MODULE_VERSION } from '../lambdas/odoo/module-version.ts';
import { OdooAdmin } from '../odoo/admin.ts';
import { prepareOdoo } from './odoo-at-hand.ts';
import { parsed, stop } from './stop.ts';

const usage = `npm run certify -- --copy DATABASE [--shell COMMAND] [--case TEXT]… [--drawn N [--seed S] [--only I] [--minimise]]
                   [--report FOLDER --host HOST]

Works cases in Odoo's own screens and by events, and compares what is left behind. Run it on a copy of your database. It
makes products, orders and stock with names of their own, books events, and leaves all that there; it installs this
checkout's module when ODOO_ADMIN_API_KEY is set. It refuses a database whose name is not typed again, and one that is marked
as a production environment.

Needs ODOO_URL, ODOO_DB and ODOO_API_KEY of the integration user; with ODOO_ADMIN_API_KEY and ODOO_LOGIN it installs.

  --copy DATABASE   the name of the copy, once more
  --shell COMMAND   runs Python from its input inside this Odoo, such as 'ssh host odoo-bin shell -d copy --no-http';
                    absent: ODOO_SHELL, as scripts/odoo-up.sh prints it
  --case TEXT       only cases whose sentence contains the text; may be repeated
  --language CODE   language of the integration user, such as fr_FR; it is installed where it is missing
  --drawn N         N drawn cases; --seed S draws others, --only I works a single one. Without --report, no named cases
  --show            prints what the events left behind
  --minimise        looks for the simplest case that still differs, for each drawn one that does
  --report FOLDER   writes a report without any name, code or amount of yours, as JSON and for readers
  --host HOST       who runs this Odoo, for the report: ${Object.keys(hosts).join(', ')}`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: {
      copy: { type: 'string' },
      shell: { type: 'string' },
      case: { type: 'string', multiple: true },
      language: { type: 'string' },
      drawn: { type: 'string' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      minimise: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
      report: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }),
);
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: apiKey, ODOO_ADMIN_API_KEY: adminKey } = process.env;
const command = values.shell ?? process.env.ODOO_SHELL;
if (!url || !database || !apiKey || !command)
  throw stop('set ODOO_URL, ODOO_DB and ODOO_API_KEY, and give --shell or ODOO_SHELL');
const host = values.host as Host | undefined;
if (values.report !== undefined && (host === undefined || !Object.hasOwn(hosts, host)))
  throw stop(`--report needs --host: ${Object.keys(hosts).join(', ')}`);
if (values.copy !== database)
  throw stop(
    whyNot({ database, mark: null }, { typed: values.copy, connected: database }, environments) ?? '',
  );

const facts = await new OdooShell(command).facts();
const reason = whyNot(facts, { typed: values.copy, connected: database }, environments);
if (reason !== undefined) throw stop(`nothing was changed: ${reason}`);
if (!facts.main) throw stop('nothing was changed: the first company has no warehouse to work in');
const environment = facts.mark ?? local.name;
console.log(
  `${database}: cases make records and book events, and leave them there. It is Odoo ${facts.version} ${facts.edition}, marked as ${facts.mark ?? 'no environment'}.`,
);
if (adminKey)
  await prepareOdoo(new OdooAdmin({ url, database, apiKey: adminKey }), process.env.ODOO_LOGIN, environment);

const place: Place = {
  connection: { url, database, apiKey, environment },
  shell: command,
  profile: { warehouse: facts.main.code, company: facts.main.company },
  ...(values.language && { language: values.language }),
  run: `${Date.now().toString(36).slice(-5).toUpperCase()}-`,
};
const onlyDrawn = values.drawn !== undefined && values.report === undefined;
const chosen = onlyDrawn
  ? []
  : cases.filter(({ says }) => values.case?.some((text) => says.includes(text)) ?? true);
const results = await runCases(chosen, place);
const drawn =
  values.drawn === undefined
    ? []
    : await runDrawn(
        {
          count: Number(values.drawn),
          seed: Number(values.seed),
          ...(values.only === undefined ? {} : { only: Number(values.only) }),
        },
        place,
      );

const told = (findings: readonly string[]) => {
  for (const finding of findings) console.log(`      ${finding.replaceAll('\n', '\n      ')}`);
};
for (const { says, findings, notMade, left } of results) {
  console.log(`${notMade ? 'skipped' : findings.length === 0 ? 'same   ' : 'OTHER  '} ${says}`);
  told(findings);
  if (values.show) told(left);
}
for (const each of drawn) {
  const { says, findings, refused } = each;
  console.log(
    `${findings.length > 0 ? 'OTHER  ' : refused ? 'refused' : 'same   '} ${says} ${refused ?? ''}`,
  );
  if (findings.length === 0) continue;
  const least = values.minimise ? await minimised(each, place) : each;
  console.log(`      ${JSON.stringify(least.story)}`);
  told(least.findings);
}
const others =
  results.filter(({ findings, notMade }) => findings.length > 0 && notMade === undefined).length +
  drawn.filter(({ findings }) => findings.length > 0).length;
const skipped = results.filter(({ notMade }) => notMade !== undefined).length;
console.log(
  `${results.length + drawn.length} cases, ${others} otherwise than in Odoo's screens, ${skipped} skipped`,
);

if (values.report !== undefined && host !== undefined) {
  const date = new Date().toISOString().slice(0, 10);
  const report = reportOf(
    facts,
    { date, module: MODULE_VERSION, host },
    chosen.flatMap((each) => {
      const result = results.find(({ says }) => says === each.says);
      return result ? [{ each, result }] : [];
    }),
    drawn,
  );
  const name = [date, report.edition, report.version, host].join('-').toLowerCase();
  mkdirSync(values.report, { recursive: true });
  writeFileSync(join(values.report, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(values.report, `${name}.md`), reportText(report));
  console.log(`wrote ${join(values.report, name)}.json and .md; npm run generate puts it into docs/odoo.md`);
}
process.exitCode = others > 0 ? 1 : 0;
