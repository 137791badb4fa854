import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatted as formattedPython } from '../python/ruff.ts';
import { stop } from '../stop.ts';

/** Files to write by path from the root of the checkout; `undefined` removes the file. */
export type Changes = Readonly<Record<string, string | undefined>>;

const root = join(import.meta.dirname, '..', '..');

/** The text of a file of the checkout; undefined when there is none. */
export const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
};

/** The text as `npm run format` leaves it. Throws when it is no valid TypeScript or Python. */
export const formatted = (path: string, text: string): string => {
  if (path.endsWith('.py')) {
    const python = formattedPython(text);
    if (python === undefined) throw new Error(`${path} is not Python:\n${text}`);
    return python;
  }
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const options = ['check', '--write', '--stdin-file-path', path];
  return execFileSync(process.execPath, [biome, ...options], { cwd: root, input: text, encoding: 'utf8' });
};

/** The files with every text formatted. */
export const formattedFiles = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, formatted(path, text)]));

/**
 * Makes the changes, runs `npm run generate` and the checks of imports and names: all of it, or nothing and exit code 2.
 * Prints what has changed.
 */
export const apply = (changes: Changes): void => {
  const before = Object.fromEntries(Object.keys(changes).map((path) => [path, textOf(path)]));
  try {
    put(changes);
    run('generate.ts', 'inherit');
    run('checks/run.ts', 'pipe');
  } catch (error) {
    put(before);
    try {
      run('generate.ts', 'ignore');
    } catch {
      // The checkout did not load before either. The first error says why.
    }
    stop(`${reasonOf(error)}\nnothing was changed`);
  }
  for (const [path, text] of Object.entries(changes))
    if (text !== before[path])
      console.log(
        `${before[path] === undefined ? 'wrote' : text === undefined ? 'removed' : 'changed'} ${path}`,
      );
};

const reasonOf = (error: unknown): string => {
  const { stderr, message } = error as { stderr?: Buffer | null; message?: string };
  return stderr?.toString().trim() || String(message ?? error);
};

const put = (changes: Changes): void => {
  for (const [path, text] of Object.entries(changes))
    if (text === undefined) rmSync(join(root, path), { force: true });
    else writeFileSync(join(root, path), text);
};

const run = (script: string, stdio: 'inherit' | 'pipe' | 'ignore'): void => {
  execFileSync(process.execPath, [join(root, 'scripts', script)], { cwd: root, stdio });
};

/** Ends the process when one of the files is there already. */
export const stopWhenThere = (paths: readonly string[]): void => {
  for (const path of paths) if (textOf(path) !== undefined) stop(`${path} is there already`);
};

/**
 * Ends the process unless the files are as the scaffold writes them: `--undo` must not remove anybody's work. `entries` are
 * lines that the scaffold puts into files with other content, by path.
 */
export const stopWhenEdited = (
  files: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, readonly string[]>>,
): void => {
  const paths = Object.keys(files);
  const missing = paths.filter((path) => textOf(path) === undefined);
  if (missing.length === paths.length) stop(`nothing to undo: there is no ${paths.join(', ')}`);
  const others = paths.filter((path) => !missing.includes(path) && textOf(path) !== files[path]);
  for (const [path, lines] of Object.entries(entries))
    if (lines.some((line) => !textOf(path)?.includes(line))) others.push(path);
  if (others.length > 0)
    stop(
      `not as this command writes them: ${others.join(', ')}\nnothing was removed; if it is yours, remove it by hand`,
    );
};
