import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repository } from '../../lib/bundle.ts';

const root = mkdtempSync(join(tmpdir(), 'opg-pins-'));
afterAll(() => rmSync(root, { recursive: true }));

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
  }).trim();

/** A repository where GitHub would have it. `v1` is older than `v2`; `v2` and `v2.1.0` name the same commit. */
const action = (name: string, annotated: boolean) => {
  const folder = join(root, 'server', name);
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  const tag = (...names: string[]) => {
    for (const each of names) git(folder, 'tag', ...(annotated ? ['-a', '-m', each] : []), each);
  };
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'one');
  const first = git(folder, 'rev-parse', 'HEAD');
  tag('v1');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'two');
  const second = git(folder, 'rev-parse', 'HEAD');
  tag('v2', 'v2.1.0');
  return { folder, first, second };
};
const light = action('example/light', false);
const heavy = action('example/heavy', true);

let count = 0;
const workflowWith = (...uses: string[]): string => {
  count += 1;
  const folder = join(root, `workflows-${count}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'one.yml'), textWith(...uses));
  return folder;
};
const textWith = (...uses: string[]): string =>
  `jobs:\n  a:\n    steps:\n${uses.map((use) => `      - uses: ${use}\n`).join('')}      - run: echo uses\n`;
const read = (folder: string): string => readFileSync(join(folder, 'one.yml'), 'utf8');

const pin = (folder: string, ...more: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(repository, 'scripts/pin-actions.ts'),
      ...['--folder', folder, '--server', `file://${join(root, 'server')}`],
      ...more,
    ],
    { encoding: 'utf8' },
  );
  return { status, said: `${stdout}${stderr}` };
};

describe('npm run pin-actions', () => {
  it('writes the commit of a tag, not the hash of an annotated tag, and the most exact tag as a comment', () => {
    const folder = workflowWith(
      'example/light@v2',
      'example/heavy/sub/path@v2',
      'example/heavy@v1',
      './local',
    );
    expect(pin(folder)).toMatchObject({ status: 0 });
    expect(read(folder)).toBe(
      textWith(
        `example/light@${light.second} # v2.1.0`,
        `example/heavy/sub/path@${heavy.second} # v2.1.0`,
        `example/heavy@${heavy.first} # v1`,
        './local',
      ),
    );
    expect(git(heavy.folder, 'rev-parse', 'v1')).not.toBe(heavy.first);
    expect(pin(folder, '--check')).toMatchObject({ status: 0 });
    const before = read(folder);
    expect(pin(folder).said).toContain('0 of 1 workflows changed');
    expect(read(folder)).toBe(before);
  });

  it('takes the version that a person wrote in the comment', () => {
    const folder = workflowWith(`example/light@${light.first} # v2`);
    expect(pin(folder)).toMatchObject({ status: 0 });
    expect(read(folder)).toBe(textWith(`example/light@${light.second} # v2.1.0`));
  });

  it.each([
    ['a tag that does not exist', ['example/light@v2', 'example/light@v9'], 'example/light has no tag v9'],
    ['a branch', ['example/light@main'], 'example/light has no tag main'],
    [
      'a repository that does not exist',
      ['example/light@v2', 'example/nobody@v1'],
      'cannot read the tags of file://',
    ],
  ])('changes nothing for %s, and says so', (_, uses, message) => {
    const folder = workflowWith(...uses);
    const { status, said } = pin(folder);
    expect(status).toBe(2);
    expect(said).toContain(message);
    expect(said).toContain('Nothing was changed.');
    expect(read(folder)).toBe(textWith(...uses));
  });

  it('changes nothing when the server cannot be reached, and names it', () => {
    const folder = workflowWith('example/light@v2');
    const { status, said } = pin(folder, '--server', 'http://127.0.0.1:1');
    expect(status).toBe(2);
    expect(said).toContain('cannot read the tags of http://127.0.0.1:1/example/light');
    expect(read(folder)).toBe(textWith('example/light@v2'));
  });
});

describe('npm run pin-actions -- --check', () => {
  it.each([
    ['a tag', 'example/light@v2', 'line 4: example/light@v2 is a tag, which its owner can move'],
    ['a hash without its tag', `example/light@${light.first}`, 'has no comment that names its tag'],
    ['a hash of another tag', `example/light@${light.first} # v2`, `says v2, which is ${light.second}`],
    [
      'the hash of the tag itself',
      `example/heavy@${git(heavy.folder, 'rev-parse', 'v1')} # v1`,
      `says v1, which is ${heavy.first}`,
    ],
    ['a tag that is gone', `example/light@${light.first} # v3`, 'says v3, and there is no such tag'],
    ['an image', 'docker://alpine:3', 'line 4: docker://alpine:3 is no action of a repository with a tag'],
    [
      'an action without a version',
      'example/light',
      'line 4: example/light is no action of a repository with a tag',
    ],
  ])('fails for %s', (_, use, message) => {
    const folder = workflowWith(use);
    const { status, said } = pin(folder, '--check');
    expect(status).toBe(2);
    expect(said).toContain(message);
    expect(read(folder)).toBe(textWith(use));
  });
});
