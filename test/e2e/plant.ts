import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { schemaId } from '../../events/define-event.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { definitionOf } from '../../events/parse-event.ts';
import { type LocalGateway, startLocalGateway } from '../../local/run/local-gateway.ts';
import type { EventState } from '../../local/run/send.ts';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';
import type { TestBackend } from '../backends/test-backend.ts';

export interface Sent {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {
    events?: { status: string; eventKey: string; statusUrl: string; errors?: { pointer: string }[] }[];
    errors?: { pointer: string; rule: string; detail: string }[];
  };
}

export type Event = Record<string, unknown> & { id: string; source: string };

const single = 'application/cloudevents+json';

/** A plant with its gateway and its Odoo, as a partner and an operator see them. */
export class Plant {
  readonly gateway: LocalGateway;
  readonly backend: TestBackend;
  readonly #folder: string;
  readonly #run = Date.now().toString(36).slice(-5).toUpperCase();
  #count = 0;

  private constructor(gateway: LocalGateway, backend: TestBackend, folder: string) {
    this.gateway = gateway;
    this.backend = backend;
    this.#folder = folder;
  }

  static async open(backend: TestBackend): Promise<Plant> {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
    await backend.seed(qualityHoldOfOslo);
    const gateway = await startLocalGateway({ dataDir: folder, odoo: addressOf(backend) });
    return new Plant(gateway, backend, folder);
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.backend.close();
    rmSync(this.#folder, { recursive: true });
  }

  name(word: string): string {
    this.#count += 1;
    return `${word}${this.#run}${this.#count}`;
  }

  /** An order of kilograms of a product of its own, made of two kilograms of a component of its own each. */
  async order(quantity = 100, stock = 1000): Promise<{ order: string; product: string; component: string }> {
    const [order, product, component] = [this.name('OSL/MO/'), this.name('P'), this.name('C')];
    const item = { uom: 'uom.product_uom_kgm', tracking: 'none' } as const;
    await this.backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      items: [product, component].map((code) => ({ ...item, code, name: code })),
      boms: [{ item: product, quantity: 1, components: [{ item: component, quantity: 2 }] }],
      stock: [{ warehouse: 'OSL', item: component, quantity: stock }],
      orders: [{ name: order, warehouse: 'OSL', item: product, quantity }],
    });
    return { order, product, component };
  }

  event(name: string, data: Record<string, unknown>, more: Partial<Event> = {}): Event {
    const type = `com.odoo-plant-gateway.${name}.v1`;
    const definition = definitionOf(type);
    return {
      specversion: '1.0',
      id: this.name('e-'),
      source: '/plants/oslo/mes',
      type,
      time: new Date(Date.now() - 60_000).toISOString(),
      subject: String(data.order),
      dataschema: definition ? schemaId(definition) : '',
      data,
      ...more,
    };
  }

  report(order: string, value: number, more: Record<string, unknown> = {}): Event {
    return this.event('production.reported', { order, quantity: { value, unit: 'KGM' }, ...more });
  }

  async send(
    body: unknown,
    { partner = 'oslo-mes', headers = {} as Record<string, string> } = {},
  ): Promise<Sent> {
    const batch = Array.isArray(body);
    const response = await fetch(`${this.gateway.url}/v1/events`, {
      method: 'POST',
      headers: {
        'content-type': batch ? 'application/cloudevents-batch+json' : single,
        'x-api-key': this.gateway.keys[partner] ?? '',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Sent['body'],
    };
  }

  async get(
    path: string,
    partner = 'oslo-mes',
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
    const response = await fetch(`${this.gateway.url}${path}`, {
      headers: { 'x-api-key': this.gateway.keys[partner] ?? '', ...headers },
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  }

  async putOnBus(source: string, event: Event): Promise<void> {
    const client = new EventBridgeClient({
      endpoint: this.gateway.cloud.awsUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const entry = { EventBusName: 'opg-local', Source: source, DetailType: String(event.type) };
    await client.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(event) }] }));
  }

  operate(command: Record<string, unknown>): Promise<{ ok: boolean; said: string; result?: unknown }> {
    const decides = ['retry', 'skip', 'resend', 'pause', 'resume', 'approve'].includes(
      String(command.command),
    );
    const decision = decides ? { by: 'ola', requestId: crypto.randomUUID() } : {};
    return this.gateway.cloud.invoke('opg-local-operate', { ...command, ...decision }) as Promise<{
      ok: boolean;
      said: string;
    }>;
  }

  /** `npm run operate -- …` on this gateway: what it prints, and its exit code. */
  cli(...words: string[]): Promise<{ code: number; out: string }> {
    const env = { ...process.env, LOCAL_DATA: this.#folder };
    return new Promise((done) =>
      execFile(process.execPath, ['scripts/operate.ts', ...words], { env }, (error, stdout, stderr) =>
        done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      ),
    );
  }

  /** Writes a file that the operator has at hand. */
  file(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs the outbox sweeper now instead of at the full minute. */
  async sweep(): Promise<void> {
    const name = this.gateway.cloud.functions.find((known) => /watch/i.test(known)) ?? '';
    await this.gateway.cloud.invoke(name, {});
  }

  async state(event: Event, partner = 'oslo-mes'): Promise<EventState> {
    const { body } = await this.get(`/v1/events/${eventKeyOf(event)}`, partner);
    return body as unknown as EventState;
  }

  /** Waits until the event has the status. Throws with its present status when the time is over. */
  async become(event: Event, status: string, partner = 'oslo-mes'): Promise<EventState> {
    return until(
      async () => {
        const state = await this.state(event, partner);
        return state.status === status ? state : undefined;
      },
      () => this.state(event, partner),
    );
  }
}

export const addressOf = ({ url, database, apiKey }: TestBackend) => ({ url, database, apiKey });

/** Asks again until there is an answer, at most 80 s, which is enough for a slow machine. */
export const until = async <T>(
  ask: () => Promise<T | undefined>,
  otherwise: () => Promise<unknown> = async () => undefined,
): Promise<T> => {
  const deadline = Date.now() + 80_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${JSON.stringify(await otherwise())}`);
    await pause(50);
  }
};
