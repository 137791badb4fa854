import { readB2mml } from './b2mml.ts';
import { isB2mml } from './b2mml-elements.ts';
import { readCsv } from './csv.ts';
import type { DocumentInput, DocumentResult } from './document.ts';
import { refuseDocument, sourceOf } from './document.ts';
import { readJson } from './json.ts';
import { limits, readXml, type TreeResult } from './tree.ts';

/**
 * Turns a plant's document into events, by its media type. A pure function. It never throws, whatever the bytes are.
 */
export const readDocument = (input: DocumentInput): DocumentResult => {
  const { plant, system, bytes, contentType, mapping } = input;
  if (bytes.length > limits.bytes) return refuseDocument(413, `must be at most ${limits.bytes} bytes`);
  if (bytes.length === 0) return refuseDocument(400, 'is empty');
  if (contentType === 'text/csv') return readCsv(input);
  const readTree = Object.hasOwn(treeReaders, contentType) ? treeReaders[contentType] : undefined;
  if (!readTree)
    return refuseDocument(
      415,
      `${contentType.slice(0, 80)} is not read; ${[...Object.keys(treeReaders), 'text/csv'].join(', ')} are`,
    );
  if (mapping !== undefined && mapping !== 'b2mml')
    return refuseDocument(422, `"${mapping.slice(0, 40)}" is no format of ${contentType}; b2mml is`);
  const tree = readTree(bytes);
  return tree.ok ? readB2mml(tree.root, { plant, source: sourceOf(plant.id, system) }) : tree;
};

const treeReaders: Readonly<Record<string, (bytes: Uint8Array) => TreeResult>> = {
  'application/xml': (bytes) => readXml(bytes, isB2mml),
  'text/xml': (bytes) => readXml(bytes, isB2mml),
  'application/json': readJson,
};
