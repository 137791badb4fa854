import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

const HERE = new URL('./plant_gateway/', import.meta.url);
const PLACE_OF_VERSION = '@VERSION@';

export interface Procedures {
  /** what the manifest states, and Odoo shows */
  manifestVersion: string;
  /** what gateway and action shake hands with: another one for every change of a procedure */
  moduleVersion: string;
  /** the server action's code */
  code: string;
}

/**
 * The server action as it is in this checkout. A new event is a new file in `procedures/`, a new question one in
 * `questions/`. Imports nothing of ours, because `npm run generate` writes from here what the rest imports.
 */
export function assembleProcedures(): Procedures {
  const manifestVersion = /'version': '([\d.]+)'/.exec(read('__manifest__.py'))?.[1];
  if (!manifestVersion) throw new Error('the manifest of the Odoo module states no version');
  const template = joined(filesOfAction().map(({ text }) => text));
  const moduleVersion = moduleVersionOf(manifestVersion, template);
  return { manifestVersion, moduleVersion, code: template.replace(PLACE_OF_VERSION, moduleVersion) };
}

/** The files that become the action, in their order, by their paths in the module. */
export function filesOfAction(): { path: string; text: string }[] {
  return globSync('{procedures,questions}/*.py', { cwd: HERE })
    .map((path) => path.replaceAll('\\', '/'))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((path) => ({ path, text: read(path) }));
}

/** One text of many, two blank lines between them. */
export const joined = (texts: readonly string[]): string =>
  `${texts.map((text) => text.trim()).join('\n\n\n')}\n`;

export function moduleVersionOf(manifestVersion: string, template: string): string {
  if (template.split(PLACE_OF_VERSION).length !== 2)
    throw new Error(`the procedures must say ${PLACE_OF_VERSION} once`);
  const hash = createHash('sha256').update(template).digest('hex');
  return `${manifestVersion}+${hash.slice(0, 8)}`;
}

/** Helpers first, so that a reader meets words before their use; the call itself last. */
function rank(file: string): number {
  if (file.endsWith('/_prelude.py')) return 0;
  if (file.endsWith('/_main.py')) return 3;
  return file.includes('/_') ? 1 : 2;
}

/** A checkout with other line ends is the same module. */
function read(file: string): string {
  return readFileSync(new URL(file, HERE), 'utf8').replaceAll('\r\n', '\n');
}
