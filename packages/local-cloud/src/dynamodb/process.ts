import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RawService } from '../aws-endpoint.ts';

export interface DatabaseProcess {
  url: string;
  engine: 'dynoxide' | 'dynalite';
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a DynamoDB emulator as a separate process. It is dynoxide where its binary is installed (Linux on x64;
 * starts in 0.3 s, needs 8 MB) and dynalite elsewhere.
 */
export async function startDynamoDb(
  dataDir: string,
  wanted?: DatabaseProcess['engine'],
  log: (line: string) => void = () => {},
): Promise<DatabaseProcess> {
  const binary = wanted === 'dynalite' ? undefined : dynoxide();
  if (!binary && wanted === 'dynoxide') throw new Error('dynoxide is not installed');
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const engine = binary ? 'dynoxide' : 'dynalite';
  const child = binary ? spawnBinary(binary, port, dataDir) : spawnDynalite(port, dataDir);
  const errors: string[] = [];
  child.stderr?.on('data', (chunk) => errors.push(String(chunk)));
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await Promise.race([
    listening(port),
    gone.then(() => Promise.reject(new Error(`${engine} did not start: ${errors.join('').slice(-500)}`))),
  ]);
  let stopping = false;
  void gone.then(() => stopping || log(`${engine} has ended: ${errors.join('').slice(-500)}`));
  return {
    url: `http://127.0.0.1:${port}`,
    engine,
    pid: child.pid ?? 0,
    async stop() {
      stopping = true;
      child.stdin?.end();
      const hurry = setTimeout(() => killGroup(child), 1_000);
      await gone;
      clearTimeout(hurry);
    },
  };
}

function dynoxide(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return undefined;
  }
}

// The pipe on stdin closes when this process ends, even after kill -9. The shell then ends the database, which would
// otherwise keep running. A background job of a shell has no stdin, so descriptor 3 holds a copy of the pipe.
const guarded = `exec 3<&0; "$@" </dev/null 3<&- & child=$!
  (cat <&3 >/dev/null; kill $child 2>/dev/null) & guard=$!
  wait $child; kill $guard 2>/dev/null`;

function spawnBinary(binary: string, port: number, dataDir: string): ChildProcess {
  const args = [
    'serve',
    '--host',
    '127.0.0.1',
    '-p',
    String(port),
    '--db-path',
    join(dataDir, 'dynamodb.sqlite'),
  ];
  // A group of its own: a database that does not end by itself would outlive a shell that is killed.
  return spawn('/bin/sh', ['-c', guarded, 'dynamodb', binary, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
}

function spawnDynalite(port: number, dataDir: string): ChildProcess {
  const script = fileURLToPath(new URL('./dynalite.ts', import.meta.url));
  return spawn(process.execPath, [script, String(port), join(dataDir, 'dynalite')], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function listening(port: number): Promise<void> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    if (await connects(port)) return;
    if (Date.now() > giveUp) throw new Error(`nothing answers on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const end = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}

/** Forwards DynamoDB calls unchanged to the emulator. */
export function dynamoDbProxy(target: string): RawService & { close(): void } {
  const agent = new http.Agent({ keepAlive: true });
  return {
    claims: ({ headers }) => String(headers['x-amz-target'] ?? '').startsWith('DynamoDB'),
    answer: ({ headers, body, url }, response) =>
      new Promise((resolve) => {
        const { host } = new URL(target);
        const outgoing = http.request(
          `${target}${url.pathname}`,
          { method: 'POST', agent, headers: { ...headers, host, 'content-length': body.length } },
          (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response).on('close', resolve);
          },
        );
        outgoing.on('error', () => {
          // The caller sees a closed connection and retries, as with a database that stopped.
          response.destroy();
          resolve();
        });
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
