import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyLines, fileOf, type Invoke } from '../../lambdas/operations/code-mapping-client.ts';
import { type FileLine, readCodeMappingCsv } from '../../lambdas/posting/code-mapping/csv.ts';
import { plants } from '../../plants/index.ts';

const folder = join(import.meta.dirname, '..', '..', 'plants', 'code-mappings');

export interface CodeMappingFile {
  path: string;
  bytes: Uint8Array;
  lines: FileLine[];
}

/** The code mappings of the plants in `plants/`. Throws at the first line that is wrong. */
export const codeMappingFiles = (): CodeMappingFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      const { lines, findings } = readCodeMappingCsv(bytes, Object.keys(plants));
      const [wrong] = findings;
      if (wrong) throw new Error(`${path}:${wrong.line}: ${wrong.column ?? ''} ${wrong.detail}`);
      return { path, bytes, lines };
    });

/** Imports them as an operator would. They win over what was imported in an earlier run. */
export const importCodeMappingFiles = async (invoke: Invoke): Promise<void> => {
  for (const { path, bytes, lines } of codeMappingFiles())
    await applyLines(invoke, lines, fileOf(path, bytes, lines.length), { by: 'npm start' });
};
