import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { repository } from '../../lib/bundle.ts';

/** GitHub's own parser. It imports JSON without an attribute, which bundlers take and Node does not: so it is bundled first. */
const loadParser = async (): Promise<typeof import('@actions/workflow-parser')> => {
  const folder = mkdtempSync(join(tmpdir(), 'opg-workflow-parser-'));
  try {
    const outfile = join(folder, 'parser.mjs');
    buildSync({
      entryPoints: [join(repository, 'node_modules/@actions/workflow-parser/dist/index.js')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
    return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
const parser = await loadParser();

/** What GitHub's parser finds wrong with a workflow, in the file and in its expressions. */
export const errorsOf = async (name: string, content: string): Promise<string[]> => {
  const { context, value } = parser.parseWorkflow({ name, content }, new parser.NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (errors.length > 0 || !value) return errors;
  const { errors: more = [] } = await parser.convertWorkflowTemplate(context, value);
  return more.map(({ Message }) => Message);
};
