import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../lib/bundle.ts';

const documents = globSync(
  [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/**/*.md',
    '*/README.md',
    'lambdas/*/README.md',
    'packages/*/README.md',
    'test/*/README.md',
  ],
  { cwd: repository, exclude: ['node_modules/**'] },
).sort();

/** Top-level folders of the repository; a back-ticked text that begins with one of them is a path. */
const folders = readdirSync(repository, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map(({ name }) => name)
  .filter((name) => !['node_modules', 'cdk.out', 'coverage'].includes(name));

/** The table of guarantees names test files by their path in this folder; its paths from the root begin like these. */
const testsOf: Record<string, { folder: string; fromTheRoot: RegExp }> = {
  'docs/guarantees.md': { folder: 'test', fromTheRoot: /^(packages|test|lambdas|lib|docs)\// },
};

/** Files that the guides make up for an example: events `tank.filled` and `maintenance.requested`, a plant `molde`. */
const madeUp = /tank[-_]filled|maintenance[-_]request|molde/;

const withoutFences = (text: string): string => text.replace(/^( *)```[\s\S]*?^\1```/gm, '');
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`]+`/g, '');

/** The anchors that GitHub gives to headings. */
const anchorsOf = (text: string): Set<string> => {
  const seen = new Map<string, number>();
  const headings = [...withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm)];
  return new Set(
    headings.map(([, heading = '']) => {
      const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
      const slug = plain
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
        .replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  );
};

const brokenLinks = (document: string, text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(<?([^)>\s]+)>?(?: "[^"]*")?\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z][a-z+.-]*:/i.test(target)) return [];
    const [path = '', anchor] = decodeURI(target).split('#');
    const file = path === '' ? document : relative(repository, join(repository, dirname(document), path));
    if (path !== '' && !existsSync(join(repository, file)))
      return [`${document}: the link ${target} leads to no file`];
    if (anchor === undefined) return [];
    const there = path === '' ? text : readFileSync(join(repository, file), 'utf8');
    return anchorsOf(there).has(anchor) ? [] : [`${document}: the link ${target} leads to no heading`];
  });

/** A path may have `*`, `{a,b}`, and placeholders such as `<plant>`: then something must match it. */
const exists = (path: string): boolean => {
  const pattern = path.replace(/<[^>]*>|…/g, '*');
  const whole = join(repository, pattern);
  if (!/[*{]/.test(pattern))
    return existsSync(whole) && (!path.endsWith('/') || statSync(whole).isDirectory());
  return globSync(pattern, { cwd: repository }).length > 0;
};

const missingPaths = (document: string, text: string): string[] =>
  [...withoutFences(text).matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) =>
    code
      // A placeholder may hold spaces: `crosswalk import <file of codes>`.
      .replace(/<[^>]*>/g, '<>')
      .split(/[\s'"()]+/)
      .map((word) => word.replace(/^\.\//, '').replace(/[.,;:]+$/, ''))
      .flatMap((word) => {
        const tests = testsOf[document];
        if (tests && !tests.fromTheRoot.test(word))
          return /^[\w.-]+\/.*(\.ts|\/)$/.test(word) ? [`${tests.folder}/${word}`] : [];
        return folders.some((folder) => word.startsWith(`${folder}/`)) ? [word] : [];
      })
      .filter((path) => !madeUp.test(path) && !exists(path))
      .map((path) => `${document}: there is no ${path}`),
  );

const read = (document: string): string => readFileSync(join(repository, document), 'utf8');

describe('the documentation', () => {
  it('is checked in full: the pages at the root, in docs/ and in docs/adr/', () => {
    expect(documents).toEqual(
      expect.arrayContaining(['README.md', 'SECURITY.md', 'docs/runbook.md', 'docs/adr/README.md']),
    );
  });

  it('links only to files and headings that exist', () => {
    expect(documents.flatMap((document) => brokenLinks(document, read(document)))).toEqual([]);
  });

  it('names only paths of the repository that exist', () => {
    expect(documents.flatMap((document) => missingPaths(document, read(document)))).toEqual([]);
  });
});

describe('the documentation check', () => {
  const page = [
    '# A page — with `code` & signs',
    '## Twice',
    '## Twice',
    '[a](#a-page--with-code--signs) [b](#twice-1) [c](runbook.md#lane-held) [d](https://example.com/x#y)',
    '[e](#thrice) [f](nowhere.md) [g](runbook.md#nowhere)',
    '`docs/runbook.md` `lambdas/` `plants/<plant>.ts` `test/nowhere/` `npm run x -- lib/nowhere.ts` `nowhere/x.ts`',
    '```',
    '[h](nowhere.md) `test/entrance`',
    '```',
  ].join('\n');

  it('finds every link that leads nowhere, outside code blocks', () => {
    expect(brokenLinks('docs/page.md', page)).toEqual([
      'docs/page.md: the link #thrice leads to no heading',
      'docs/page.md: the link nowhere.md leads to no file',
      'docs/page.md: the link runbook.md#nowhere leads to no heading',
    ]);
  });

  it('finds every back-ticked path that does not exist, outside code blocks', () => {
    expect(missingPaths('docs/page.md', page)).toEqual([
      'docs/page.md: there is no test/nowhere/',
      'docs/page.md: there is no lib/nowhere.ts',
    ]);
  });

  it('resolves the paths in docs/guarantees.md as test files', () => {
    expect(missingPaths('docs/guarantees.md', '`store/nowhere.ts`, `store/event-store.suite.ts`')).toEqual([
      'docs/guarantees.md: there is no test/store/nowhere.ts',
    ]);
  });
});
