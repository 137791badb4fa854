import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a command that may be killed remembers until it is done. It never holds a key or a password. */
export interface StateFile<State> {
  path: string;
  /** Undefined when there is none, which is the case after `clear`. */
  read(): State | undefined;
  /** Replaces the whole state, or leaves the old one when the process is killed meanwhile. */
  write(state: State): void;
  clear(): void;
}

/** Folder of the states; git ignores it. */
const folder = (): string => process.env.GATEWAY_STATE ?? join(process.cwd(), '.gateway');

export const stateFile = <State>(name: string, within: string = folder()): StateFile<State> => {
  const path = join(within, `${name}.json`);
  return {
    path,
    read: () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as State) : undefined),
    write(state) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`);
      renameSync(`${path}.new`, path);
    },
    clear: () => rmSync(path, { force: true }),
  };
};
