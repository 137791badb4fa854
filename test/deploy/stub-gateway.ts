import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventKeyOf } from '../../events/envelope.ts';

interface Move {
  id: string;
  source: string;
  data: { item: string; quantity: { value: number }; from: string; to: string };
}

/** The HTTP API as far as a canary needs it: takes events once by their key, and answers their status. */
export const startStubGateway = async () => {
  const events = new Map<string, Move>();
  const keysSeen = new Set<string>();
  const options = {
    /** answers 403 so many times, as API Gateway does for a new key */
    forbidden: 0,
    /** the status of an event; `asked`: how often it was asked for */
    statusOf: (_event: Move, asked: number): object => ({
      status: asked < 2 ? 'accepted' : 'posted',
      document: { name: `OSL/INT/${events.size}` },
    }),
    refuse: undefined as object | undefined,
    /** how the next events are answered: a status, or no answer; `taken`: although they were accepted */
    failures: [] as { status: number | 'none'; taken: boolean }[],
  };
  const asked = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    // Synthesis blocks this process for longer than a kept connection lives.
    response.shouldKeepAlive = false;
    keysSeen.add(String(request.headers['x-api-key']));
    if (options.forbidden > 0) {
      options.forbidden -= 1;
      return void json(403, { message: 'Forbidden' });
    }
    if (request.method === 'POST') {
      if (options.refuse) return void json(422, options.refuse);
      const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Move;
      const failure = options.failures.shift();
      if (!failure || failure.taken) events.set(eventKeyOf(event), event);
      if (failure?.status === 'none') return void response.destroy();
      if (failure) return void json(failure.status as number, { message: 'failed' });
      return void json(202, { events: [{ status: 'accepted' }] });
    }
    const key = request.url?.split('/').at(-1) ?? '';
    const event = events.get(key);
    asked.set(key, (asked.get(key) ?? 0) + 1);
    return void (event ? json(200, options.statusOf(event, asked.get(key) ?? 0)) : json(404, {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/live/`,
    options,
    events,
    keysSeen,
    /** what lies at a place after all events, from nothing */
    at: (place: string) =>
      [...events.values()].reduce(
        (sum, { data: { quantity, from, to } }) =>
          sum + (to === place ? quantity.value : 0) - (from === place ? quantity.value : 0),
        0,
      ),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};

export type StubGateway = Awaited<ReturnType<typeof startStubGateway>>;
