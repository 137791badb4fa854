// Runs dynalite as a process: node dynalite.ts <port> <folder>. It ends when the parent's end of stdin closes.

import type { Server } from 'node:http';
import { createRequire } from 'node:module';

type Dynalite = (options: Record<string, unknown>) => Server;
// dynalite is CommonJS and has no types.
const dynalite = createRequire(import.meta.url)('dynalite') as Dynalite;

const [port, path] = process.argv.slice(2);
const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(Number(port), '127.0.0.1');
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
