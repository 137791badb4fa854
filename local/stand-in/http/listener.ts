import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly url: string;
  /** Stops listening and breaks what is under way; connecting is refused from then on. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
}

/** Listens on the loopback interface only. Port 0 picks a free one, which is then kept over `down` and `up`. */
export async function listen(
  port: number,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  let server: Server | undefined;
  let kept = port;
  const up = async (): Promise<void> => {
    if (server !== undefined) return;
    const starting = createServer(serve);
    await new Promise<void>((resolve, reject) => {
      starting.once('error', reject);
      starting.listen(kept, '127.0.0.1', resolve);
    });
    kept = (starting.address() as AddressInfo).port;
    server = starting;
  };
  await up();
  return {
    url: `http://127.0.0.1:${kept}`,
    up,
    down: async () => {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
  };
}
