import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TaskRoots } from '../src/lambda/task-roots.ts';

let archive: string;

beforeEach(() => {
  archive = mkdtempSync(join(tmpdir(), 'archive-'));
  writeFileSync(join(archive, 'index.mjs'), 'export const handler = 1;');
});
afterEach(() => rmSync(archive, { recursive: true }));

it('copies an archive once, outside of the project, and removes the copy', () => {
  const roots = new TaskRoots();
  const copy = roots.copyOf(archive);
  expect(roots.copyOf(archive)).toBe(copy);
  expect(copy.startsWith(process.cwd())).toBe(false);
  expect(readFileSync(join(copy, 'index.mjs'), 'utf8')).toContain('handler');
  roots.remove();
  expect(existsSync(copy)).toBe(false);
});

it('removes what a killed process left, and nothing of a living one', () => {
  const { pid: dead } = spawnSync('true');
  const [left, living] = [dead, process.ppid].map((pid) => join(tmpdir(), `local-cloud-${pid}-test`));
  for (const folder of [left, living]) mkdirSync(String(folder));
  new TaskRoots().remove();
  expect([left, living].map((folder) => existsSync(String(folder)))).toEqual([false, true]);
  rmSync(String(living), { recursive: true });
});
