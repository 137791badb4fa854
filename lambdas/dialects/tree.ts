/** A document's element, read from XML or from the JSON form of B2MML. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  /** of the element itself, trimmed; white space does not matter to any value of B2MML */
  text: string;
  children: Element[];
  parent?: Element;
  /** which of its parent's children of that name it is, from 1 */
  nth: number;
  /** how many children of each name */
  counts: Map<string, number>;
  /** counted from 1; JSON has none */
  line?: number;
}

/** Bounds that any production report keeps by far, and an attack does not. */
export const limits = { bytes: 5 * 1024 * 1024, depth: 32, elements: 100_000, text: 64 * 1024 } as const;

/** Longest name of an element that is read; B2MML's own have half of it. */
const longestName = 128;

/** Puts an element under its parent, unless its name is none. */
export const append = (parent: Element, name: string, line?: number): Element | undefined => {
  if (name.length > longestName) return undefined;
  const nth = (parent.counts.get(name) ?? 0) + 1;
  parent.counts.set(name, nth);
  const child: Element = { ...newRoot(name, line), parent, nth };
  parent.children.push(child);
  return child;
};

export const newRoot = (name: string, line?: number): Element => ({
  name,
  attributes: {},
  text: '',
  children: [],
  counts: new Map(),
  nth: 1,
  ...(line !== undefined && { line }),
});

/** `/A/B[2]/C`: counted from 1 among those of the same name, where there are several. */
export const placeOf = (element: Element): string => {
  const steps: string[] = [];
  for (let at: Element | undefined = element; at; at = at.parent) {
    const several = (at.parent?.counts.get(at.name) ?? 1) > 1;
    steps.unshift(several ? `${at.name}[${at.nth}]` : at.name);
  }
  return `/${steps.join('/')}`;
};

export const childrenOf = (element: Element, ...names: string[]): Element[] =>
  element.children.filter((child) => names.includes(child.name));

/** Texts of the children of a name; those that say nothing (`<UnitOfMeasure/>`) are left out. */
export const textsOf = (element: Element, ...names: string[]): string[] =>
  childrenOf(element, ...names)
    .map((child) => child.text)
    .filter((text) => text !== '');

export const textOf = (element: Element, ...names: string[]): string | undefined =>
  textsOf(element, ...names)[0];
