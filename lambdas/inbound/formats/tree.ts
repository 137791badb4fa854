import { SaxesParser } from 'saxes';
import { maxFileBytes, treeLimits } from '../../../events/limits.ts';
import { type DocumentRefusal, decode, type Encoding, markedEncoding, refuseDocument } from './document.ts';

/** An element of a document, read from XML or from the JSON form of B2MML. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  /** its own text, trimmed: white space has no meaning in B2MML's values */
  text: string;
  children: Element[];
  parent?: Element;
  /** its position among its parent's children of the same name, from 1 */
  nth: number;
  /** number of children by name */
  counts: Map<string, number>;
  /** line in the document, from 1; absent for JSON */
  line?: number;
}

/** Limits against attacks. Real production reports are far below them. */
export const limits = { bytes: maxFileBytes, ...treeLimits } as const;

/** Longest element name that is read. B2MML's longest names have half of it. */
const longestName = 128;

/** Adds an element to its parent. Undefined when its name is too long. */
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

/** Path of an element, such as `/A/B[2]/C`. Elements have a number from 1 where several have the same name. */
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

/** Texts of the children with one of these names. Empty ones, such as `<UnitOfMeasure/>`, are left out. */
export const textsOf = (element: Element, ...names: string[]): string[] =>
  childrenOf(element, ...names)
    .map((child) => child.text)
    .filter((text) => text !== '');

export const textOf = (element: Element, ...names: string[]): string | undefined =>
  textsOf(element, ...names)[0];

export type TreeResult = { ok: true; root: Element } | DocumentRefusal;

/** Stops the XML parser: it can only be stopped by an exception. */
class ParserStopped extends Error {
  readonly refused: DocumentRefusal;
  constructor(refused: DocumentRefusal) {
    super(refused.detail);
    this.refused = refused;
  }
}

/**
 * Reads XML into elements. `isRead` says which namespaces are read; elements of other namespaces are extensions and are
 * left out with all they contain. A document type is refused, so there are no entities except the five of XML itself,
 * and nothing external is loaded.
 */
export const readXml = (bytes: Uint8Array, isRead: (namespace: string) => boolean): TreeResult => {
  const text = decodedText(bytes);
  if (typeof text !== 'string') return text;
  const parser = new SaxesParser({ xmlns: true });
  const stop = (status: DocumentRefusal['status'], detail: string, line = parser.line): never => {
    throw new ParserStopped(refuseDocument(status, detail, { line }));
  };
  let root: Element | undefined;
  let count = 0;
  let line = 1;
  const open: (Element | undefined)[] = [];

  parser.on('doctype', () => stop(422, 'a document type (DOCTYPE) is not accepted, nor are entities of one'));
  parser.on('error', (error) => {
    const message = error.message.replace(/^(undefined:)?\d+:\d+: /, '').replace(/\.$/, '');
    stop(400, `not well-formed XML: ${message.slice(0, 200)}`);
  });
  parser.on('opentagstart', () => {
    line = parser.line;
    count += 1;
    if (count > limits.elements) stop(413, `more than ${limits.elements} elements`);
    if (open.length >= limits.depth) stop(422, `elements are nested more than ${limits.depth} deep`);
  });
  parser.on('opentag', (tag) => {
    const parent = open.at(-1);
    const known = isRead(tag.uri) && (open.length === 0 || parent !== undefined);
    if (!known) {
      if (open.length === 0)
        stop(
          422,
          `<${tag.name.slice(0, 80)}> is in namespace "${tag.uri.slice(0, 120)}", which is not B2MML`,
        );
      open.push(undefined);
      return;
    }
    const element = parent ? append(parent, tag.local, line) : newRoot(tag.local, line);
    if (!element) return stop(422, `<${tag.local.slice(0, 80)}…> is no element of B2MML`);
    for (const { local, prefix, value } of Object.values(tag.attributes))
      if (prefix === '' && local !== 'xmlns') element.attributes[local] = value;
    root ??= element;
    open.push(element);
  });
  const addText = (part: string) => {
    const element = open.at(-1);
    if (!element) return;
    element.text += part;
    if (element.text.length > limits.text) stop(413, `more than ${limits.text} characters in one element`);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) element.text = element.text.trim();
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof ParserStopped) return error.refused;
    throw error;
  }
  return root ? { ok: true, root } : refuseDocument(400, 'not well-formed XML: no element');
};

const encodingDeclaration = /^<\?xml\s[^>]*?\bencoding\s*=\s*(?:"([\w.-]{1,40})"|'([\w.-]{1,40})')/;

const encodings: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'iso-8859-1',
  'windows-1252': 'windows-1252',
};

/** Text of the document. The encoding is that of its byte order mark, else of its XML declaration, else UTF-8. */
const decodedText = (bytes: Uint8Array): string | DocumentRefusal => {
  const marked = markedEncoding(bytes);
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const match = encodingDeclaration.exec(head);
  const named = (match?.[1] ?? match?.[2] ?? 'utf-8').toLowerCase();
  const encoding = marked ?? (Object.hasOwn(encodings, named) ? encodings[named] : undefined);
  if (encoding === undefined)
    return refuseDocument(
      415,
      `encoding ${named} is not read; ${Object.keys(encodings).join(', ')} are, and UTF-16 with a byte order mark`,
      { line: 1 },
    );
  return (
    decode(bytes, encoding) ??
    refuseDocument(400, `the bytes are not ${encoding.toUpperCase()}, as they should be`)
  );
};
