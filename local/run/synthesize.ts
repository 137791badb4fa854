import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');

/**
 * Synthesizes the stage `local` into a folder and answers the stage's own folder in it. In a process of its own:
 * CDK's memory is given back before the gateway runs.
 */
export const synthesize = async (out: string): Promise<string> => {
  const script = join(root, 'scripts', 'synth.ts');
  await promisify(execFile)(process.execPath, [script, '--env', 'local', '--out', out], { cwd: root });
  return join(out, 'assembly-local');
};
