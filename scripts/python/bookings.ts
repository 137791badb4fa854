import type { SyntaxNode } from '@lezer/common';
import {
  type Call,
  contentOf,
  isAlwaysAfter,
  isAlwaysBefore,
  isKeyword,
  isWithin,
  keyAssigned,
  type PythonFunction,
  type PythonModule,
  textOf,
  within,
} from './functions.ts';
import type { Place, SourceFile } from './scopes.ts';
import { targetsOf } from './tree.ts';

export const BOOKING_REMEDIES = {
  'verdicts-not-asked':
    'ask_verdicts(posting) for each posting, in every case: after its procedure and before fill_idempotency_records, ' +
    'with nothing between them that completes moves',
  'word-elsewhere':
    "take payload_about_lot for an event that is quality's own word about a lot; every other event is asked",
} as const;

type Rule = keyof typeof BOOKING_REMEDIES;
type Report = (rule: Rule, place: Place, message: string) => void;
type Completes = (call: Call) => boolean;

/** Tables whose functions run in a booking. */
export const TABLES_OF_BOOKINGS: readonly string[] = ['PROCEDURES', 'TOGETHER', 'FOLDED'];

/** Functions that book: they write idempotency records, or call the procedure of an event. */
export const bookingsIn = ({ functions }: PythonModule): PythonFunction[] =>
  [...functions.values()].filter((each) => recordsIn(each).length > 0 || proceduresIn(each).length > 0);

/** Every booking asks the verdicts about all that it completes. */
export function bookingRules(module: PythonModule, completes: Completes, report: Report): void {
  for (const booking of bookingsIn(module)) askingRules(booking, completes, report);
  wordRules(module, report);
}
const callsOf = ({ calls }: PythonFunction, wanted: string): SyntaxNode[] =>
  calls.filter(({ name, isMethod }) => !isMethod && name === wanted).map(({ node }) => node);

const recordsIn = (each: PythonFunction): SyntaxNode[] => callsOf(each, 'fill_idempotency_records');

/** Calls of what stands in a table: `PROCEDURES[operation](posting)`, or a variable taken from one. */
function proceduresIn({ file, body }: PythonFunction): SyntaxNode[] {
  const isOfTable = (node: SyntaxNode): boolean =>
    node.name === 'MemberExpression' &&
    node.getChild('[') !== null &&
    node.firstChild !== null &&
    TABLES_OF_BOOKINGS.includes(textOf(file, node.firstChild));
  const variables = new Set<string>();
  for (const node of within(body))
    if (node.name === 'AssignStatement' && node.lastChild && isOfTable(node.lastChild))
      for (const target of targetsOf(node)) variables.add(textOf(file, target));
  return within(body).filter(({ name, firstChild }) => {
    if (name !== 'CallExpression' || !firstChild) return false;
    return (
      isOfTable(firstChild) || (firstChild.name === 'VariableName' && variables.has(textOf(file, firstChild)))
    );
  });
}

function askingRules(booking: PythonFunction, completes: Completes, report: Report): void {
  const asked = callsOf(booking, 'ask_verdicts');
  const missing = (node: SyntaxNode, message: string): void =>
    report('verdicts-not-asked', { file: booking.file, at: node.from }, message);
  for (const record of recordsIn(booking)) {
    const before = asked.filter((ask) => isAlwaysBefore(ask, record));
    if (before.length === 0)
      missing(record, `${booking.name} writes the record, and has not asked the verdicts in every case`);
    for (const ask of before)
      for (const call of booking.calls) {
        const isBetween = call.node.from > ask.to && call.node.to < record.from;
        if (isBetween && completes(call))
          missing(call.node, `${call.name}() completes moves after ${booking.name} has asked the verdicts`);
      }
  }
  for (const procedure of proceduresIn(booking))
    if (!asked.some((ask) => isAlwaysAfter(booking, procedure, ask)))
      missing(procedure, `${booking.name} does not ask the verdicts after this procedure in every case`);
}

/** `posting['word']` excuses an event from being asked: one function sets it, and others begin with False. */
function wordRules({ files, functions }: PythonModule, report: Report): void {
  const speaker = functions.get('payload_about_lot');
  for (const { file, tree } of files)
    for (const node of within(tree)) {
      if (speaker && isWithin(speaker, file, node)) continue;
      if (keyAssigned(file, node) === 'word' || givesWord(file, node))
        report(
          'word-elsewhere',
          { file, at: node.from },
          "the key 'word' is set outside of payload_about_lot",
        );
    }
}

function givesWord(file: SourceFile, node: SyntaxNode): boolean {
  if (node.name === 'VariableName') return textOf(file, node) === 'word' && isKeyword(node);
  if (node.name !== 'String' || contentOf(file, node) !== 'word') return false;
  // setdefault('word', True), a key of a dict unless its value is False, pairs for dict()
  if (node.parent?.name === 'ArgList' || node.parent?.name === 'TupleExpression') return true;
  if (node.parent?.name !== 'DictionaryExpression' || node.nextSibling?.name !== ':') return false;
  const value = node.nextSibling.nextSibling;
  return !value || textOf(file, value) !== 'False';
}
