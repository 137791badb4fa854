import { askOperate, CommandRefused, type Invoke } from '../../lambdas/operations/code-mapping-client.ts';
import type { ImportRecord } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import { exportPlant, importFile, missingFile } from './code-mapping.ts';

export interface Options {
  note?: string | undefined;
  apply: boolean;
  release: boolean;
  json: boolean;
}

const say = (line: string) => console.log(line);

/** The commands `crosswalk` and `missing`; answers the exit code. */
export const aboutCodes = async (
  [command, ...rest]: readonly string[],
  options: Options,
  invoke: Invoke,
  whoAmI: () => Promise<string>,
): Promise<number> => {
  const [action, about] = command === 'missing' ? ['missing', rest[0]] : rest;
  const fail = (words: string) => {
    console.error(words);
    return 2;
  };
  if (!about || !['missing', 'import', 'export', 'imports'].includes(action ?? ''))
    return fail(
      'crosswalk import <file>, crosswalk export <plant>, or crosswalk imports <plant>; see --help',
    );
  if (options.release && !options.apply)
    return fail('--release comes with --apply: what is not written releases nothing');
  try {
    if (action === 'missing')
      // Beside the file, which goes to standard output.
      process.stdout.write(await missingFile(about, invoke, (line) => console.error(line)));
    else if (action === 'export') process.stdout.write(await exportPlant(about, invoke));
    else if (action === 'imports')
      tellImports(await askOperate(invoke, { command: 'crosswalk-imports', plant: about }), options);
    else
      return await importFile(
        about,
        options,
        { by: await whoAmI(), ...(options.note && { note: options.note }) },
        invoke,
        say,
      );
    return 0;
  } catch (error) {
    const { code: cause, syscall, message } = error as NodeJS.ErrnoException;
    // A folder can be opened, and only then not be read.
    const unreadable = syscall === 'open' || (syscall === 'read' && cause === 'EISDIR');
    if (!(error instanceof CommandRefused) && !unreadable) throw error;
    console.error(
      cause === 'EISDIR'
        ? `${about} is a folder; name a CSV file`
        : cause === 'ENOENT'
          ? `there is no file ${about}`
          : message,
    );
    return 1;
  }
};

const tellImports = (parts: readonly ImportRecord[], { json }: Options): void => {
  if (json) say(JSON.stringify(parts, null, 2));
  else
    for (const { at, by, part, file, counts, note } of parts)
      say(
        `${at}  ${by}  ${file.name} (${file.lines} lines, sha256 ${file.sha256.slice(0, 12)}), part ${part}: ` +
          `added ${counts.added}, changed ${counts.changed}, removed ${counts.removed}, unchanged ${counts.unchanged}` +
          (note ? `\n    ${note}` : ''),
      );
};
