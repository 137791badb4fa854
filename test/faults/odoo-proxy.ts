import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { randomNumbers } from '../../local/sample/random.ts';

/** Share of posting calls, 0 to 1 each, that meet a fault; what is left goes through untouched. */
export interface Misfortune {
  /** Odoo has committed, then the connection breaks */
  answerLost: number;
  /** Odoo has committed, then a proxy in between answers 502 instead */
  badGateway: number;
  /** the connection breaks before Odoo has seen the call */
  requestLost: number;
}

export const calm: Misfortune = { answerLost: 0, badGateway: 0, requestLost: 0 };

/** Changes to calls on their way to Odoo, so that Odoo itself refuses the gateway. */
export interface Disguise {
  apiKey?: string;
  moduleVersion?: string;
}

export interface ProxyFigures {
  /** posting calls that carried events, probes not counted */
  postings: number;
  answersLost: number;
  requestsLost: number;
}

const POSTING = '/json/2/ir.actions.server/run';

/** A proxy between the gateway and an Odoo, on loopback. It does to their calls what networks do. */
export class OdooProxy {
  readonly figures: ProxyFigures = { postings: 0, answersLost: 0, requestsLost: 0 };
  misfortune: Misfortune = calm;
  disguise: Disguise = {};
  /** Called on the arrival of every posting call, for tests that interrupt one. */
  onPosting: (plant: string) => void = () => {};
  readonly #target: URL;
  readonly #random: () => number;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((incoming, outgoing) => {
    this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  #port = 0;

  constructor(target: string, seed: number) {
    this.#target = new URL(target);
    this.#random = randomNumbers(seed);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port every time. */
  up(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  /** Cuts every connection and refuses new ones: to the gateway, Odoo is gone. */
  down(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.down();
    this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    const plant = incoming.url === POSTING ? plantOf(body) : undefined;
    const fate = plant === undefined ? 'pass' : this.#draw();
    if (plant !== undefined) {
      this.figures.postings += 1;
      this.onPosting(plant);
    }
    if (fate === 'requestLost') {
      this.figures.requestsLost += 1;
      outgoing.destroy();
      return;
    }
    const answer = await this.#ask(incoming, body);
    if (fate === 'answerLost' || fate === 'badGateway') {
      this.figures.answersLost += 1;
      if (fate === 'answerLost') outgoing.destroy();
      else outgoing.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
      return;
    }
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #draw(): keyof Misfortune | 'pass' {
    let drawn = this.#random();
    for (const fate of ['answerLost', 'badGateway', 'requestLost'] as const) {
      drawn -= this.misfortune[fate];
      if (drawn < 0) return fate;
    }
    return 'pass';
  }

  #ask(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const { apiKey, moduleVersion } = this.disguise;
    const sent = moduleVersion === undefined ? body : speaking(moduleVersion, body);
    const headers = {
      ...incoming.headers,
      'content-length': String(sent.length),
      ...(apiKey === undefined ? {} : { authorization: `bearer ${apiKey}` }),
    };
    delete (headers as Record<string, unknown>)['transfer-encoding'];
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#target;
      const { method = 'GET', url: path = '/' } = incoming;
      const call = request({ agent: this.#agent, hostname, port, method, path, headers }, (response) => {
        bytesOf(response).then(
          (answered) =>
            resolve({
              status: response.statusCode ?? 502,
              headers: { 'content-type': response.headers['content-type'] ?? 'text/plain' },
              body: answered,
            }),
          reject,
        );
      });
      call.once('error', reject);
      call.end(sent);
    });
  }
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

interface PostingCall {
  context?: { plant_gateway?: { version?: string; protocol?: number; events?: { plant: string }[] } };
}

const plantOf = (body: Buffer): string | undefined =>
  (JSON.parse(body.toString()) as PostingCall).context?.plant_gateway?.events?.[0]?.plant;

/** The call of a gateway from before protocols, of a version that the module does not know. */
function speaking(version: string, body: Buffer): Buffer {
  const call = JSON.parse(body.toString()) as PostingCall;
  const asked = call.context?.plant_gateway;
  if (asked) {
    asked.version = version;
    delete asked.protocol;
  }
  return Buffer.from(JSON.stringify(call));
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
