import type { SyntaxNode } from '@lezer/common';
import {
  contentOf,
  isKeyword,
  keyAssigned,
  type PythonFunction,
  type PythonModule,
  textOf,
  within,
} from './functions.ts';
import type { Place, SourceFile } from './scopes.ts';
import { children, firstIterable, targetsOf } from './tree.ts';

export const STOCK_WRITE_REMEDIES = {
  'sql-on-stock':
    "write stock and orders by Odoo's own methods, or enter function, table and reason in ALLOWED_SQL (scripts/python/stock-writes.ts)",
  'sql-table-unknown': 'name the table in the text of the statement',
  'quant-write':
    'move or scrap the goods by a stock.move; only stock_counted.py writes on quants, and applies a count',
  'quantity-write':
    'move, scrap or count the goods: these fields change the stock with no move, or with one that nobody dates',
  'state-write':
    "press Odoo's button, then date what it completed; for another kind of record, enter the function in ALLOWED_STATES",
} as const;

type Rule = keyof typeof STOCK_WRITE_REMEDIES;
type Report = (rule: Rule, place: Place, message: string) => void;

/** What SQL writes on tables of stock and orders: `function: table`, and why that changes no stock. */
export const ALLOWED_SQL: Readonly<Record<string, string>> = {
  // Sets the write date to itself, so that two calls about a lot meet at its row.
  touch_lots: 'stock_lot',
  // Marks which places hold goods, in a column of the gateway's own.
  mark_hold_places: 'stock_location',
  // Marks, in columns of the gateway's own, what is counted of people's lines, and leaves their write date as it is.
  count_people: 'stock_move_line',
  // The same: lines as they are, so that the gateway knows what is rewritten later.
  remember_lines: 'stock_move_line',
  remember_lines_of: 'stock_move_line',
};

/** Functions that may set `state`, and why that completes no moves. */
export const ALLOWED_STATES: Readonly<Record<string, string>> = {
  begin: 'a work order, which has no goods of its own',
  finish: 'a work order, which has no goods of its own',
  write_amounts: 'a work order, and the state that it had before',
  order_described: 'an answer to a question, not a record',
};

/** The file that applies counts, and dates the move of each. */
const COUNTS = '/stock_counted.py';

/** Stock changes by moves that Odoo completes, and in no other way. */
export function stockWriteRules(module: PythonModule, report: Report): void {
  for (const { file, tree } of module.files) {
    for (const node of within(tree)) {
      sqlRules(module, file, node, report);
      keyRules(module, file, node, report);
    }
  }
  const giving = functionsOfQuants(module);
  for (const each of module.functions.values()) quantRules(each, giving, report);
}

const functionAround = ({ functions }: PythonModule, file: SourceFile, at: number): string => {
  for (const { name, file: own, node } of functions.values())
    if (own === file && node.from <= at && node.to > at) return name;
  return '';
};

// SQL: all texts are read, because a statement may be put together elsewhere than where it is executed.

const TEXTS = ['String', 'FormatString', 'ContinuedString'];

function sqlRules(module: PythonModule, file: SourceFile, node: SyntaxNode, report: Report): void {
  // A part of a longer text, a value within one, or a comment of a function.
  if (!TEXTS.includes(node.name) || node.parent?.name === 'ContinuedString') return;
  if (node.parent?.name === 'ExpressionStatement') return;
  const place = { file, at: node.from };
  for (const { table, said } of writesIn(wordsOf(textWithin(file, node)))) {
    const around = functionAround(module, file, node.from);
    if (table === undefined) {
      if (isExecuted(file, node))
        report('sql-table-unknown', place, `${said} of a table that the text does not name`);
    } else if ((table.startsWith('stock_') || table.startsWith('mrp_')) && ALLOWED_SQL[around] !== table)
      report('sql-on-stock', place, `${said} ${table} in SQL changes stock or orders behind Odoo's back`);
  }
}

/** The text of a literal, with `{}` where a value is put in. */
function textWithin(file: SourceFile, node: SyntaxNode): string {
  if (node.name === 'ContinuedString')
    return children(node)
      .map((part) => textWithin(file, part))
      .join('');
  let text = '';
  let at = node.from;
  for (const value of node.getChildren('FormatReplacement')) {
    text += `${file.text.slice(at, value.from)}{}`;
    at = value.to;
  }
  const whole = text + file.text.slice(at, node.to);
  const open = [...whole].findIndex((each) => each === "'" || each === '"');
  const quotes = whole.startsWith(whole.charAt(open).repeat(3), open) ? 3 : 1;
  return whole.slice(open + quotes, whole.length - quotes);
}

/** Words of SQL; names of schema and table stay together. */
function wordsOf(text: string): string[] {
  const ofWords = 'abcdefghijklmnopqrstuvwxyz0123456789_.{}%"';
  const words: string[] = [];
  let word = '';
  for (const each of `${text} `) {
    if (ofWords.includes(each.toLowerCase())) word += each;
    else if (word) {
      words.push(word);
      word = '';
    }
  }
  return words;
}

/** What the words write on; without a table where a value stands in its place, or nothing. */
function writesIn(words: readonly string[]): { said: string; table: string | undefined }[] {
  const upper = words.map((word) => word.toUpperCase());
  return words.flatMap((word, index) => {
    const second = { INSERT: 'INTO', DELETE: 'FROM', MERGE: 'INTO' }[upper[index] ?? ''];
    // FOR UPDATE, FOR NO KEY UPDATE, DO UPDATE and ON UPDATE begin no statement.
    const isUpdate =
      upper[index] === 'UPDATE' && !['FOR', 'KEY', 'DO', 'ON'].includes(upper[index - 1] ?? '');
    if (!isUpdate && upper[index] !== 'TRUNCATE' && (!second || upper[index + 1] !== second)) return [];
    let next = index + (second ? 2 : 1);
    while (['ONLY', 'TABLE'].includes(upper[next] ?? '')) next += 1;
    const named = words[next];
    const isValue = !named || named.includes('{') || named.includes('%');
    const table = isValue ? undefined : named.replaceAll('"', '').split('.').at(-1)?.toLowerCase();
    return [{ said: second ? `${word} ${second}` : word, table }];
  });
}

/** Whether the text stands within the arguments of `execute`. */
function isExecuted(file: SourceFile, node: SyntaxNode): boolean {
  for (let around = node.parent; around && !around.name.endsWith('Statement'); around = around.parent) {
    const called = around.name === 'CallExpression' ? around.firstChild?.lastChild : null;
    if (called?.name === 'PropertyName' && textOf(file, called).startsWith('execute')) return true;
  }
  return false;
}

// Values that are written: {'state': …}, values['state'] = …, dict(state=…)

/** Fields that change the stock, or what is reserved of it, when they are written. */
const STOCK_FIELDS = ['reserved_quantity', 'inventory_quantity_auto_apply', 'qty_available'];

function keyRules(module: PythonModule, file: SourceFile, node: SyntaxNode, report: Report): void {
  const key = keyWritten(file, node);
  const place = { file, at: node.from };
  if (key === 'state' && !(functionAround(module, file, node.from) in ALLOWED_STATES))
    report(
      'state-write',
      place,
      'a state that is written completes no moves as Odoo does, and no verdict is asked',
    );
  if (key && STOCK_FIELDS.includes(key))
    report('quantity-write', place, `${key} changes the stock by being written`);
}

function keyWritten(file: SourceFile, node: SyntaxNode): string | undefined {
  if (node.name === 'VariableName' && isKeyword(node)) {
    const called = node.parent?.parent?.firstChild;
    const isOfDict = called && ['dict', 'update'].includes(textOf(file, called.lastChild ?? called));
    return isOfDict ? textOf(file, node) : undefined;
  }
  return isKey(node) ? contentOf(file, node) : keyAssigned(file, node);
}

/** A key of a dict that is written out. */
const isKey = ({ name, parent, nextSibling }: SyntaxNode): boolean =>
  name === 'String' && parent?.name === 'DictionaryExpression' && nextSibling?.name === ':';

// Quants, as far as a function shows that it has some: by their model, their fields, their names, and what is made of them.

const WRITING = ['create', 'write', 'unlink', 'copy'];
/** Methods of records that give records of the same model. */
const SAME_MODEL = [
  ...['browse', 'create', 'exists', 'filtered', 'filtered_domain', 'search', 'sorted', 'sudo'],
  ...['with_company', 'with_context', 'with_env', 'with_user', '_gather'],
];

type Giving = ReadonlySet<string>;

/** Functions that return quants. */
function functionsOfQuants({ functions }: PythonModule): Giving {
  const giving = new Set<string>();
  for (let known = -1; known < giving.size; ) {
    known = giving.size;
    for (const each of functions.values()) {
      const returned = within(each.body).filter(({ name }) => name === 'ReturnStatement');
      if (giving.has(each.name) || returned.length === 0) continue;
      const variables = quantsIn(each, giving);
      if (returned.some(({ lastChild }) => lastChild && isQuants(each.file, lastChild, variables, giving)))
        giving.add(each.name);
    }
  }
  return giving;
}

/** Local variables of quants. */
function quantsIn({ file, body }: PythonFunction, giving: Giving): Set<string> {
  const found = new Set(['quant', 'quants']);
  const bindings = within(body).flatMap((node) => {
    const [target, ...others] = targetsOf(node);
    const value = node.name === 'ForStatement' ? firstIterable(node) : node.lastChild;
    return target && value && others.length === 0 ? [{ target: textOf(file, target), value }] : [];
  });
  for (let known = -1; known < found.size; ) {
    known = found.size;
    for (const { target, value } of bindings) if (isQuants(file, value, found, giving)) found.add(target);
  }
  return found;
}

function isQuants(
  file: SourceFile,
  node: SyntaxNode,
  variables: ReadonlySet<string>,
  giving: Giving,
): boolean {
  const [first, second, third] = children(node);
  const ofPart = (part: SyntaxNode): boolean => isQuants(file, part, variables, giving);
  switch (node.name) {
    case 'VariableName':
      return variables.has(textOf(file, node));
    case 'MemberExpression': {
      if (!first || !third) return false;
      if (second?.name === '.') return ['quant_ids', 'stock_quant_ids'].includes(textOf(file, third));
      return (third.name === 'String' && contentOf(file, third) === 'stock.quant') || ofPart(first);
    }
    case 'CallExpression': {
      if (first?.name === 'VariableName') return giving.has(textOf(file, first));
      const [records, , method] = first ? children(first) : [];
      return records && method ? SAME_MODEL.includes(textOf(file, method)) && ofPart(records) : false;
    }
    case 'ParenthesizedExpression':
    case 'ConditionalExpression':
    case 'BinaryExpression':
      return children(node).some(ofPart);
    default:
      return false;
  }
}

function quantRules(each: PythonFunction, giving: Giving, report: Report): void {
  const { file } = each;
  const variables = quantsIn(each, giving);
  for (const { name, isMethod, node } of each.calls) {
    const [records] = node.firstChild ? children(node.firstChild) : [];
    if (!isMethod || !WRITING.includes(name) || !records || !isQuants(file, records, variables, giving))
      continue;
    if (!file.path.endsWith(COUNTS))
      report('quant-write', { file, at: node.from }, `${name}() on quants in ${each.name}`);
    for (const key of keysGiven(each, node))
      if (contentOf(file, key) === 'quantity')
        report('quantity-write', { file, at: key.from }, 'the quantity of a quant is written');
  }
}

/** Keys of the dicts in the arguments of a call, and of those that its variables are. */
function keysGiven({ file, body }: PythonFunction, call: SyntaxNode): SyntaxNode[] {
  const given = call.getChild('ArgList');
  if (!given) return [];
  const names = new Set(
    within(given)
      .filter(({ name }) => name === 'VariableName')
      .map((each) => textOf(file, each)),
  );
  const values = within(body).filter(
    (node) =>
      node.name === 'AssignStatement' && targetsOf(node).some((target) => names.has(textOf(file, target))),
  );
  return [given, ...values].flatMap((node) => within(node)).filter(isKey);
}
