// node test/upgrade/make-release.mjs <checkout> <release.mjs.gz>
//
// Bundles the functions' code of another checkout (its packages at hand) with its own in-memory fakes around it, for the
// test in which two releases work on one store. Packages stay outside: they are found here. For commit 863c5cd; a later
// checkout has other paths, so change them below when you replace the file.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [checkout, out] = process.argv.slice(2);
const { outputFiles } = await build({
  stdin: {
    contents: `
      export { Spine } from './test/fakes/spine.ts';
      export { dynamoLedger } from './lambdas/ledger/dynamo-ledger.ts';
    `,
    resolveDir: checkout,
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  minify: true,
  write: false,
});
writeFileSync(out, gzipSync(outputFiles[0].contents, { level: 9 }));
