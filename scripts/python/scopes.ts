import type { SyntaxNode } from '@lezer/common';
import { children, firstIterable, isComprehension, targetsOf } from './tree.ts';

export interface SourceFile {
  path: string;
  text: string;
}

/** Where a name stands. */
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

  /** Binds a target's names; what stands in `a.b` and `a[0]` is read. */
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
  const visitNamed = (node: SyntaxNode, scope: Scope): void => {
    let holder = scope;
    while (holder.kind === 'comprehension' && holder.parent) holder = holder.parent;
    const [target, ...rest] = children(node);
    if (target) bind(holder, target);
    visitAll(rest, scope);
  };

  const visitImport = (node: SyntaxNode, scope: Scope): void => {
    for (const name of node.getChildren('VariableName')) bind(scope, name);
  };

  const visitArguments = (node: SyntaxNode, scope: Scope): void => {
    const parts = children(node);
    const keyword = (index: number): boolean => parts[index + 1]?.name === 'AssignOp';
    visitAll(
      parts.filter((_, index) => !keyword(index)),
      scope,
    );
  };

  const visitClass = (node: SyntaxNode, scope: Scope): void => {
    const [named] = node.getChildren('VariableName');
    if (named) bind(scope, named);
    const inside = open('function', 'the class', scope);
    for (const child of children(node))
      if (child.from !== named?.from) visit(child, child.name === 'Body' ? inside : scope);
  };

  const visit = (node: SyntaxNode, scope: Scope): void => {
    if (isComprehension(node)) return visitComprehension(node, scope);
    switch (node.name) {
      case 'VariableName':
        scope.read.push({ name: text(node), place: { file, at: node.from } });
        return;
      case 'FunctionDefinition':
      case 'LambdaExpression':
        return visitFunction(node, scope);
      case 'ClassDefinition':
        return visitClass(node, scope);
      case 'NamedExpression':
        return visitNamed(node, scope);
      case 'ImportStatement':
        return visitImport(node, scope);
      case 'ArgList':
        return visitArguments(node, scope);
      case 'CapturePattern':
        for (const child of children(node)) bind(scope, child);
        return;
      case 'ScopeStatement':
        return;
    }
    const targets = targetsOf(node);
    for (const target of targets) bindTarget(target, scope);
    // `a += 1` reads its target as well.
    const only = node.name === 'UpdateStatement' ? [] : targets;
    visitAll(
      children(node).filter((child) => !only.some(({ from }) => from === child.from)),
      scope,
    );
  };

  visit(tree, shared);
  return scopes;
}
