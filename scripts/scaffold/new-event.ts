import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ownedObjects } from '../../events/define-event.ts';
import { parsed, stop } from '../stop.ts';
import { apply, formatted, formattedFiles, stopWhenEdited, stopWhenThere, textOf } from './checkout.ts';
import { nameFrom } from './command-line.ts';
import {
  bookingLines,
  bookingSuite,
  eventContract,
  eventFiles,
  withBookings,
  withoutBookings,
  withStatuses,
} from './event-files.ts';
import { stopWhenKnown } from './known-names.ts';
import { fileOf } from './names.ts';

const latencies = ['immediate', 'gathered', 'batch'];

const usage = `npm run new:event -- <noun>.<past-tense> [--owner object] [--latency ${latencies.join('|')}]
npm run new:event -- <noun>.<past-tense> --undo

Writes the contract, the posting, the procedure in Odoo and the booking test of a new event type. Enters the test in the
booking suite, and the status (the last word of the name) with the object that owns it. \`npm run check\` passes then;
\`npm run test:odoo\` fails until the procedure books the event. CONTRIBUTING.md says what is left to do.

--owner    the object that the event reports on: ${Object.keys(ownedObjects).join(', ')}
           (default: production-order)
--latency  default: immediate
--undo     takes everything back, unless a file was edited since`;

const { values, positionals } = parsed(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      owner: { type: 'string', default: 'production-order' },
      latency: { type: 'string', default: 'immediate' },
      undo: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
const name = nameFrom(positionals, values.help, usage);

const textThere = (path: string): string => textOf(path) ?? stop(`${path} is not there`);
const status = name.slice(name.indexOf('.') + 1);
const statusesOf = (owner: string): readonly string[] => ownedObjects[owner as keyof typeof ownedObjects];

/** The contract with other statuses of the owner. Ends the process when the owner's line cannot be found. */
const contractWith = (owner: string, statuses: readonly string[]): Record<string, string> => {
  const contract = withStatuses(textThere(eventContract), owner, statuses);
  if (contract === undefined)
    return stop(
      `change the statuses of '${owner}' in ownedObjects of ${eventContract} to ${statuses.join(', ')} first`,
    );
  return { [eventContract]: formatted(eventContract, contract) };
};

const add = (): void => {
  const { owner, latency } = values;
  if (!latencies.includes(latency)) stop(`no latency ${latency}\n\n${usage}`);
  if (!Object.hasOwn(ownedObjects, owner))
    stop(`no object ${owner}; add it to ownedObjects in ${eventContract} first\n\n${usage}`);
  const files = eventFiles({ name, owner, latency });
  stopWhenThere(Object.keys(files));
  stopWhenKnown(name);
  const suite =
    withBookings(textThere(bookingSuite), name) ??
    stop(`${bookingSuite} has no group to put the tests behind`);
  const statuses = statusesOf(owner);
  apply({
    ...(!statuses.includes(status) && contractWith(owner, [...statuses, status])),
    ...formattedFiles(files),
    [bookingSuite]: formatted(bookingSuite, suite),
  });
  console.log(`
It reports on: ${owner}. Its latency: ${latency}. The options --owner and --latency name others.
Next, as CONTRIBUTING.md says: the data in events/${fileOf(name)}.ts, the booking in Odoo, the tests.
To take it back: npm run new:event -- ${name} --undo`);
};

/** True when another event type reports the same status of the object. */
const isStatusOfOthers = (owner: string): boolean => {
  const folder = join(import.meta.dirname, '..', '..', 'events');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== `${fileOf(name)}.ts`)
    .map((file) => textOf(`events/${file}`) ?? '')
    .some((text) => text.includes(`  owner: '${owner}',`) && text.includes(`.${status}',\n`));
};

const undo = (): void => {
  const event = textOf(`events/${fileOf(name)}.ts`) ?? '';
  const written = (field: string): string =>
    new RegExp(`^ {2}${field}: '([^']+)',$`, 'm').exec(event)?.[1] ?? '';
  const [owner, latency] = [written('owner'), written('latency')];
  const files = formattedFiles(eventFiles({ name, owner, latency }));
  stopWhenEdited(files, { [bookingSuite]: bookingLines(name) });
  const goes = Object.hasOwn(ownedObjects, owner) && !isStatusOfOthers(owner);
  apply({
    ...Object.fromEntries(Object.keys(files).map((path) => [path, undefined])),
    ...(goes &&
      contractWith(
        owner,
        statusesOf(owner).filter((each) => each !== status),
      )),
    [bookingSuite]: formatted(bookingSuite, withoutBookings(textThere(bookingSuite), name)),
  });
};

if (values.undo) undo();
else add();
