import { type DocumentRefusal, decode, markedEncoding, refuseDocument } from './document.ts';
import { append, type Element, limits, newRoot, placeOf, type TreeResult } from './tree.ts';

/**
 * Reads the JSON form of B2MML into the elements of its XML form. A property is an element, an array is several
 * elements of one name, `@name` is an attribute, `$` is the text of an element that has attributes.
 */
export const readJson = (bytes: Uint8Array): TreeResult => {
  const text = decode(bytes, markedEncoding(bytes) ?? 'utf-8');
  if (text === undefined) return refuseDocument(400, 'the bytes are not UTF-8, as they should be');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refuseDocument(400, 'not JSON');
  }
  const [first, ...more] = isObject(document)
    ? Object.entries(document).filter(([name]) => !isAnnotation(name))
    : [];
  if (!first || more.length > 0 || !isObject(first[1]))
    return refuseDocument(422, 'must be an object with one property, such as OperationsPerformance');
  const top = newRoot('');
  const refused = addElements(top, first[0], first[1], 0, { elements: limits.elements });
  const [root] = top.children;
  if (refused || !root) return refused ?? refuseDocument(422, 'must say something');
  delete root.parent;
  return { ok: true, root };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `$schema` and `@context` describe the document; they are not elements of it. */
const isAnnotation = (name: string): boolean => /^[$@]./.test(name);

/** How many more elements may be read. */
interface Budget {
  elements: number;
}

const addElements = (
  parent: Element,
  name: string,
  value: unknown,
  depth: number,
  budget: Budget,
): DocumentRefusal | undefined => {
  for (const each of Array.isArray(value) ? value : [value]) {
    budget.elements -= 1;
    if (budget.elements < 0) return refuseDocument(413, `more than ${limits.elements} elements`);
    if (depth >= limits.depth)
      return refuseDocument(422, `elements are nested more than ${limits.depth} deep`);
    if (each === null) continue;
    const element = append(parent, name);
    if (!element) return refuseDocument(422, `"${name.slice(0, 80)}…" is no element of B2MML`);
    const refused = isObject(each) ? addParts(element, each, depth, budget) : setText(element, each);
    if (refused) return refused;
  }
  return undefined;
};

const addParts = (
  element: Element,
  parts: Record<string, unknown>,
  depth: number,
  budget: Budget,
): DocumentRefusal | undefined => {
  for (const [name, each] of Object.entries(parts)) {
    if (name.startsWith('@')) element.attributes[name.slice(1)] = String(each).slice(0, limits.text);
    else {
      const refused =
        name === '$' ? setText(element, each) : addElements(element, name, each, depth + 1, budget);
      if (refused) return refused;
    }
  }
  return undefined;
};

const setText = (element: Element, value: unknown): DocumentRefusal | undefined => {
  if (typeof value === 'object' && value !== null)
    return refuseDocument(422, `${placeOf(element)} must be a value or an object`);
  element.text = value === null ? '' : String(value).trim();
  return element.text.length > limits.text
    ? refuseDocument(413, `more than ${limits.text} characters in one element`)
    : undefined;
};
