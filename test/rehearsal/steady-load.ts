import { setTimeout as pause } from 'node:timers/promises';

/** A report of one piece of an order; they are numbered within their order. */
export interface Sent {
  order: string;
  number: number;
  eventKey: string;
}

/** A plant that reports without pause, one event after the other, and repeats each until it is answered. */
export class SteadyLoad {
  readonly sent: Sent[] = [];
  readonly #orders: readonly string[];
  readonly #url: string;
  readonly #key: string;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(url: string, key: string, orders: readonly string[]) {
    this.#url = url;
    this.#key = key;
    this.#orders = orders;
  }

  start(): void {
    this.#running = this.#report();
  }

  /** Throws what ended the load, if anything did. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #report(): Promise<void> {
    for (let number = 1; !this.#stopped; number++)
      for (const order of this.#orders)
        this.sent.push({ order, number, eventKey: await this.#untilTaken(order, number) });
  }

  async #untilTaken(order: string, number: number): Promise<string> {
    const body = JSON.stringify({
      specversion: '1.0',
      id: `${order}-${number}`,
      source: '/plants/oslo/mes',
      type: 'com.odoo-plant-gateway.production.reported.v1',
      time: new Date().toISOString(),
      subject: order,
      dataschema: 'urn:odoo-plant-gateway:production.reported:v1',
      data: { order, quantity: { value: 1, unit: 'C62' } },
    });
    for (;;) {
      // The pace of a plant, and the time in which a gateway is replaced.
      await pause(200);
      const response = await fetch(`${this.#url}/v1/events`, {
        method: 'POST',
        headers: { 'x-api-key': this.#key, 'content-type': 'application/cloudevents+json' },
        body,
      }).catch(() => undefined);
      if (!response || response.status >= 500 || response.status === 429) continue;
      const answer = (await response.json()) as { events?: { eventKey: string }[] };
      const eventKey = answer.events?.[0]?.eventKey;
      if (response.status === 202 && eventKey) return eventKey;
      throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    }
  }
}
