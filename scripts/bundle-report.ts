import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { type Bundle, bundle, type FunctionName } from '../lib/bundle.ts';

/** What a bundle should stay below, and what it must: every kilobyte is read and compiled at a cold start. */
const aimKb = 300;
const limitKb = 400;
/** Readers of XML and CSV come on top where nobody waits for milliseconds: a document takes longer than a cold start. */
const documentLimitKb = 550;
const limitOf = (name: FunctionName): number =>
  name === 'documents' || name === 'drop' ? documentLimitKb : limitKb;

const kb = (bytes: number): number => Math.round(bytes / 1000);

/** Bytes in the bundle per npm package, or per top folder of ours. */
const bytesByOrigin = ({ outputs }: Metafile): [string, number][] => {
  const sums = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const origin = originOf(path);
      sums.set(origin, (sums.get(origin) ?? 0) + bytesInOutput);
    }
  }
  return [...sums].sort(([, a], [, b]) => b - a);
};

const originOf = (path: string): string => {
  const [, inPackage] = path.split(/.*node_modules\//);
  const parts = (inPackage ?? path).split('/');
  return inPackage?.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? path);
};

const row = ({ name, code, metafile }: Bundle) => ({
  function: name,
  'minified kB': kb(code.byteLength),
  'gzip kB': kb(gzipSync(code).byteLength),
  'most of it': bytesByOrigin(metafile)
    .slice(0, 4)
    .map(([origin, bytes]) => `${origin} ${kb(bytes)}`)
    .join(', '),
});

/** Prints the table; 1 when a bundle is over the limit. */
export const bundleReport = (names: readonly FunctionName[]): 0 | 1 => {
  const bundles = names.map((name) => bundle(name));
  // biome-ignore lint/suspicious/noConsole: the table is what the command is for
  console.table(Object.fromEntries(bundles.map((each) => [each.name, row(each)])), [
    'minified kB',
    'gzip kB',
    'most of it',
  ]);
  const above = (limit: (name: FunctionName) => number) =>
    bundles.filter(({ name, code }) => kb(code.byteLength) > limit(name)).map(({ name }) => name);
  const over = above(limitOf);
  const heavy = above(() => aimKb).filter((name) => !over.includes(name));
  if (heavy.length > 0) console.warn(`Above the aim of ${aimKb} kB: ${heavy.join(', ')}.`);
  if (over.length === 0) return 0;
  console.error(`Above their limit: ${over.map((name) => `${name} (${limitOf(name)} kB)`).join(', ')}.`);
  return 1;
};
