import { execFileSync } from 'node:child_process';
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
