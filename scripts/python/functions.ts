import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { SourceFile } from './scopes.ts';
import { children, isComprehension, targetsOf } from './tree.ts';

/** A call, by the name of the function or method. A method that is only named, as in `filtered(lot.check)`, counts. */
export interface Call {
  name: string;
  isMethod: boolean;
  node: SyntaxNode;
}

/** A function of the module with everything in it, nested functions too. */
export interface PythonFunction {
  name: string;
  file: SourceFile;
  node: SyntaxNode;
  body: SyntaxNode;
  calls: readonly Call[];
  /** where it names functions of the module: to call them, or to hand them on */
  mentions: readonly Call[];
}

/** `PROCEDURES['lot.held'] = hold_lot`: a table, and the functions that stand in it together. */
export interface Registration {
  table: string;
  functions: readonly string[];
}

export interface PythonModule {
  files: readonly { file: SourceFile; tree: SyntaxNode }[];
  functions: ReadonlyMap<string, PythonFunction>;
  registrations: readonly Registration[];
  /** functions that the module calls while Odoo reads it */
  calledAtOnce: ReadonlySet<string>;
}

export function moduleOf(sources: readonly SourceFile[]): PythonModule {
  const files = sources.map((file) => ({ file, tree: parser.parse(file.text).topNode }));
  const functions = new Map<string, PythonFunction>();
  for (const { file, tree } of files)
    for (const node of definitionsIn(tree)) {
      const named = node.getChild('VariableName');
      const body = node.getChild('Body');
      if (!named || !body) continue;
      const name = textOf(file, named);
      functions.set(name, { name, file, node, body, calls: callsIn(file, body), mentions: [] });
    }
  for (const [name, each] of functions) {
    const mentions = namesIn(each.file, each.body).filter((call) => functions.has(call.name));
    functions.set(name, { ...each, mentions });
  }
  const registrations: Registration[] = [];
  const calledAtOnce = new Set<string>();
  for (const { file, tree } of files)
    for (const statement of children(tree)) {
      if (statement.name === 'FunctionDefinition') continue;
      const named = namesIn(file, statement)
        .map(({ name }) => name)
        .filter((name) => functions.has(name));
      const table = targetsOf(statement)[0];
      if (table?.name === 'MemberExpression' && table.firstChild)
        registrations.push({ table: textOf(file, table.firstChild), functions: named });
      else for (const name of named) calledAtOnce.add(name);
    }
  return { files, functions, registrations, calledAtOnce };
}

export const textOf = (file: SourceFile, { from, to }: SyntaxNode): string => file.text.slice(from, to);

/** The node and everything below it. */
export function within(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((each) => {
    found.push(each.node);
  });
  return found;
}

function definitionsIn(node: SyntaxNode): SyntaxNode[] {
  if (node.name === 'FunctionDefinition') return [node];
  return children(node).flatMap(definitionsIn);
}

function callsIn(file: SourceFile, body: SyntaxNode): Call[] {
  const calls: Call[] = [];
  for (const node of within(body)) {
    if (node.name === 'PropertyName') {
      const holder = node.parent?.parent;
      const isCalled = holder?.name === 'CallExpression' && holder.firstChild?.to === node.to;
      calls.push({ name: textOf(file, node), isMethod: true, node: isCalled ? holder : node });
    }
    const called = node.name === 'CallExpression' ? node.firstChild : null;
    if (called?.name === 'VariableName') calls.push({ name: textOf(file, called), isMethod: false, node });
  }
  return calls;
}

/** Variables that are read, each with the call of it where there is one. */
function namesIn(file: SourceFile, around: SyntaxNode): Call[] {
  const names: Call[] = [];
  for (const node of within(around)) {
    if (node.name !== 'VariableName' || isKeyword(node) || isKeyword(node, 'ParamList')) continue;
    const { parent } = node;
    const isCalled = parent?.name === 'CallExpression' && parent.firstChild?.from === node.from;
    names.push({ name: textOf(file, node), isMethod: false, node: isCalled ? parent : node });
  }
  return names;
}

/** `f(name=1)`: a name of a parameter. */
export const isKeyword = (node: SyntaxNode, list = 'ArgList'): boolean =>
  node.parent?.name === list && node.nextSibling?.name === 'AssignOp';

/** What may be left out although what is around it runs. A `for` runs its body for each record, so it is not one. */
const MAYBE = new Set([
  'IfStatement',
  'WhileStatement',
  'TryStatement',
  'MatchStatement',
  'ConditionalExpression',
  'LambdaExpression',
  'FunctionDefinition',
]);

const LEAVING = new Set(['ReturnStatement', 'ContinueStatement', 'BreakStatement']);

/** Whether the node runs whenever the body around it runs to its end. */
export function isCertain(node: SyntaxNode, body: SyntaxNode): boolean {
  for (
    let around = node.parent;
    around && around.from >= body.from && !isSame(around, body);
    around = around.parent
  ) {
    if (MAYBE.has(around.name) || isComprehension(around)) return false;
    if (around.name === 'BinaryExpression' && (around.getChild('and') || around.getChild('or'))) return false;
    if (around.name === 'ForStatement' && leavesBetween(around, around.from, node.from, node)) return false;
  }
  return true;
}

/** Whether `later` runs, in this function, each time that `earlier` has run. */
export function isAlwaysAfter({ body }: PythonFunction, earlier: SyntaxNode, later: SyntaxNode): boolean {
  if (later.to <= earlier.to) return false;
  return isCertain(later, commonBody(earlier, later)) && !leavesBetween(body, earlier.to, later.from, later);
}

/** Whether `earlier` has run, in this function, each time that `later` runs. */
export const isAlwaysBefore = (earlier: SyntaxNode, later: SyntaxNode): boolean =>
  earlier.to <= later.from && isCertain(earlier, commonBody(earlier, later));

/** Whether the node runs whenever the function is called and does not fail. */
export const isAlwaysReached = ({ body }: PythonFunction, node: SyntaxNode): boolean =>
  isCertain(node, body) && !leavesBetween(body, body.from, node.from, node);

function commonBody(one: SyntaxNode, other: SyntaxNode): SyntaxNode {
  let around: SyntaxNode = other;
  while (around.parent && !(around.name === 'Body' && around.from <= one.from && around.to >= one.to))
    around = around.parent;
  return around;
}

/** Whether something between these places skips the node: a return, or the end of a loop around the node. */
function leavesBetween(around: SyntaxNode, from: number, to: number, node: SyntaxNode): boolean {
  for (const each of within(around)) {
    if (!LEAVING.has(each.name) || each.from < from || each.to > to) continue;
    if (each.name === 'ReturnStatement') return true;
    let loop = each.parent;
    while (loop && loop.name !== 'ForStatement' && loop.name !== 'WhileStatement') loop = loop.parent;
    if (loop && loop.from <= node.from && loop.to >= node.to) return true;
  }
  return false;
}

const isSame = (one: SyntaxNode, other: SyntaxNode): boolean =>
  one.from === other.from && one.to === other.to && one.name === other.name;

/** Variables that are read below the node, but for called functions and names of parameters. */
export const variablesIn = (file: SourceFile, node: SyntaxNode): string[] =>
  namesIn(file, node)
    .filter((each) => each.node.name === 'VariableName')
    .map(({ name }) => name);

/** The text of a plain literal. */
export const contentOf = (file: SourceFile, node: SyntaxNode): string => textOf(file, node).slice(1, -1);

/** The key that the literal sets in `record['key'] = …`. */
export function keyAssigned(file: SourceFile, node: SyntaxNode): string | undefined {
  const { parent } = node;
  const holder = node.name === 'String' && parent?.name === 'MemberExpression' ? parent.parent : null;
  const isTarget = holder && targetsOf(holder).some((target) => parent && isSame(target, parent));
  return isTarget ? contentOf(file, node) : undefined;
}

export const isWithin = (
  { file, node }: PythonFunction,
  place: SourceFile,
  { from, to }: SyntaxNode,
): boolean => file === place && node.from <= from && node.to >= to;
