import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Followed {
  status: string;
  document: { name: string };
  accept: string[];
  post: string[];
  query: string[];
}

const root = join(import.meta.dirname, '..', '..');
/** A reader follows one event through so many files at most. */
const mostFiles = 45;

describe('one event, from HTTP to Odoo and back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'one-event-'));
  let followed: Followed;

  beforeAll(() => {
    const output = execFileSync(
      process.execPath,
      [join(import.meta.dirname, 'follow-one-event.ts'), folder],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    followed = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Followed;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is posted, and its status says so', () => {
    expect(followed).toMatchObject({ status: 'posted', document: { name: 'OSL/MO/1001-001' } });
  });

  it(`runs through at most ${mostFiles} files of lambdas/ and events/`, () => {
    const files = [...new Set([...followed.accept, ...followed.post, ...followed.query])].sort();
    expect(files.length, files.join('\n')).toBeLessThanOrEqual(mostFiles);
    // Were the coverage not read, there would be none.
    expect(files).toEqual(
      expect.arrayContaining([
        'events/production-reported.ts',
        'lambdas/functions/accept.ts',
        'lambdas/functions/post.ts',
        'lambdas/functions/query.ts',
        'lambdas/store/dynamo-events.ts',
      ]),
    );
  });
});

describe('docs/architecture.md', () => {
  const text = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const links = [...text.matchAll(/\[([^\]]+)\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(
    ([, words = '', target = '']) => ({
      words,
      file: join(root, 'docs', target),
    }),
  );

  it('links only to what is there', () => {
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(({ file }) => !existsSync(file)).map(({ file }) => file)).toEqual([]);
  });

  it('links at least once in each step', () => {
    const [way = ''] = /^1\. \*\*[\s\S]*?(?=^#)/m.exec(text) ?? [];
    const steps = way.split(/^(?=\d+\. \*\*)/m);
    expect(steps).toHaveLength(9);
    expect(steps.filter((step) => !/\]\(\.\.\/(lambdas|odoo|events)\//.test(step))).toEqual([]);
  });

  it('links each name of the code to the file that declares it', () => {
    const names = links.flatMap(({ words, file }) => {
      const [, name] = /^`(\w+)`$/.exec(words) ?? [];
      return name && existsSync(file) && statSync(file).isFile() ? [{ name, file }] : [];
    });
    expect(names.length).toBeGreaterThan(15);
    const undeclared = names.filter(
      ({ name, file }) =>
        // A function is named after its file.
        !file.endsWith(`/functions/${name}.ts`) &&
        !new RegExp(`\\b(?:const|function|class|interface|type) ${name}\\b`).test(readFileSync(file, 'utf8')),
    );
    expect(undeclared).toEqual([]);
  });

  it('has a picture whose numbered steps are those of the text', () => {
    const picture = readFileSync(join(root, 'docs', 'pictures', 'one-event.svg'), 'utf8');
    const drawn = [...picture.matchAll(/class="step"[^>]*>(\d+)</g)].map(([, step]) => Number(step));
    const listed = [...text.matchAll(/^(\d+)\. \*\*/gm)].map(([, step]) => Number(step));
    expect(listed).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...new Set(drawn)].sort()).toEqual(listed);
  });
});
