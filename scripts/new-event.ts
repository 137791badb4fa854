import { parseArgs } from 'node:util';
import { ownedObjects } from '../events/define-event.ts';
import { stop, textOf, writeAll } from './scaffold.ts';

const usage = `npm run new:event -- <noun>.<past-tense> [--owner object] [--latency immediate|gathered|batch]

Writes the files of an event type on every floor, with the parts that are the same for all types, and enters its status
(the last word of its name) with its owner; the type checker and the suites then say what is left to do. Owners: ${Object.keys(ownedObjects).join(', ')}.`;

const { values, positionals } = (() => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        owner: { type: 'string', default: 'production-order' },
        latency: { type: 'string', default: 'immediate' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
})();
const [name = ''] = positionals;
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const { owner, latency } = values;
const word = '[a-z]+(-[a-z]+)*';
if (positionals.length !== 1 || !new RegExp(`^${word}\\.${word}$`).test(name)) stop(usage);
if (!['immediate', 'gathered', 'batch'].includes(latency)) stop(usage);
if (!Object.hasOwn(ownedObjects, owner))
  stop(`no object ${owner}; add it to ownedObjects in events/define-event.ts first\n\n${usage}`);
const status = name.slice(name.indexOf('.') + 1);
const statuses: readonly string[] = ownedObjects[owner as keyof typeof ownedObjects];

const contract = 'events/define-event.ts';
/** The contract with the status entered; as it is, when the object has it already. */
const withStatus = (): Record<string, string> => {
  if (statuses.includes(status)) return {};
  const key = owner.includes('-') ? `'${owner}'` : owner;
  const standing = new RegExp(`^ {2}${key}: \\[[^\\]]*\\],$`, 'm');
  const text = textOf(contract) ?? '';
  if (!standing.test(text))
    stop(`add the status '${status}' to '${owner}' of ownedObjects in ${contract} first`);
  const all = [...statuses, status].map((each) => `'${each}'`);
  const oneLine = `  ${key}: [${all.join(', ')}],`;
  const manyLines = `  ${key}: [\n${all.map((each) => `    ${each},\n`).join('')}  ],`;
  return { [contract]: text.replace(standing, oneLine.length <= 110 ? oneLine : manyLines) };
};

const file = name.replaceAll('.', '-');
const variable = file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const type = `${variable[0]?.toUpperCase()}${variable.slice(1)}`;
const procedure = file.replaceAll('-', '_');

const files: Record<string, string> = {
  [`events/${file}.ts`]: `import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { item, order, quantity } from './fields.ts';

const data = z.strictObject({ order, item, quantity });

export const ${variable} = defineEvent({
  name: '${name}',
  version: 1,
  summary: 'What happened, in one sentence',
  isa95: 'OperationsEvent',
  latency: '${latency}',
  owner: '${owner}',
  data,
  subject: (given) => given.order,
  orderingKey: (given) => \`order/\${given.order}\`,
  samples: {
    valid: {
      'the usual case': { order: 'OSL/MO/1001', item: 'CUP', quantity: { value: 4, unit: 'H87' } },
    },
    invalid: {
      'no item': {
        data: { order: 'A', quantity: { value: 1, unit: 'KGM' } },
        pointer: '/data/item',
        rule: 'required',
      },
    },
  },
});
`,
  [`lambdas/posting/events/${file}.ts`]: `import { ${variable} as event } from '../../../events/${file}.ts';
import { type OdooQuantity, odooQuantity } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

export interface ${type} {
  order: string;
  item: string;
  quantity: OdooQuantity;
}

export const ${variable} = definePosting(
  event,
  (data, crosswalk): ${type} => ({
    order: data.order,
    item: crosswalk.item(data.item),
    quantity: odooQuantity(data.quantity),
  }),
);
`,
  [`odoo/plant_gateway/procedures/${procedure}.py`]: `# ${name}: what happened, and what it is in Odoo.

${procedure.toUpperCase()}_KEYS = ('order', 'item', 'quantity')


def ${procedure}(posting):
    payload = only_keys(posting['payload'], ${procedure.toUpperCase()}_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    order = open_order(family_of(warehouse, name), name)
    product = item_of(warehouse, text_at(payload, 'item', '/data/item'), '/data/item', order.move_raw_ids.product_id)
    amount = amount_at(payload, 'quantity', product.uom_id, '/data/quantity')
    refuse('odoo-refused', '/data', f'{shown(amount)} of {product.default_code}: ${name} is not booked yet')


PROCEDURES['${name}'] = ${procedure}
`,
  [`local/stand-in/${file}.ts`]: `import { onlyKeys, textAt } from './fields.ts';
import type { Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { familyAt, openOrder } from './rules/lookups.ts';

/** Follows what Odoo does; test/odoo/booking/ runs on both. */
export const procedure: Procedure = {
  operation: '${name}',
  book: (desk, given) => {
    const payload = onlyKeys(given, ['order', 'item', 'quantity'], '/data');
    const name = textAt(payload, 'order', '/data/order');
    openOrder(familyAt(desk, name), name);
    throw new Refusal('odoo-refused', '${name} is not booked yet', '/data');
  },
};
`,
  [`test/odoo/booking/${file}.ts`]: `import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { KG, posting } from '../shop-floor.ts';

/** Runs on a real Odoo and on the stand-in; enter it in test/odoo/booking.suite.ts. */
export function ${variable}Bookings(floor: Floor): void {
  test('it is booked', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 1, stock: 50 }] });
    const [item = ''] = on.components;
    const event = posting('${name}', { order: on.order, item, quantity: { value: 1, uom: KG } });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
  });
}
`,
};

for (const path of Object.keys(files)) if (textOf(path) !== undefined) stop(`${path} is there already`);
writeAll({ ...withStatus(), ...files });
console.log(`
Next: the data in events/${file}.ts, the booking in ${procedure}.py on a real Odoo, the stand-in after it, the suite.
CONTRIBUTING.md says what belongs where.`);
