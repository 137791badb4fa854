import { pythonOf, typeOf, variableOf } from './names.ts';

/** The parts of a message about an entity of Odoo that are the same for all. The rest is for the person who adds it. */

export interface NewMessage {
  /** `<noun>.<past-tense>` */
  name: string;
  /** the nouns of the name in the plural: `maintenance-requests` */
  plural: string;
}

export const nounOf = (name: string): string => name.slice(0, name.indexOf('.'));

/** `berries` of `berry`. */
export const pluralOf = (noun: string): string =>
  /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}${/(s|x|ch|sh)$/.test(noun) ? 'es' : 's'}`;

/** The files of a message, by path, before they are formatted. */
export const messageFiles = ({ name, plural }: NewMessage): Record<string, string> => {
  const noun = nounOf(name);
  const [entity, entities, type] = [variableOf(noun), variableOf(plural), typeOf(noun)];
  const question = pythonOf(plural);
  const title = `${noun[0]?.toUpperCase()}${noun.slice(1).replaceAll('-', ' ')}`;
  return {
    [`events/messages/${noun}.ts`]: `import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { name, plant } from './said.ts';

/** The full current state: a reader of the last message needs no earlier one. */
export const ${entity} = z.strictObject({
  plant,
  reference: name('${title}'),
  status: z.enum(['open', 'done', 'removed']),
});
export type ${type} = z.infer<typeof ${entity}>;

export const ${variableOf(name)} = defineMessage({
  name: '${name}',
  version: 1,
  summary: 'What happened, in one sentence',
  subject: 'the reference',
  data: ${entity},
  sample: { plant: 'oslo', reference: 'OSL/1001', status: 'open' },
});
`,
    [`lambdas/outbound/poll/entities/${plural}.ts`]: `import * as z from 'zod';
import type { ${type} } from '../../../../events/messages/${noun}.ts';
import type { EntityType } from '../entity-type.ts';

const ${entity}Document = z.object({ reference: z.string(), status: z.enum(['open', 'done']) });

export const ${entities}: EntityType = {
  name: '${noun}',
  questions: '${plural}',
  describe(document, { plant }) {
    const { reference, status } = ${entity}Document.parse(document);
    const data: ${type} = { plant: plant.id, reference, status };
    return { name: '${name}', subject: reference, data, closed: status === 'done' };
  },
  describeGone({ message }) {
    const data: ${type} = { ...(message.data as ${type}), status: 'removed' };
    return { name: '${name}', subject: data.reference, data, closed: true, gone: true };
  },
};
`,
    [`odoo/plant_gateway/questions/${question}.py`]: `# ${plural}.changes and ${plural}.read: what of Odoo the plant gets messages about.

# Only of this warehouse and its company: SQL knows none of Odoo's access rules.
${question.toUpperCase()} = """
    SELECT w.id, jsonb_build_object('reference', w.name, 'status', 'open') AS document
      FROM stock_warehouse w
     WHERE w.id = %(warehouse)s AND w.company_id = %(company)s AND w.name IS NULL
       AND (%(ids)s::int[] IS NULL OR w.id = ANY(%(ids)s::int[]))
"""


def ${question}_of(warehouse):
    return {'warehouse': warehouse.id, 'company': warehouse.company_id.id}


def ${question}_changes(warehouse, about):
    return changes_answered(about, ${question.toUpperCase()}, ${question}_of(warehouse))


def ${question}_read(warehouse, about):
    return entities_read(about, ${question.toUpperCase()}, ${question}_of(warehouse))


QUESTIONS['${plural}.changes'] = ${question}_changes
QUESTIONS['${plural}.read'] = ${question}_read
`,
    [`test/odoo/poll-${plural}.test.ts`]: `import { describe, expect, test } from 'vitest';
import { ${entities} } from '../../lambdas/outbound/poll/entities/${plural}.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { PolledPlant } from './poll/polled-plant.ts';

describe('${plural.replaceAll('-', ' ')} that plants get messages about', () => {
  const backend = realOdooFromEnvironment();

  test('one of them is published when it changes', async () => {
    const plant = new PolledPlant(backend, ${entities});
    await plant.poll();
    // Make or change one in Odoo here, as a person does it.
    expect(await plant.poll()).toMatchObject([{ name: '${name}', data: { status: 'open' } }]);
  });
});
`,
  };
};

export const entityList = 'lambdas/outbound/poll/entity-types.ts';

export const entityLines = (plural: string): string[] => [importLine(plural), entry(plural)];

const importLine = (plural: string): string =>
  `import { ${variableOf(plural)} } from './entities/${plural}.ts';\n`;
const entry = (plural: string): string => `  ${variableOf(plural)},\n`;

/** The list of entity types with one more at its end; undefined when it has no place for it. */
export const withEntityType = (list: string, plural: string): string | undefined => {
  const end = list.lastIndexOf('\n];');
  return end < 0
    ? undefined
    : importLine(plural) + list.slice(0, end + 1) + entry(plural) + list.slice(end + 1);
};

export const withoutEntityType = (list: string, plural: string): string =>
  list.replace(importLine(plural), '').replace(entry(plural), '');
