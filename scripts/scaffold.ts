import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Says what is wrong and ends. */
export const stop = (words: string): never => {
  console.error(words);
  process.exit(2);
};

/** Runs another of the project's scripts. */
export const runScript = (script: string): void => {
  execFileSync(process.execPath, [join(import.meta.dirname, script)], { stdio: 'inherit' });
};

const root = join(import.meta.dirname, '..');

/** The text of a file of the checkout; undefined when there is none. */
export const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
};

/** Writes the files and what is generated from them: all of it, or nothing. */
export const writeAll = (files: Readonly<Record<string, string>>): void => {
  const before = Object.keys(files).map((path) => [path, textOf(path)] as const);
  try {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    runScript('generate.ts');
  } catch (error) {
    for (const [path, text] of before)
      if (text === undefined) rmSync(join(root, path), { force: true });
      else writeFileSync(join(root, path), text);
    try {
      runScript('generate.ts');
    } catch {
      // The checkout did not load before either; what failed has been told above.
    }
    stop(`${error instanceof Error ? error.message : error}\nnothing was written`);
  }
  for (const [path, text] of before) console.log(`${text === undefined ? 'wrote' : 'changed'} ${path}`);
};
