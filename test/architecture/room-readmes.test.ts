import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folders, rooms } from '../../scripts/checks/imports.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = (folder: string): string => readFileSync(join(root, folder, 'README.md'), 'utf8');

/** The names in the sentence that begins with "May import". */
const mayImport = (text: string): string[] => {
  const [, sentence = ''] = /^May import ([^.]*)\./m.exec(text) ?? [];
  return [...sentence.matchAll(/`(\w+)\/?`/g)].map(([, name = '']) => name);
};

describe('the README of a room', () => {
  it.each(Object.keys(rooms))(
    'of lambdas/%s has at most 15 lines and names what the room may import',
    (room) => {
      const text = readme(`lambdas/${room}`);
      expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
      if (room === 'functions') expect(text).toContain('May import every room of `lambdas/`');
      else expect(mayImport(text)).toEqual(rooms[room]);
    },
  );

  it('of lib names what it may import', () => {
    expect(mayImport(readme('lib'))).toEqual(folders.lib);
  });
});
