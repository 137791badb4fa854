import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../src/dynamodb/process.ts';
import { until } from './until.ts';

const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alive = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('the database', () => {
  it('ends when it is told to', async () => {
    const database = await startDynamoDb(join(folder, 'told'));
    expect(await alive(database.url)).toBe(true);
    await database.stop();
    expect(await alive(database.url)).toBe(false);
  });

  it('is killed when it does not end by itself', { timeout: 20_000 }, async () => {
    const database = await startDynamoDb(join(folder, 'stuck'));
    // A stopped process gets no signal but SIGKILL.
    process.kill(-database.pid, 'SIGSTOP');
    await database.stop();
    expect(await alive(database.url)).toBe(false);
  });

  it.each(['dynoxide', 'dynalite'] as const)(
    'ends with its parent when that is killed outright: %s',
    async (engine) => {
      if (engine === 'dynoxide' && !(process.platform === 'linux' && process.arch === 'x64')) return;
      const module = fileURLToPath(new URL('../src/dynamodb/process.ts', import.meta.url));
      const script = `const { startDynamoDb } = await import(${JSON.stringify(module)});
      console.log((await startDynamoDb(${JSON.stringify(join(folder, engine))}, '${engine}')).url);`;
      const parent = execFile(process.execPath, ['--input-type=module', '-e', script]);
      const url = await new Promise<string>((resolve) =>
        parent.stdout?.once('data', (text) => resolve(String(text).trim())),
      );
      expect(await alive(url)).toBe(true);
      parent.kill('SIGKILL');
      await until(async () => expect(await alive(url)).toBe(false));
    },
  );
});
