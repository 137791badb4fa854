import type { SyntaxNode } from '@lezer/common';
import { children, firstIterable, isComprehension, targetsOf } from './tree.ts';

export interface SourceFile {
  path: string;
  text: string;
}

/** Where a name is. */
export interface Place {
  file: SourceFile;
  at: number;
}

/** A scope of Python: the action's own, of a function or lambda, or of a comprehension. */
export interface Scope {
  kind: 'module' | 'function' | 'comprehension';
  /** for messages */
  title: string;
  parent: Scope | undefined;
  bound: Map<string, Place[]>;
  read: { name: string; place: Place }[];
}

const scopeOf = (kind: Scope['kind'], title: string, parent?: Scope): Scope => ({
  kind,
  title,
  parent,
  bound: new Map(),
  read: [],
});

/** The scope that all files of the action share. */
export const sharedScope = (): Scope => scopeOf('module', 'the action');

/** Adds what a file binds and reads to the shared scope, and gives the scopes within the file. */
export function scopesWithin(file: SourceFile, tree: SyntaxNode, shared: Scope): Scope[] {
  const scopes: Scope[] = [];
  const text = (node: SyntaxNode): string => file.text.slice(node.from, node.to);

  const open = (kind: Scope['kind'], title: string, parent: Scope): Scope => {
    const scope = scopeOf(kind, title, parent);
    scopes.push(scope);
    return scope;
  };
  const bind = (scope: Scope, node: SyntaxNode): void => {
    const places = scope.bound.get(text(node)) ?? [];
    scope.bound.set(text(node), [...places, { file, at: node.from }]);
  };

  /** Binds a target's names. In `a.b` and `a[0]`, `a` is read. */
  const bindTarget = (node: SyntaxNode, scope: Scope): void => {
    if (node.name === 'VariableName') bind(scope, node);
    else if (['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression'].includes(node.name))
      for (const child of children(node)) bindTarget(child, scope);
    else visit(node, scope);
  };

  const visitAll = (nodes: readonly SyntaxNode[], scope: Scope): void => {
    for (const node of nodes) visit(node, scope);
  };

  /** Parameters are bound inside; their defaults and annotations are evaluated outside. */
  const visitParameters = (list: SyntaxNode, inside: Scope, outside: Scope): void => {
    const parts = children(list);
    for (const [index, part] of parts.entries()) {
      if (part.name === 'VariableName' && parts[index - 1]?.name !== 'AssignOp') bind(inside, part);
      else visit(part, outside);
    }
  };

  const visitFunction = (node: SyntaxNode, scope: Scope): void => {
    const named = node.name === 'LambdaExpression' ? null : node.getChild('VariableName');
    if (named) bind(scope, named);
    const inside = open('function', named ? text(named) : 'the lambda', scope);
    for (const child of children(node)) {
      if (child.name === 'ParamList') visitParameters(child, inside, scope);
      else if (child.name === 'TypeDef') visit(child, scope);
      else if (child.from !== named?.from) visit(child, inside);
    }
  };

  const visitComprehension = (node: SyntaxNode, scope: Scope): void => {
    const inside = open('comprehension', 'the comprehension', scope);
    const first = firstIterable(node);
    const targets = targetsOf(node);
    for (const target of targets) bindTarget(target, inside);
    for (const child of children(node)) {
      if (targets.some(({ from }) => from === child.from)) continue;
      visit(child, child.from === first?.from ? scope : inside);
    }
  };

  /** `:=` binds in the function around the comprehension. */
  const holderOf = (scope: Scope): Scope =>
    scope.kind === 'comprehension' && scope.parent ? holderOf(scope.parent) : scope;

  const visitNamed = (node: SyntaxNode, scope: Scope): void => {
    const [target, ...rest] = children(node);
    if (target) bind(holderOf(scope), target);
    visitAll(rest, scope);
  };

  const visitImport = (node: SyntaxNode, scope: Scope): void => {
    for (const name of node.getChildren('VariableName')) bind(scope, name);
  };

  /** `f(a=1)` names a parameter of f; `f(a := 1)` binds a. */
  const visitArguments = (node: SyntaxNode, scope: Scope): void => {
    const parts = children(node);
    for (const [index, part] of parts.entries()) {
      const next = parts[index + 1];
      if (next?.name !== 'AssignOp') visit(part, scope);
      else if (text(next) === ':=') bind(holderOf(scope), part);
    }
  };

  const visitClass = (node: SyntaxNode, scope: Scope): void => {
    const [named] = node.getChildren('VariableName');
    if (named) bind(scope, named);
    const inside = open('function', 'the class', scope);
    for (const child of children(node))
      if (child.from !== named?.from) visit(child, child.name === 'Body' ? inside : scope);
  };

  const visitors: Readonly<Record<string, (node: SyntaxNode, scope: Scope) => void>> = {
    VariableName: (node, scope) => {
      scope.read.push({ name: text(node), place: { file, at: node.from } });
    },
    CapturePattern: (node, scope) => {
      for (const child of children(node)) bind(scope, child);
    },
    ScopeStatement: () => {},
    FunctionDefinition: visitFunction,
    LambdaExpression: visitFunction,
    ClassDefinition: visitClass,
    NamedExpression: visitNamed,
    ImportStatement: visitImport,
    ArgList: visitArguments,
  };

  const visitOther = (node: SyntaxNode, scope: Scope): void => {
    const targets = targetsOf(node);
    for (const target of targets) bindTarget(target, scope);
    // `a += 1` reads its target as well.
    const only = node.name === 'UpdateStatement' ? [] : targets;
    visitAll(
      children(node).filter((child) => !only.some(({ from }) => from === child.from)),
      scope,
    );
  };

  /** A function declaration, because the visitors above call it. */
  function visit(node: SyntaxNode, scope: Scope): void {
    const visitor = isComprehension(node) ? visitComprehension : (visitors[node.name] ?? visitOther);
    visitor(node, scope);
  }

  visit(tree, shared);
  return scopes;
}
