import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, type Metafile } from 'esbuild';

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The functions, by the names of their entry files in `lambdas/functions/`. */
export const functionNames = [
  'accept',
  'documents',
  'file-ingest',
  'query',
  'trace',
  'feed',
  'post',
  'outbox-sweeper',
  'operate',
  'quality',
  'poll',
  'relay',
  'change-notification',
  'nightly-jobs',
  'reconcile',
  'webhooks',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** Functions whose metrics and logs keep their first published name. */
const publishedAs: Partial<Record<FunctionName, string>> = {
  'file-ingest': 'drop',
  'outbox-sweeper': 'watch',
  poll: 'dispatch',
  'change-notification': 'hint',
  'nightly-jobs': 'sync',
};

/** Value of the dimension `service` of a function's metrics, and of `service` in its log lines. */
export const serviceOf = (name: FunctionName): string => publishedAs[name] ?? name;

/** Folder of the functions' entry files. */
export const functionsFolder = join(repository, 'lambdas', 'functions');

export interface Bundle {
  name: FunctionName;
  directory: string;
  code: Uint8Array;
  metafile: Metafile;
}

const built = new Map<FunctionName, Bundle>();

/**
 * Bundles a function once per process, for all environments and plants (0.1 s each; CDK's own bundling starts a process per
 * function and environment). The folder is named by its content and created by one rename, so that concurrent processes
 * never read half-written files. Throws when esbuild makes no code.
 */
export const bundle = (name: FunctionName): Bundle => {
  const known = built.get(name);
  if (known) return known;
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: repository,
    entryPoints: [join(functionsFolder, `${name}.ts`)],
    entryNames: 'index',
    outdir: join('.bundles', name),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported when it is needed, such as the contract's documents (0.5 MB), is a file of its own.
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    // Without sources: names are enough for a stack trace with file and line. No measurable time at a cold start.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    // CommonJS dependencies call require() for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const code = outputFiles.find((file) => basename(file.path) === 'index.mjs')?.contents;
  if (!code) throw new Error(`esbuild made no code of lambdas/functions/${name}.ts`);

  const hash = createHash('sha256');
  for (const file of outputFiles) hash.update(file.contents);
  const directory = join(repository, '.bundles', `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(directory)) {
    mkdirSync(dirname(directory), { recursive: true });
    const draft = mkdtempSync(`${directory}.`);
    for (const file of outputFiles) writeFileSync(join(draft, basename(file.path)), file.contents);
    try {
      renameSync(draft, directory);
    } catch (error) {
      // Another process was faster with the same content.
      rmSync(draft, { recursive: true });
      if (!existsSync(directory)) throw error;
    }
  }
  const result = { name, directory, code, metafile };
  built.set(name, result);
  return result;
};
