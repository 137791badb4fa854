import type { SyntaxNode } from '@lezer/common';
import { bookingsIn, TABLES_OF_BOOKINGS } from './bookings.ts';
import { completingMethods, type Dating, methodsOfCounts, movelessMethods } from './completing-methods.ts';
import {
  type Call,
  isAlwaysAfter,
  isAlwaysReached,
  isWithin,
  keyAssigned,
  type PythonFunction,
  type PythonModule,
  textOf,
  variablesIn,
  within,
} from './functions.ts';
import type { Place } from './scopes.ts';
import { firstIterable, targetsOf } from './tree.ts';

export const MOVE_REMEDIES = {
  'moves-not-dated':
    'call the function that dates these moves after it, in every case and with the same variable: ' +
    'date_transfers(posting, transfers), stamp(order, posting), or date_moves(posting, moves). ' +
    " ask_verdicts looks only at what they collect in posting['moves']",
  'moves-not-collected': "posting['moves'] = posting['moves'] | moves, in every case and in date_moves alone",
  'outside-booking':
    'do it in a function that PROCEDURES, TOGETHER or FOLDED names: only a booking asks the verdicts',
  'stock-without-move': 'move, scrap or count the goods by a stock.move: without one no verdict is asked',
} as const;

type Rule = keyof typeof MOVE_REMEDIES;
type Report = (rule: Rule, place: Place, message: string) => void;

/** A call that completes moves. */
interface Completion extends Place {
  method: string;
  dating: Dating;
  /** the call in the function that is looked at: of the method itself, or of a function that leads to it */
  node: SyntaxNode;
}

/** Whatever an event completes is collected for `ask_verdicts`. */
export function moveRules(module: PythonModule, report: Report): void {
  datingRules(module, report);
  outsideRules(module, report);
  collectionRules(module, report);
  for (const { file, calls } of module.functions.values())
    for (const { name, isMethod, node } of calls)
      if (isMethod && movelessMethods.includes(name))
        report('stock-without-move', { file, at: node.from }, `${name}() changes the stock without a move`);
}

/**
 * A completed move must be dated later in the same function, or in every function that leads to it. What dates the
 * moves of another completion does not count: `scrap` completes transfers that `complete_transfers` dates, and must
 * still date what it scraps.
 */
function datingRules(module: PythonModule, report: Report): void {
  const { functions, registrations, calledAtOnce } = module;
  /** by function: what it completes and did not date further inside */
  const arriving = new Map<string, readonly Completion[]>();
  /** ... and does not date either */
  const left = new Map<string, readonly Completion[]>();
  /** by function and dating: whether it always dates that way, of what is known so far */
  const dating = new Map<string, boolean>();

  const dates = (call: Call, by: Dating): boolean => {
    if (call.isMethod || !functions.has(call.name)) return false;
    if (call.name === by) return by === 'date_moves' || alwaysDates(by, 'date_moves');
    return !isSpent(call.name, by) && alwaysDates(call.name, by);
  };
  /** Whether the function dates something that way whenever it is called. */
  const alwaysDates = (name: string, by: Dating): boolean => {
    const key = `${name} ${by}`;
    const each = functions.get(name);
    if (!dating.has(key) && each) {
      // A function that calls itself dates nothing by that.
      dating.set(key, false);
      dating.set(
        key,
        each.calls.some((call) => dates(call, by) && isAlwaysReached(each, call.node)),
      );
    }
    return dating.get(key) ?? false;
  };
  /** Whether the function may date that way only what it has completed itself. */
  const isSpent = (name: string, by: Dating): boolean => {
    const isDirect = functions.get(name)?.calls.some((call) => !call.isMethod && call.name === by);
    return (arriving.get(name) ?? []).some((completion) => !isDirect || completion.dating === by);
  };

  // Until nothing is added: functions may call each other in a circle.
  for (let known = -1, found = 0; known < found; ) {
    known = found;
    found = 0;
    dating.clear();
    for (const each of functions.values()) {
      const all = [
        ...completionsIn(each),
        ...each.mentions.flatMap(({ name, node }) =>
          name === each.name ? [] : (left.get(name) ?? []).map((completion) => ({ ...completion, node })),
        ),
      ];
      const distinct = [...new Map(all.map((completion) => [keyOf(completion), completion])).values()];
      const rest = distinct.filter(
        (completion) =>
          !each.calls.some(
            (call) =>
              dates(call, completion.dating) &&
              isAlwaysAfter(each, completion.node, call.node) &&
              isOfSame(each, completion, call.node),
          ),
      );
      arriving.set(each.name, distinct);
      left.set(each.name, rest);
      found += distinct.length + rest.length;
    }
  }

  const reportLeft = (completions: readonly Completion[], where: string): void => {
    for (const { file, at, method, dating: by } of completions)
      report(
        'moves-not-dated',
        { file, at },
        `${method}() completes moves that ${where} does not always give to ${by}()`,
      );
  };
  const called = calledIn(module);
  const together = new Set<string>();
  const alone = new Set(calledAtOnce);
  for (const { table, functions: names } of registrations)
    for (const [index, name] of names.entries()) {
      if (table !== 'TOGETHER') alone.add(name);
      else {
        together.add(name);
        // They run one after the other.
        const later = names.slice(index + 1);
        const rest = (left.get(name) ?? []).filter(
          ({ dating: by }) => !later.some((each) => !isSpent(each, by) && alwaysDates(each, by)),
        );
        reportLeft(rest, `TOGETHER of ${names.join(', ')}`);
      }
    }
  for (const [name, completions] of left)
    if (alone.has(name) || (!called.has(name) && !together.has(name))) reportLeft(completions, name);
}

/** Whether a call dates what another one has completed, by the names of the variables. */
function isOfSame({ file }: PythonFunction, { node, method }: Completion, dating: SyntaxNode): boolean {
  if (methodsOfCounts.includes(method)) return true;
  const isKept = node.parent && ['AssignStatement', 'UpdateStatement'].includes(node.parent.name);
  // What a function returns is what its caller has to date.
  const completed = isKept && node.parent ? targetsOf(node.parent) : [node];
  const names = completed.flatMap((each) => variablesIn(file, each)).filter((name) => name !== 'posting');
  const dated = variablesIn(file, dating);
  for (let around = dating.parent; around && around.name !== 'FunctionDefinition'; around = around.parent) {
    const isOverThese =
      around.name === 'ForStatement' &&
      targetsOf(around).some((target) => dated.includes(textOf(file, target)));
    const iterable = isOverThese ? firstIterable(around) : undefined;
    if (iterable) dated.push(...variablesIn(file, iterable));
  }
  return names.length === 0 || names.some((name) => dated.includes(name));
}

const keyOf = ({ file, at, node }: Completion): string => `${file.path} ${at} ${node.from}`;

/** Functions that other functions of the module name. */
const calledIn = ({ functions }: PythonModule): Set<string> =>
  new Set(
    [...functions.values()].flatMap(({ name, mentions }) =>
      mentions.map((mention) => mention.name).filter((each) => each !== name),
    ),
  );

function completionsIn({ file, calls }: PythonFunction): Completion[] {
  return calls.flatMap(({ name, isMethod, node }) => {
    const dating = isMethod ? completingMethods.get(name) : undefined;
    // The method is the last word of what is called.
    const at = (node.name === 'CallExpression' ? (node.firstChild?.to ?? node.to) : node.to) - name.length;
    return dating ? [{ file, at, method: name, dating, node }] : [];
  });
}

/** What completes moves is reached from a booking, and from nowhere else. */
function outsideRules(module: PythonModule, report: Report): void {
  const { functions, registrations, calledAtOnce } = module;
  const bookings = new Set(bookingsIn(module).map(({ name }) => name));
  const called = calledIn(module);
  const inBookings = new Set(bookings);
  const outside = new Set(calledAtOnce);
  for (const { table, functions: names } of registrations)
    for (const name of names) (TABLES_OF_BOOKINGS.includes(table) ? inBookings : outside).add(name);
  for (const name of functions.keys())
    if (outside.has(name) || !(called.has(name) || inBookings.has(name)))
      for (const { file, at, method } of completedBy(module, name, bookings))
        report(
          'outside-booking',
          { file, at },
          `${method}() completes moves for ${name}, which no booking calls`,
        );
}

/** Everything that a function completes, itself or through others, but for `bookings`, which ask the verdicts. */
function completedBy(
  { functions }: PythonModule,
  start: string,
  bookings: ReadonlySet<string>,
): Completion[] {
  const seen = new Set<string>();
  const found: Completion[] = [];
  const next = [start];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    const each = functions.get(name);
    if (!each || seen.has(name) || bookings.has(name)) continue;
    seen.add(name);
    found.push(...completionsIn(each));
    next.push(...each.mentions.map((mention) => mention.name));
  }
  return found;
}

/** Whether a call completes moves, itself or through others. */
export const completes = (module: PythonModule, { name, isMethod }: Call): boolean =>
  isMethod ? completingMethods.has(name) : completedBy(module, name, new Set()).length > 0;

/** `date_moves` collects what it dates, and nothing else says what an event has completed. */
function collectionRules({ files, functions }: PythonModule, report: Report): void {
  const dating = functions.get('date_moves');
  let collects = false;
  for (const { file, tree } of files)
    for (const node of within(tree)) {
      if (keyAssigned(file, node) !== 'moves') continue;
      const value = node.parent?.parent?.lastChild;
      const isAdded = value && within(value).some((each) => textOf(file, each) === "posting['moves']");
      if (dating && isWithin(dating, file, node))
        collects ||= Boolean(isAdded) && isAlwaysReached(dating, node);
      else
        report(
          'moves-not-collected',
          { file, at: node.from },
          'what is completed is set outside of date_moves',
        );
    }
  if (dating && !collects)
    report(
      'moves-not-collected',
      { file: dating.file, at: dating.node.from },
      "date_moves does not always add to posting['moves']",
    );
}
