import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { offeredNames, refusedNames } from './offered-names.ts';
import { type Place, type Scope, type SourceFile, scopesWithin, sharedScope } from './scopes.ts';
import { children, isComprehension, targetsOf } from './tree.ts';

export interface Offence extends Place {
  rule: Rule;
  message: string;
  remedy: string;
}

/**
 * What Odoo's safe_eval refuses, as measured by compiling examples on Python 3.10 to 3.13 against the opcodes that
 * odoo/tools/safe_eval.py of Odoo 19.0 lists, and what an assembly of many files must not do.
 */
const REMEDIES = {
  annotation: 'leave the type of a variable of the file away; a comment can say it',
  assert: 'refuse(code, pointer, message), or an if',
  async: 'call it plainly: nothing in a server action waits',
  'attribute-assignment':
    "record.write({'field': value}), which is also what Odoo's rights and computes hear of",
  class: 'a function with a dict',
  closure: 'write the loop out, or give the value as an argument or a default of a parameter',
  delete: 'build what remains anew, or take it out with pop()',
  'double-underscore':
    'another name: safe_eval refuses names with two underscores, and those of frames and code',
  'except-runs-on':
    'end the except clause with return, raise, continue or break, or put the try at the end of its function or for loop',
  'except-star': 'except Exception as error, and look at what it is',
  global: 'return the value, or keep it in a dict of the file such as FOUND',
  import: 'use what Odoo offers (scripts/python/offered-names.ts)',
  match: 'if and elif',
  'matrix-product': 'write the product out',
  'named-twice': 'another name, or one definition in a file whose name begins with _',
  shadowing: 'another name for the local variable',
  'star-target': 'take the parts by index or slice',
  'star-tuple': 'join tuples with +, or build a list',
  'too-early': 'move the statement below the definition, or the definition into a file that comes earlier',
  'type-parameter': 'leave the types away',
  unknown: 'define it, correct its spelling, or use what Odoo offers (scripts/python/offered-names.ts)',
  unreadable: 'write it in a plainer way; the parse tree of this place is broken',
  unused: 'call it or delete it',
  'walrus-in-comprehension': 'write the loop out',
  with: 'open and close it by hand, as with env.cr.savepoint()',
  'yield-from': 'a loop that yields each',
} as const;

export type Rule = keyof typeof REMEDIES;
export const rules = Object.keys(REMEDIES) as Rule[];

type Report = (rule: Rule, node: SyntaxNode, message: string) => void;
type ReportPlace = (rule: Rule, place: Place, message: string) => void;

/**
 * What safe_eval would refuse of these files, joined in their order. Each is parsed by itself: Lezer gives up on a
 * text of more than some 300 statements at its top level, and then reports errors where there are none.
 */
export function safeEvalOffences(files: readonly SourceFile[]): Offence[] {
  const offences: Offence[] = [];
  const reportPlace: ReportPlace = (rule, place, message) =>
    offences.push({ ...place, rule, message, remedy: REMEDIES[rule] });
  const shared = sharedScope();
  const inner: Scope[] = [];
  for (const file of files) {
    const report: Report = (rule, { from }, message) => reportPlace(rule, { file, at: from }, message);
    const tree = parser.parse(file.text).topNode;
    tree
      .cursor()
      .iterate(({ node }) => syntaxRules(node, (part) => file.text.slice(part.from, part.to), report));
    inner.push(...scopesWithin(file, tree, shared));
  }
  for (const scope of [shared, ...inner]) nameRules(scope, shared, reportPlace);
  sharedRules(shared, inner, files, reportPlace);
  return offences.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.at - b.at);
}

const REFUSED_SYNTAX: Readonly<Record<string, [Rule, string]>> = {
  AssertStatement: ['assert', 'safe_eval refuses assert'],
  AwaitExpression: ['async', 'safe_eval refuses await'],
  ClassDefinition: ['class', 'safe_eval refuses classes'],
  ImportStatement: ['import', 'safe_eval refuses imports'],
  MatchStatement: ['match', 'safe_eval refuses patterns'],
  ScopeStatement: ['global', 'safe_eval refuses to assign to what is outside of the function'],
  TypeDefinition: ['type-parameter', 'Python 3.10 and 3.11 do not know it'],
  TypeParamList: ['type-parameter', 'safe_eval refuses type parameters'],
  WithStatement: ['with', 'safe_eval refuses with'],
  async: ['async', 'safe_eval refuses async'],
  '⚠': ['unreadable', 'this is no Python, or too unusual for the parser'],
};

function syntaxRules(node: SyntaxNode, text: (node: SyntaxNode) => string, report: Report): void {
  const refused = REFUSED_SYNTAX[node.name];
  if (refused) report(refused[0], node, refused[1]);
  for (const target of targetsOf(node)) targetRules(target, report);
  starRules(node, report);
  switch (node.name) {
    case 'VariableName':
    case 'PropertyName':
      if (text(node).includes('__') || refusedNames.includes(text(node)))
        report('double-underscore', node, `safe_eval refuses the name ${text(node)}`);
      return;
    case 'ArithOp':
    case 'UpdateOp':
      if (text(node).startsWith('@')) report('matrix-product', node, 'safe_eval refuses @ on Python 3.10');
      return;
    case 'AssignStatement':
      if (node.getChild('TypeDef') && !isInside(node, ({ name }) => name === 'FunctionDefinition'))
        report('annotation', node, 'safe_eval refuses an annotation outside of functions');
      return;
    case 'DeleteStatement':
      for (const deleted of node.getChildren('MemberExpression'))
        report('delete', deleted, 'safe_eval refuses to delete an attribute or an element');
      return;
    case 'NamedExpression':
      if (isInside(node, isComprehension, ['LambdaExpression', 'FunctionDefinition']))
        report('walrus-in-comprehension', node, 'safe_eval refuses := within a comprehension');
      return;
    case 'YieldStatement':
    case 'YieldExpression':
      if (node.getChild('from')) report('yield-from', node, 'safe_eval refuses yield from');
      return;
    case 'TryStatement':
      if (node.getChild('*')) report('except-star', node, 'safe_eval refuses except*');
      exceptRules(node, report);
  }
}

function targetRules(target: SyntaxNode, report: Report): void {
  if (target.name === 'MemberExpression' && target.lastChild?.name === 'PropertyName')
    report('attribute-assignment', target, 'safe_eval refuses to assign to an attribute');
  if (target.name === '*') report('star-target', target, 'safe_eval refuses to unpack into *');
  if (['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression'].includes(target.name))
    for (const child of children(target)) targetRules(child, report);
}

/** `(*a, b)` and `f(b, *a)` make a tuple of a list, which safe_eval allows from Python 3.12 on only. */
function starRules(node: SyntaxNode, report: Report): void {
  const parts = children(node);
  const stars = parts.filter(({ name }) => name === '*');
  const [star] = stars;
  if (!star || isComprehension(node)) return;
  const message = 'safe_eval refuses a tuple with * in it on Python 3.10 and 3.11';
  if (node.name === 'ArgList') {
    // f(*a, key=b) is allowed: the one * is the tuple.
    const positional = parts.filter(
      ({ name }, index) =>
        !['(', ')', ',', '*', '**', 'AssignOp'].includes(name) &&
        parts[index - 1]?.name !== 'AssignOp' &&
        parts[index + 1]?.name !== 'AssignOp' &&
        parts[index - 1]?.name !== '**',
    );
    if (positional.length > 1) report('star-tuple', star, message);
  } else if (node.name === 'AssignStatement') {
    const value = parts.findLastIndex(({ name }) => name === 'AssignOp');
    const late = stars.find((each) => parts.findIndex(({ from }) => from === each.from) > value);
    if (late) report('star-tuple', late, message);
  } else if (node.name === 'ReturnStatement' || (node.name === 'TupleExpression' && !isTarget(node)))
    report('star-tuple', star, message);
}

function isTarget(tuple: SyntaxNode): boolean {
  const { parent } = tuple;
  if (!parent) return false;
  if (targetsOf(parent).some(({ from }) => from === tuple.from)) return true;
  return ['TupleExpression', 'ArrayExpression'].includes(parent.name) && isTarget(parent);
}

/** Whether a node of that kind is around this one, with none of the borders between them. */
function isInside(
  node: SyntaxNode,
  kind: (around: SyntaxNode) => boolean,
  borders: readonly string[] = [],
): boolean {
  for (let around = node.parent; around && !borders.includes(around.name); around = around.parent)
    if (kind(around)) return true;
  return false;
}

/**
 * On Python 3.13 an except clause is compiled to the end of its function, and jumps back to what follows the try by
 * JUMP_BACKWARD_NO_INTERRUPT, which safe_eval does not list. Nothing is to jump to where the clause leaves for good,
 * or where function or for loop end.
 */
function exceptRules(node: SyntaxNode, report: Report): void {
  const parts = children(node);
  const clauses = parts.filter(({ name }) => name === 'except');
  const runsOn = parts.some(({ name }) => name === 'finally') || isFollowed(node);
  if (clauses.length === 0 || !runsOn) return;
  // What follows is then reached by the except clause alone, and compiled behind it. A while loop is jumped back to.
  const tried = node.getChild('Body');
  const inWhile = isInside(node, ({ name }) => name === 'WhileStatement', ['FunctionDefinition']);
  if (tried && leaves(tried) && !inWhile) return;
  for (const clause of clauses) {
    const body = parts.find(({ name, from }) => name === 'Body' && from > clause.from);
    if (body && !leaves(body))
      report(
        'except-runs-on',
        clause,
        'safe_eval refuses, on Python 3.13, an except clause that goes on behind the try',
      );
  }
}

/** Whether statements run after this one, before its function or for loop ends. */
function isFollowed(statement: SyntaxNode): boolean {
  const { parent } = statement;
  if (!parent) return false;
  if (parent.name === 'IfStatement' || parent.name === 'WithStatement') return isFollowed(parent);
  if (parent.name === 'TryStatement') {
    const isTried = parent.getChild('Body')?.from === statement.from;
    return (
      (isTried && parent.getChild('else') !== null) ||
      parent.getChild('finally') !== null ||
      isFollowed(parent)
    );
  }
  if (parent.name === 'WhileStatement') return true;
  if (parent.name !== 'Body' && parent.name !== 'Script') return false;
  let next = statement.nextSibling;
  while (next && next.name === 'Comment') next = next.nextSibling;
  return next ? !isShortReturn(next) : isFollowed(parent);
}

/** Python repeats a return of a name or constant at the end of the clause, rather than to jump to it. */
const isShortReturn = (statement: SyntaxNode): boolean =>
  statement.name === 'ReturnStatement' &&
  children(statement)
    .slice(1)
    .every(({ name }) => ['VariableName', 'Number', 'String', 'Boolean', 'None'].includes(name));

const LEAVING = new Set(['ReturnStatement', 'RaiseStatement', 'ContinueStatement', 'BreakStatement']);

/** Whether a body always ends in return, raise, continue or break. */
function leaves(body: SyntaxNode): boolean {
  const last = children(body).findLast(({ name }) => name !== 'Comment');
  if (!last) return false;
  if (LEAVING.has(last.name)) return true;
  if (last.name !== 'IfStatement') return false;
  return last.getChild('else') !== null && last.getChildren('Body').every(leaves);
}

function nameRules(scope: Scope, shared: Scope, report: ReportPlace): void {
  for (const { name, place } of scope.read) {
    const owner = ownerOf(name, scope);
    if (owner === undefined) {
      if (!offeredNames.includes(name))
        report('unknown', place, `${name} is defined nowhere, nor does Odoo offer it`);
    } else if (owner !== scope && owner !== shared) {
      report('closure', place, `safe_eval refuses ${name} here: it is a local variable of ${owner.title}`);
    }
  }
  if (scope === shared) return;
  for (const [name, [place]] of scope.bound)
    if (place && shared.bound.has(name))
      report('shadowing', place, `${name} in ${scope.title} hides what the whole action calls ${name}`);
}

function ownerOf(name: string, scope: Scope | undefined): Scope | undefined {
  for (let owner = scope; owner; owner = owner.parent) if (owner.bound.has(name)) return owner;
  return undefined;
}

/** What holds between the files that become one action. */
function sharedRules(
  shared: Scope,
  inner: readonly Scope[],
  files: readonly SourceFile[],
  report: ReportPlace,
): void {
  const read = new Set([shared, ...inner].flatMap((scope) => scope.read.map(({ name }) => name)));
  for (const [name, [first, ...again]] of shared.bound) {
    for (const place of again) report('named-twice', place, `${name} is defined before; the last would win`);
    // Odoo takes `action` for the answer.
    if (first && !read.has(name) && name !== 'action') report('unused', first, `nothing uses ${name}`);
  }
  const isBefore = (a: Place, b: Place): boolean =>
    a.file === b.file ? a.at < b.at : files.indexOf(a.file) < files.indexOf(b.file);
  for (const { name, place } of shared.read) {
    const [first] = shared.bound.get(name) ?? [];
    if (first && isBefore(place, first))
      report('too-early', place, `${name} is defined further down, and this runs before`);
  }
}
