import { basename } from 'node:path';
import type { Metafile } from 'esbuild';
import { type Bundle, bundle, type FunctionName } from '../lib/bundle.ts';

/**
 * A limit on what a function reads at its start, in kB minified: it finds a library that came in by accident. What counts is
 * the time, which `node bench/starts.ts` measures.
 */
const limitKb = 700;
/** Functions where nobody waits for a start may add readers of XML and CSV, or the writer of Parquet. */
const backgroundLimitKb = 900;
const background: readonly FunctionName[] = [
  'documents',
  'file-ingest',
  'nightly-jobs',
  'quality',
  'reconcile',
  'operate',
];
const limitOf = (name: FunctionName): number => (background.includes(name) ? backgroundLimitKb : limitKb);

const kb = (bytes: number): number => Math.round(bytes / 1000);

type Outputs = Metafile['outputs'];

/** The code that is read at a start: index.mjs and what it imports statically. */
const readAtStart = (outputs: Outputs): Outputs[string][] => {
  const [entry] = Object.keys(outputs).filter((path) => basename(path) === 'index.mjs');
  const paths = new Set<string>(entry ? [entry] : []);
  for (const path of paths)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && imported in outputs) paths.add(imported);
  return [...paths].flatMap((path) => outputs[path] ?? []);
};

/** Bytes per npm package, or per top folder of the project. */
const bytesByOrigin = (read: readonly Outputs[string][]): [string, number][] => {
  const sums = new Map<string, number>();
  for (const { inputs } of read)
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const origin = originOf(input);
      sums.set(origin, (sums.get(origin) ?? 0) + bytesInOutput);
    }
  return [...sums].sort(([, a], [, b]) => b - a);
};

const originOf = (path: string): string => {
  const [, inPackage] = path.split(/.*node_modules\//);
  const parts = (inPackage ?? path).split('/');
  return inPackage?.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? path);
};

/** Size of what a function reads at its start, and what most of it is. */
export const sizeOf = ({ metafile }: Bundle): { kilobytes: number; most: string } => {
  const read = readAtStart(metafile.outputs);
  return {
    kilobytes: kb(read.reduce((sum, { bytes }) => sum + bytes, 0)),
    most: bytesByOrigin(read)
      .slice(0, 4)
      .map(([origin, bytes]) => `${origin} ${kb(bytes)}`)
      .join(', '),
  };
};

/** Prints the table; 1 when a function is over the limit. */
export const bundleReport = (names: readonly FunctionName[]): 0 | 1 => {
  const sizes = names.map((name) => ({ name, ...sizeOf(bundle(name)) }));
  // biome-ignore lint/suspicious/noConsole: the table is what the command is for
  console.table(
    Object.fromEntries(
      sizes.map(({ name, kilobytes, most }) => [name, { 'kB at start': kilobytes, 'most of it': most }]),
    ),
  );
  const over = sizes.filter(({ name, kilobytes }) => kilobytes > limitOf(name));
  // On the same output stream as the table, or a CI log shows them apart.
  for (const { name, kilobytes } of over)
    console.log(
      `lambdas/functions/${name}.ts reads ${kilobytes} kB at its start; its limit is ${limitOf(name)} kB (limitOf in ` +
        'scripts/bundle-report.ts). Import less (the last column says what most of it is), import it when it is needed, ' +
        'or raise the limit there and say why.',
    );
  return over.length > 0 ? 1 : 0;
};
