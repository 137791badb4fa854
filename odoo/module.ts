import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { MODULE_NAME } from '../lambdas/odoo/posting.ts';
import { assembleProcedures, type Procedures } from './procedures.ts';
import { type ZipEntry, zip } from './zip.ts';

const HERE = new URL('./plant_gateway/', import.meta.url);
const PLACE_OF_CODE = '<!-- procedures -->';

export interface PackedModule extends Procedures {
  name: string;
  zip: Buffer;
}

/** The importable module as it is in this checkout. */
export function packModule(): PackedModule {
  const procedures = assembleProcedures();
  const entries: ZipEntry[] = [{ path: `${MODULE_NAME}/__manifest__.py`, text: read('__manifest__.py') }];
  for (const file of globSync('data/*.{sql,xml}', { cwd: HERE }).sort())
    entries.push({ path: `${MODULE_NAME}/${file}`, text: withCode(read(file), procedures.code) });
  return { ...procedures, name: MODULE_NAME, zip: zip(entries) };
}

/** What of a server action's code to compare: Odoo keeps the text, but not the blank lines around it. */
export function fingerprint(code: string): string {
  return createHash('sha256').update(code.trim().replaceAll('\r\n', '\n')).digest('hex');
}

function withCode(xml: string, code: string): string {
  if (!xml.includes(PLACE_OF_CODE)) return xml;
  if (code.includes(']]>')) throw new Error('the procedures may not contain "]]>"');
  return xml.replace(PLACE_OF_CODE, () => `<![CDATA[${code}]]>`);
}

function read(file: string): string {
  return readFileSync(new URL(file, HERE), 'utf8');
}
