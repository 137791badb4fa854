import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { type Bundle, bundle, type FunctionName } from '../lib/bundle.ts';

/** What a bundle should stay below, and what it must: every kilobyte is read and compiled at a cold start. */
const aimKb = 300;
const limitKb = 400;
/** Functions where nobody waits for a cold start may add readers of XML and CSV, or the writer of Parquet. */
const backgroundLimitKb = 550;
const background: readonly FunctionName[] = [
  'documents',
  'file-ingest',
  'nightly-jobs',
  'reconcile',
  'operate',
];
const limitOf = (name: FunctionName): number => (background.includes(name) ? backgroundLimitKb : limitKb);

const kb = (bytes: number): number => Math.round(bytes / 1000);

/** Bytes in the bundle per npm package, or per top folder of ours. */
const bytesByOrigin = ({ outputs }: Metafile): [string, number][] => {
  const sums = new Map<string, number>();
  for (const [path, { inputs }] of Object.entries(outputs)) {
    // What lies beside the code is not compiled at a cold start.
    if (!path.endsWith('.mjs')) continue;
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const origin = originOf(input);
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
  const over = bundles.filter(({ name, code }) => kb(code.byteLength) > limitOf(name));
  const heavy = bundles.filter((each) => kb(each.code.byteLength) > aimKb && !over.includes(each));
  // On the same output stream as the table, or a CI log shows them apart.
  const say = (line: string) => console.log(line);
  if (heavy.length > 0)
    say(`Above the aim of ${aimKb} kB, which fails nothing: ${heavy.map(({ name }) => name).join(', ')}.`);
  for (const { name, code } of over)
    say(
      `lambdas/${name} is ${kb(code.byteLength)} kB minified; its limit is ${limitOf(name)} kB (limitOf in ` +
        'scripts/bundle-report.ts). Import less (the last column says what most of it is), load data beside the code ' +
        'as lib/bundle.ts does for query, or raise the limit there and say why.',
    );
  return over.length > 0 ? 1 : 0;
};
