import { fileOf, pythonOf, typeOf, variableOf } from './names.ts';

/** The parts of an event type that are the same for all types. The rest is for the person who adds it. */

export interface NewEvent {
  /** `<noun>.<past-tense>` */
  name: string;
  owner: string;
  latency: string;
}

/** The files of an event type, by path, before they are formatted. */
export const eventFiles = ({ name, owner, latency }: NewEvent): Record<string, string> => {
  const file = fileOf(name);
  const variable = variableOf(name);
  const type = typeOf(name);
  const procedure = pythonOf(name);
  return {
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
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

export interface ${type} {
  order: string;
  item: string;
  quantity: OdooQuantity;
}

export const ${variable} = definePosting(
  event,
  (data, codes): ${type} => ({
    order: data.order,
    item: codes.item(data.item),
    quantity: codes.quantity(data.quantity),
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
    sent = sent_at(payload, 'quantity', product, '/data/quantity')
    check_rounding(posting, sent)
    refuse('odoo-refused', '/data', f'{sent["said"]} of {called(product)}: ${name} is not booked yet')


PROCEDURES['${name}'] = ${procedure}
`,
    [`test/odoo/booking/${file}.ts`]: `import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { KG, posting } from '../shop-floor.ts';

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
};

export const bookingSuite = 'test/odoo/booking.suite.ts';

export const bookingLines = (name: string): string[] => [importLine(name), groupLine(name)];

const importLine = (name: string): string =>
  `import { ${variableOf(name)}Bookings } from './booking/${fileOf(name)}.ts';\n`;
const groupLine = (name: string): string =>
  `    group('${name.replace(/[.-]/g, ' ')}', () => ${variableOf(name)}Bookings(floor));\n`;

/** The booking suite with the tests of the event type; undefined when it has no place for them. */
export const withBookings = (suite: string, name: string): string | undefined => {
  const groups = [...suite.matchAll(/^ {4}group\(.*\n/gm)];
  const last = groups.at(-1);
  if (!last) return undefined;
  const end = last.index + last[0].length;
  return importLine(name) + suite.slice(0, end) + groupLine(name) + suite.slice(end);
};

export const withoutBookings = (suite: string, name: string): string =>
  suite.replace(importLine(name), '').replace(groupLine(name), '');

export const eventContract = 'events/define-event.ts';

const ownerLine = (owner: string): RegExp =>
  new RegExp(`^ {2}${owner.includes('-') ? `'${owner}'` : owner}: \\[[^\\]]*\\],$`, 'm');

/** The contract with these statuses of an object; undefined when the object has no line of its own there. */
export const withStatuses = (
  contract: string,
  owner: string,
  statuses: readonly string[],
): string | undefined => {
  if (!ownerLine(owner).test(contract)) return undefined;
  const key = owner.includes('-') ? `'${owner}'` : owner;
  return contract.replace(ownerLine(owner), `  ${key}: [${statuses.map((each) => `'${each}'`).join(', ')}],`);
};
