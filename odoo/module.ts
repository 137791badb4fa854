import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { MODULE_NAME } from '../lambdas/odoo/posting.ts';
import { type ZipEntry, zip } from './zip.ts';

const HERE = new URL('./plant_gateway/', import.meta.url);
const PLACE_OF_CODE = '<!-- procedures -->';

export interface PackedModule {
  name: string;
  version: string;
  /** the server action's code */
  code: string;
  zip: Buffer;
}

/** The importable module as it is in this checkout. A new event is a new file in `procedures/`. */
export function packModule(): PackedModule {
  const manifest = read('__manifest__.py');
  const version = /'version': '([\d.]+)'/.exec(manifest)?.[1];
  if (!version) throw new Error('the manifest of the Odoo module states no version');
  const code = assembleProcedures(version);
  const entries: ZipEntry[] = [{ path: `${MODULE_NAME}/__manifest__.py`, text: manifest }];
  for (const file of globSync('data/*.xml', { cwd: HERE }).sort())
    entries.push({ path: `${MODULE_NAME}/${file}`, text: withCode(read(file), code) });
  return { name: MODULE_NAME, version, code, zip: zip(entries) };
}

/** What of a server action's code to compare: Odoo keeps the text, but not the blank lines around it. */
export function fingerprint(code: string): string {
  return createHash('sha256').update(code.trim().replaceAll('\r\n', '\n')).digest('hex');
}

function assembleProcedures(version: string): string {
  const files = globSync('procedures/*.py', { cwd: HERE }).sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );
  const code = files.map((file) => read(file).trim()).join('\n\n\n');
  return `${code.replace('@VERSION@', version)}\n`;
}

/** Helpers first, so that a reader meets words before their use; the call itself last. */
function rank(file: string): number {
  if (file.endsWith('/_prelude.py')) return 0;
  if (file.endsWith('/_main.py')) return 3;
  return file.includes('/_') ? 1 : 2;
}

function withCode(xml: string, code: string): string {
  if (!xml.includes(PLACE_OF_CODE)) return xml;
  if (code.includes(']]>')) throw new Error('the procedures may not contain "]]>"');
  return xml.replace(PLACE_OF_CODE, () => `<![CDATA[${code}]]>`);
}

function read(file: string): string {
  return readFileSync(new URL(file, HERE), 'utf8');
}
