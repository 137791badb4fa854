import { createServer } from 'node:net';
import { type Check, failed, passed } from './check.ts';

/** Least major version of Node that runs this project's TypeScript. */
const leastNode = 24;

/** What `npm start` needs on this machine. */
export const localChecks = ({ nodeVersion, port }: { nodeVersion: string; port: number }): Check[] => [
  {
    id: 'node',
    title: 'Node.js',
    run: async () =>
      Number.parseInt(nodeVersion, 10) >= leastNode
        ? passed(nodeVersion)
        : failed(
            `${nodeVersion}, and ${leastNode} is needed`,
            'npm ci installs it: start everything by `npm run`.',
          ),
  },
  {
    id: 'port',
    title: `Port ${port}`,
    run: async () =>
      (await isFree(port))
        ? passed('is free')
        : failed(
            'is taken',
            `PORT=${port + 1} npm start, or stop what uses it; maybe a local run is there already.`,
          ),
  },
];

const isFree = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
