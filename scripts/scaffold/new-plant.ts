import { parseArgs } from 'node:util';
import { definePartner } from '../../configuration/partner.ts';
import { definePlant } from '../../configuration/plant.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';
import { parsed, stop } from '../stop.ts';
import { apply, formattedFiles, textOf } from './checkout.ts';

const usage = `npm run new:plant -- <id> --name "Molde Fish" --warehouse MOL [--company "Molde Fish AS"] --time-zone Europe/Oslo [--systems mes,wms]

Writes plants/<id>.ts, a plant profile, and partners/<id>-<system>.ts, a partner for its first system. The files mark what you
must decide; docs/onboard-a-plant.md goes through it.`;

const { values, positionals } = parsed(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      warehouse: { type: 'string' },
      company: { type: 'string' },
      'time-zone': { type: 'string' },
      systems: { type: 'string', default: 'mes' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
const [id = ''] = positionals;
const { name, warehouse, company, 'time-zone': timeZone } = values;
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (positionals.length !== 1 || !name || !warehouse || !timeZone) stop(usage);

const systems = values.systems.split(',').map((system) => system.trim());
const [first = 'mes'] = systems;
const partnerId = `${id}-${first}`;
const variable = (text: string): string =>
  text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const list = (names: readonly string[]): string => `[${names.map((each) => `'${each}'`).join(', ')}]`;
const quoted = (text: string): string => (/['\\\n]/.test(text) ? JSON.stringify(text) : `'${text}'`);
const stock = systems.includes('wms') ? 'wms' : first;

const owners = {
  'production-order': [first],
  'work-order': [first],
  'material-consumption': [first],
  labor: [first],
  machine: [first],
  stock: [stock],
  'goods-receipt': [stock],
  'purchase-order': ['odoo'],
  'sales-order': ['odoo'],
  shipment: [stock],
};
const types = [
  'production.*',
  'material.*',
  'work-order.*',
  'labor.*',
  'machine.*',
  'telemetry.*',
  'stock.*',
  'goods.*',
  'shipment.confirmed',
];

const errorsOf = (define: () => unknown): string[] => {
  try {
    define();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};
const isIdentifier = (text: string): boolean => {
  try {
    return Boolean(new Function(`'use strict'; const ${text} = 1; return ${text}`)());
  } catch {
    return false;
  }
};
// The errors that loading the files would give, found before there is a file.
const wrong = [
  ...errorsOf(() =>
    definePlant({
      id,
      name: name ?? '',
      warehouse: warehouse ?? '',
      ...(company !== undefined && { company }),
      timeZone: timeZone ?? '',
      systems,
      owners,
      ceilings: { default: 10_000 },
      negativeStock: 'refuse',
    }),
  ),
  ...errorsOf(() =>
    definePartner({
      id: partnerId,
      plants: [id],
      systems,
      types,
      throttle: { rate: 50, burst: 100 },
      quota: { limit: 200_000, period: 'DAY' },
    }),
  ),
];
if (wrong.length > 0) stop(wrong.join('\n'));
const file = `plants/${id}.ts`;
const partnerFile = `partners/${partnerId}.ts`;
if (plants[id] || textOf(file) !== undefined) stop(`Plant "${id}": id: is there already`);
if (partners[partnerId]) stop(`Partner "${partnerId}": id: is there already`);
// With `export const new`, or a name that plants/index.ts uses for something else, nothing would load any more.
const taken = ['plants', 'partners', 'byId', 'definePlant', 'definePartner'];
if (id.startsWith('define-') || taken.includes(variable(id)) || !isIdentifier(variable(id)))
  stop(`Plant "${id}": id: is a word of the language or of this project; take another`);

apply(
  formattedFiles({
    [file]: `import { definePlant } from '../configuration/plant.ts';

export const ${variable(id)} = definePlant({
  id: '${id}',
  name: ${quoted(name ?? '')},
  warehouse: ${quoted(warehouse ?? '')},
${company === undefined ? '' : `  company: ${quoted(company)},\n`}  timeZone: '${timeZone}',
  systems: ${list(systems)},
  // Who may report what; \`odoo\` where people decide it in Odoo. An object left out is reported by nobody.
  owners: {
${Object.entries(owners)
  .map(([object, of]) => `    ${object.includes('-') ? `'${object}'` : object}: ${list(of)},\n`)
  .join('')}  },
  // More than this in one event is a slipped decimal point; per UN/CEFACT unit where that differs.
  ceilings: { default: 10_000 },
  // 'allow' where Odoo learns of deliveries later than the plant uses them.
  negativeStock: 'refuse',
});
`,
    [partnerFile]: `import { definePartner } from '../configuration/partner.ts';

/** Gets an API key of its own when it is deployed. */
export const ${variable(partnerId)} = definePartner({
  id: '${partnerId}',
  plants: ['${id}'],
  systems: ${list(systems)},
  types: [
${types.map((type) => `    '${type}',\n`).join('')}  ],
  reads: 'plant',
  throttle: { rate: 50, burst: 100 },
  quota: { limit: 200_000, period: 'DAY' },
  // For files: folders ${systems.map((system) => `${id}/${system}`).join(', ')}. One partner per folder; CSV also needs a mapping in the profile.
  // drop: true,
});
`,
  }),
);
console.log(`
Next (docs/onboard-a-plant.md):
  npm run synth                                     checks the profile, and that Odoo has enough workers
  npx vitest run test/stacks -u                     updates the template snapshot
  npm run operate -- crosswalk import ${id}.csv     the plant's codes, when the gateway runs
  npm run plant -- add ${id} --env dev              deploys it, once environments/dev.ts names it`);
