import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './bundle.ts';

/** What of the repository becomes the functions' code. The owner's data (`plants/`, `partners/`, `environments/`) is no release. */
const product = [
  'lambdas/**/*.ts',
  'events/**/*.{ts,json}',
  'datasets/**/*.ts',
  'configuration/**/*.ts',
  'package-lock.json',
];

let known: string | undefined;

/**
 * Name of the release that this checkout is: the project's version and a hash of the functions' sources, as `0.1.0+1a2b3c4d`.
 * Every function has it as a variable, so each release publishes a version of every function, and a rollback finds them.
 */
export const releaseOf = (): string => {
  if (known) return known;
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  const hash = createHash('sha256');
  for (const file of globSync(product, { cwd: repository })
    .map((path) => path.replaceAll('\\', '/'))
    .sort())
    hash.update(`${file}\n${readFileSync(join(repository, file), 'utf8').replaceAll('\r\n', '\n')}\n`);
  known = `${version}+${hash.digest('hex').slice(0, 8)}`;
  return known;
};
