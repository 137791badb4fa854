import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, stop } from './scaffold.ts';

const usage = `npm run new:plant -- <id> --name "Molde Fish" --warehouse MOL --time-zone Europe/Oslo [--systems mes,wms]

Writes plants/<id>.ts with a profile and a partner for its first system, and lists them. What is to be decided is
marked in the file; docs/onboard-a-plant.md goes through it.`;

const { values, positionals } = (() => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        warehouse: { type: 'string' },
        'time-zone': { type: 'string' },
        systems: { type: 'string', default: 'mes' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
})();
const [id = ''] = positionals;
const { name, warehouse, 'time-zone': timeZone } = values;
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (!/^[a-z][a-z0-9-]{0,30}$/.test(id) || !name || !warehouse || !timeZone) stop(usage);
const root = join(import.meta.dirname, '..');
const file = join(root, 'plants', `${id}.ts`);
if (existsSync(file)) stop(`plants/${id}.ts is there already`);

const systems = values.systems.split(',').map((system) => system.trim());
const [first = 'mes'] = systems;
const variable = (text: string): string =>
  text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const list = (names: readonly string[]): string => `[${names.map((each) => `'${each}'`).join(', ')}]`;
const quoted = (text: string): string => (/['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`);
const stock = systems.includes('wms') ? 'wms' : first;

writeFileSync(
  file,
  `import { definePartner } from './define-partner.ts';
import { definePlant } from './define-plant.ts';

export const ${variable(id)} = definePlant({
  id: '${id}',
  name: ${quoted(name ?? '')},
  warehouse: '${warehouse}',
  timeZone: '${timeZone}',
  systems: ${list(systems)},
  // Who may report what; \`odoo\` where people decide it in Odoo. An object left out is reported by nobody.
  owners: {
    'production-order': ['${first}'],
    'work-order': ['${first}'],
    'material-consumption': ['${first}'],
    labor: ['${first}'],
    machine: ['${first}'],
    stock: ['${stock}'],
    'goods-receipt': ['${stock}'],
    'purchase-order': ['odoo'],
    'sales-order': ['odoo'],
    shipment: ['${stock}'],
  },
  // More than this in one event is a slipped decimal point; per UN/CEFACT unit where that differs.
  ceilings: { default: 10_000 },
  // 'allow' where Odoo learns of deliveries later than the plant uses them.
  negativeStock: 'refuse',
});

/** Gets an API key of its own when it is deployed. */
export const ${variable(`${id}-${first}`)} = definePartner({
  id: '${id}-${first}',
  plants: ['${id}'],
  systems: ${list(systems)},
  types: [
    'production.*',
    'material.*',
    'work-order.*',
    'labor.*',
    'machine.*',
    'telemetry.*',
    'stock.*',
    'goods.*',
    'shipment.confirmed',
  ],
  reads: 'plant',
  throttle: { rate: 50, burst: 100 },
  quota: { limit: 200_000, period: 'DAY' },
});
`,
);
console.log(`wrote plants/${id}.ts`);
runScript('generate.ts');
console.log(`
Next (docs/onboard-a-plant.md):
  npm run synth                                     is the profile right? fits it into Odoo's workers?
  npx vitest run test/stacks -u                     the templates as they are with it
  npm run operate -- crosswalk import ${id}.csv     the plant's codes, once it runs
  npm run cdk -- deploy 'dev/lane-${id}' dev/entrance dev/operations`);
