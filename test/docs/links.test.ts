import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  ...globSync('*.md', { cwd: root }),
  ...globSync('docs/**/*.md', { cwd: root }),
  ...globSync(
    '{lambdas,lib,events,configuration,local,scripts,plants,partners,environments,datasets,test}/**/README.md',
    {
      cwd: root,
    },
  ),
].sort();
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const withoutCode = (text: string): string =>
  text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, 'code');

/** Anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/[`*_]|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-');
const anchorsIn = (file: string): Set<string> =>
  new Set([...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

/** Links of a document that lead nowhere. */
const deadLinks = (file: string): string[] =>
  [...withoutCode(textOf(file)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const to = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(root, to))) return [`${file}: ${target} is not there`];
    if (anchor && to.endsWith('.md') && !anchorsIn(to).has(anchor))
      return [`${file}: ${target}: ${to} has no such heading`];
    return [];
  });

const folders =
  'bin|bench|configuration|datasets|docs|environments|events|lambdas|lib|local|odoo|packages|partners|plants|scripts|test';
/** Files of the project that a document names in backticks, and that are not there. */
const deadPaths = (file: string): string[] =>
  [
    ...textOf(file)
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(new RegExp(`\`((?:${folders})/[\\w./-]+)\``, 'g')),
  ]
    .map(([, path = '']) => path)
    // docs/guarantees.md names its tests from test/ on.
    .filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'test', path)))
    // Paths of an example plant, of a file to be made, of a folder that is gone, and of Odoo's own source.
    .filter((path) => !/molde|tank|^local\/cloud$|^odoo\/tools/.test(path))
    .map((path) => `${file}: ${path} is not there`);

describe('the documents', () => {
  it('link to what is there', () => {
    expect(documents.length).toBeGreaterThan(30);
    expect(documents.flatMap(deadLinks)).toEqual([]);
  });

  it('name files that are there', () => {
    expect(documents.filter((file) => file !== 'CHANGELOG.md').flatMap(deadPaths)).toEqual([]);
  });

  it('name, for each guarantee, tests that are there', () => {
    const named = [...textOf('docs/guarantees.md').matchAll(/`([\w./-]+\.(?:suite|test)\.ts)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.length).toBeGreaterThan(50);
    const there = (path: string) =>
      [path, join('test', path)].some(
        (each) => existsSync(join(root, each)) && statSync(join(root, each)).isFile(),
      );
    expect([...new Set(named)].filter((path) => !there(path))).toEqual([]);
  });
});
