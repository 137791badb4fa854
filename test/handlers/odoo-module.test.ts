import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import type { EventDefinition } from '../../events/define-event.ts';
import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import { REFUSAL_CODES } from '../../lambdas/odoo/refusals.ts';
import { postings } from '../../lambdas/posting/events/postings.ts';
import { fingerprint, packModule } from '../../odoo/module.ts';
import { moduleVersionOf } from '../../odoo/procedures.ts';
import { zip } from '../../odoo/zip.ts';

const everyEvent = catalogue as readonly unknown[] as readonly EventDefinition[];
const moduleFolder = join(import.meta.dirname, '..', '..', 'odoo', 'plant_gateway');

describe('the Odoo module', () => {
  const { code, manifestVersion, moduleVersion, zip: packed } = packModule();

  test('has the version that the gateway asks for', () => {
    expect(moduleVersion).toBe(MODULE_VERSION);
    expect(code).toContain(`VERSION = '${MODULE_VERSION}'`);
  });

  test('has another version after any change of a procedure, and of nothing else', () => {
    const template = code.replace(MODULE_VERSION, '@VERSION@');
    expect(moduleVersionOf(manifestVersion, template)).toBe(MODULE_VERSION);
    expect(moduleVersionOf(manifestVersion, template.replace(' or ', ' and '))).not.toBe(MODULE_VERSION);
    expect(moduleVersionOf('19.0.9.0.0', template)).toBe(MODULE_VERSION.replace(/^[\d.]+/, '19.0.9.0.0'));
    expect(() => moduleVersionOf(manifestVersion, code)).toThrow('@VERSION@');
  });

  test('has a procedure for every event that is posted to Odoo', () => {
    const procedures = [...code.matchAll(/^PROCEDURES\['([a-z.-]+)'\] =/gm)].map(([, name]) => name);
    expect(procedures.sort()).toEqual(postings.map(({ operation }) => operation).sort());
    const never = everyEvent.filter(({ posted }) => posted === false).map(({ name }) => name);
    expect([...procedures, ...never].sort()).toEqual(everyEvent.map(({ name }) => name).sort());
  });

  test('lets a refused event hold back no other where the catalogue says that later ones say all', () => {
    const [, listed] = code.match(/^SUPERSEDES = \{([^}]*)\}/m) ?? [];
    const names = [...(listed ?? '').matchAll(/'([a-z.-]+)'/g)].map(([, name]) => name);
    const catalogued = everyEvent.filter(({ supersedes }) => supersedes).map(({ name }) => name);
    expect(names.sort()).toEqual(catalogued.sort());
    expect(names).toContain('lot.held');
  });

  test('keeps what several procedures or questions need in files of their own', () => {
    const texts = new Map(
      globSync('{procedures,questions}/*.py', { cwd: moduleFolder }).map((file) => [
        file,
        readFileSync(join(moduleFolder, file), 'utf8'),
      ]),
    );
    const strays = [...texts].flatMap(([file, text]) =>
      file.includes('/_')
        ? []
        : [...text.matchAll(/^def (\w+)/gm)].flatMap(([, name]) =>
            [...texts]
              .filter(([other, used]) => other !== file && new RegExp(`\\b${name}\\(`).test(used))
              .map(([other]) => `${name} of ${file} in ${other}`),
          ),
    );
    expect(strays).toEqual([]);
    expect(texts.size).toBeGreaterThan(30);
  });

  test.each(globSync('data/*.xml', { cwd: moduleFolder }))(
    'has %s in well-formed XML, with ids of its own',
    (file) => {
      const text = readFileSync(join(moduleFolder, file), 'utf8');
      const open: string[] = [];
      const parser = new SaxesParser();
      parser.on('error', (error) => expect.fail(error.message));
      parser.on('opentag', ({ name }) => {
        // Odoo reads a record within a record as nothing at all.
        if (name === 'record') expect(open).not.toContain('record');
        open.push(name);
      });
      parser.on('closetag', () => void open.pop());
      parser.write(text).close();
      const ids = [...text.matchAll(/<record id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  test('refuses with the codes that the gateway knows, and all of them', () => {
    const used = [
      ...code.matchAll(/(?:refuse\(\s*|one_of\((?:[^()]|\([^()]*\))*)'([a-z]+(?:-[a-z]+)+)'/g),
    ].map(([, word]) => word);
    const here = [...used, 'odoo-refused', 'not-modelled'];
    expect([...new Set(here)].sort()).toEqual([...REFUSAL_CODES].sort());
    expect(used).not.toContain('not-modelled');
  });

  test('takes no rights of the superuser, but for what an hour of a work centre costs and the date of its entry (SECURITY.md)', () => {
    expect(code).not.toMatch(/SUPERUSER|with_user/);
    expect(code.match(/.*\.sudo\(.*/g)).toEqual([
      "        past_rights = order.env['account.move'].sudo().browse(entry)",
      '    past_rights = center.sudo()',
    ]);
  });

  test('packs to the same bytes every time, whatever the day', () => {
    expect(packModule().zip.equals(packed)).toBe(true);
  });

  test('is the same code to the installer however Odoo keeps its blank lines', () => {
    expect(fingerprint(`\n${code.replaceAll('\n', '\r\n')}  \n`)).toBe(fingerprint(code));
    expect(fingerprint(`${code}x`)).not.toBe(fingerprint(code));
  });
});

describe('the zip', () => {
  const entries = [
    { path: 'a/__manifest__.py', text: "{'name': 'A'}" },
    { path: 'a/data/ø.xml', text: '<odoo>ÆØÅ</odoo>\n'.repeat(200) },
  ];

  test('holds every file, with its checksum', () => {
    const bytes = zip(entries);
    let offset = 0;
    for (const { path, text } of entries) {
      const data = Buffer.from(text);
      expect(bytes.readUInt32LE(offset)).toBe(0x04034b50);
      expect(bytes.readUInt32LE(offset + 14)).toBe(crc32(data));
      const nameLength = bytes.readUInt16LE(offset + 26);
      const start = offset + 30 + nameLength;
      expect(bytes.subarray(offset + 30, start).toString()).toBe(path);
      expect(bytes.subarray(start, start + data.length).equals(data)).toBe(true);
      offset = start + data.length;
    }
    const end = bytes.subarray(-22);
    expect([end.readUInt32LE(0), end.readUInt16LE(10), end.readUInt32LE(16)]).toEqual([
      0x06054b50,
      2,
      offset,
    ]);
  });

  test.runIf(hasPython())('is sound to other tools', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'));
    try {
      writeFileSync(join(folder, 'a.zip'), zip(entries));
      const listed = execFileSync('python3', ['-m', 'zipfile', '-t', join(folder, 'a.zip')], {
        encoding: 'utf8',
      });
      expect(listed).toContain('Done testing');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import zipfile'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
