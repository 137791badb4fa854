import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatted as formattedPython } from '../python/ruff.ts';

/** Files to write by path from the root of the checkout; `undefined` removes the file. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** Prints the message to stderr and ends the process with exit code 2. */
export const stop = (message: string): never => {
  console.error(message);
  process.exit(2);
};

/** What `parse` returns. An error of the command line is printed together with the usage. */
export const parsed = <Result>(usage: string, parse: () => Result): Result => {
  try {
    return parse();
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
};

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

/** Makes the changes and runs `npm run generate`: all of it, or nothing and exit code 2. */
export const apply = (changes: Changes): void => {
  const before = Object.keys(changes).map((path) => [path, textOf(path)] as const);
  try {
    put(changes);
    generate();
  } catch (error) {
    put(Object.fromEntries(before));
    try {
      generate();
    } catch {
      // The checkout did not load before either. The first error says why.
    }
    stop(`${error instanceof Error ? error.message : error}\nnothing was changed`);
  }
  for (const [path, text] of before)
    console.log(
      `${text === undefined ? 'wrote' : changes[path] === undefined ? 'removed' : 'changed'} ${path}`,
    );
};

const put = (changes: Changes): void => {
  for (const [path, text] of Object.entries(changes))
    if (text === undefined) rmSync(join(root, path), { force: true });
    else writeFileSync(join(root, path), text);
};

const generate = (): void => {
  execFileSync(process.execPath, [join(root, 'scripts', 'generate.ts')], { stdio: 'inherit' });
};

/** Ends the process when one of the files is there already. */
export const stopWhenThere = (paths: readonly string[]): void => {
  for (const path of paths) if (textOf(path) !== undefined) stop(`${path} is there already`);
};

/** Ends the process unless every file is as the scaffold wrote it: `--undo` must not remove anybody's work. */
export const stopWhenEdited = (files: Readonly<Record<string, string>>): void => {
  const missing = Object.keys(files).filter((path) => textOf(path) === undefined);
  if (missing.length === Object.keys(files).length)
    stop(`nothing to undo: ${missing.join(', ')} do not exist`);
  const edited = Object.keys(files).filter((path) => ![undefined, files[path]].includes(textOf(path)));
  if (edited.length > 0)
    stop(`edited since they were written: ${edited.join(', ')}\nnothing was removed; remove them by hand`);
};
