import { parseArgs } from 'node:util';
import { parsed, stop } from '../stop.ts';
import { apply, formatted, formattedFiles, stopWhenEdited, stopWhenThere, textOf } from './checkout.ts';
import { nameFrom } from './command-line.ts';
import { stopWhenKnown } from './known-names.ts';
import {
  entityLines,
  entityList,
  messageFiles,
  nounOf,
  pluralOf,
  withEntityType,
  withoutEntityType,
} from './message-files.ts';

const usage = `npm run new:message -- <noun>.<past-tense> [--plural nouns]
npm run new:message -- <noun>.<past-tense> --undo

Writes a message to plants about an entity of Odoo, such as maintenance-request.opened: its contract, the entity type that
is polled, the question to Odoo and a test on a real Odoo, and enters the entity type. \`npm run check\` passes then;
\`npm run test:odoo\` fails until the question finds something. CONTRIBUTING.md says what is left to do.

--plural  the noun in the plural, when adding an s is wrong
--undo    takes everything back, unless a file was edited since`;

const { values, positionals } = parsed(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      plural: { type: 'string' },
      undo: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
const name = nameFrom(positionals, values.help, usage);
const plural = values.plural ?? pluralOf(nounOf(name));
if (!/^[a-z]+(-[a-z]+)*$/.test(plural)) stop(`"${plural}": the plural must be in lower case\n\n${usage}`);

const files = formattedFiles(messageFiles({ name, plural }));
const list = textOf(entityList) ?? stop(`${entityList} is not there`);

if (values.undo) {
  stopWhenEdited(files, { [entityList]: entityLines(plural) });
  apply({
    ...Object.fromEntries(Object.keys(files).map((path) => [path, undefined])),
    [entityList]: formatted(entityList, withoutEntityType(list, plural)),
  });
} else {
  stopWhenKnown(name);
  if (textOf(`events/messages/${nounOf(name)}.ts`) !== undefined)
    stop(
      `events/messages/${nounOf(name)}.ts is there already: add a defineMessage for ${name} to it by hand`,
    );
  stopWhenThere(Object.keys(files));
  const entered = withEntityType(list, plural) ?? stop(`${entityList} has no list to enter ${plural} in`);
  apply({ ...files, [entityList]: formatted(entityList, entered) });
  console.log(`
Next, as CONTRIBUTING.md says: the data in events/messages/${nounOf(name)}.ts, the question to Odoo, the tests.
To take it back: npm run new:message -- ${name} --undo`);
}
