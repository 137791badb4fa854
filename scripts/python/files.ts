import { globSync } from 'node:fs';

const IGNORED = ['node_modules', 'cdk.out', '.git'];

/** Every Python file of the repository. */
export const pythonFiles = (root: string): string[] =>
  globSync('**/*.py', { cwd: root, exclude: (name) => IGNORED.includes(name.split('/').at(-1) ?? '') })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
