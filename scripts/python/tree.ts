import type { SyntaxNode } from '@lezer/common';

/** Children including keywords and punctuation: Lezer's Python grammar keeps clauses apart by them alone. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

const COMPREHENSIONS = new Set([
  'ArrayComprehensionExpression',
  'DictionaryComprehensionExpression',
  'SetComprehensionExpression',
  'ComprehensionExpression',
]);

/** A comprehension or generator; `sum(a for a in b)` has its generator in the argument list itself. */
export const isComprehension = (node: SyntaxNode): boolean =>
  COMPREHENSIONS.has(node.name) || (node.name === 'ArgList' && node.getChild('for') !== null);

/** What a node assigns to: names, `a.b`, `a[0]`, tuples of these, and the `*` before a name. */
export function targetsOf(node: SyntaxNode): SyntaxNode[] {
  const parts = children(node);
  switch (node.name) {
    case 'AssignStatement': {
      const last = parts.findLastIndex(({ name }) => name === 'AssignOp');
      // Without a value, `a: int` is an annotation, and `a` its target.
      return parts
        .slice(0, last === -1 ? 1 : last)
        .filter(({ name }) => name !== 'AssignOp' && name !== 'TypeDef');
    }
    case 'UpdateStatement':
    case 'NamedExpression':
      return parts.slice(0, 1);
    case 'ForStatement':
      return between(parts, 'for', 'in');
    case 'WithStatement':
    case 'TryStatement':
    case 'ImportStatement':
      return parts.filter((_, index) => parts[index - 1]?.name === 'as');
    default:
      return isComprehension(node) ? between(parts, 'for', 'in') : [];
  }
}

/** The parts between each opening word and the closing word after it. */
function between(parts: readonly SyntaxNode[], open: string, close: string): SyntaxNode[] {
  let inside = false;
  return parts.filter(({ name }) => {
    if (name === open) inside = true;
    else if (name === close) inside = false;
    else return inside;
    return false;
  });
}

/** What a loop or comprehension loops over first: Python evaluates it in the scope around the comprehension. */
export function firstIterable(loop: SyntaxNode): SyntaxNode | undefined {
  const parts = children(loop);
  return parts[parts.findIndex(({ name }) => name === 'in') + 1];
}
