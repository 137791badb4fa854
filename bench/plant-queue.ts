import { randomUUID } from 'node:crypto';
import type { EventKey } from '../events/envelope.ts';
import { batchType, sendBatch } from '../local/run/send.ts';
import { type GatewayUnderTest, names } from '../test/faults/gateway.ts';
import { until } from '../test/faults/until.ts';
import { completionOf } from './floor.ts';

/** The plant queue of one plant in a running gateway, with the moment each of its events was posted. */
export class MeasuredPlantQueue {
  readonly #gateway: GatewayUnderTest;
  readonly #posted = new Map<string, number>();
  readonly #awaited = new Map<string, () => void>();
  readonly #key: string;

  constructor(gateway: GatewayUnderTest) {
    this.#gateway = gateway;
    this.#key = gateway.keys['oslo-mes'] ?? '';
    gateway.cloud.onLog(({ record }) => {
      if (record?.message !== 'EVENT_POSTED') return;
      const eventKey = String(record.eventKey);
      this.#posted.set(eventKey, performance.now());
      this.#awaited.get(eventKey)?.();
    });
  }

  /** Milliseconds from the answer 202 until the event was recorded as posted. */
  async fromAcceptedToPosted(order: string): Promise<number> {
    const event = completionOf(order);
    const response = await fetch(`${this.#gateway.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': batchType, 'x-api-key': this.#key },
      body: JSON.stringify([event]),
    });
    const answeredAt = performance.now();
    if (response.status !== 202) throw new Error(`answered ${response.status}: ${await response.text()}`);
    const { events } = (await response.json()) as { events: { eventKey: EventKey }[] };
    const eventKey = events[0]?.eventKey ?? '';
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.set(eventKey, resolve);
    if (!this.#posted.has(eventKey)) await promise;
    return (this.#posted.get(eventKey) ?? Number.NaN) - answeredAt;
  }

  /** Milliseconds to post a backlog, from the moment the plant queue starts until the last event is posted. */
  async drain(orders: readonly string[]): Promise<number> {
    await this.#operate('pause');
    const before = this.#posted.size;
    for (let from = 0; from < orders.length; from += 50)
      await sendBatch(this.#gateway.url, this.#key, orders.slice(from, from + 50).map(completionOf));
    const began = performance.now();
    await this.#operate('resume');
    await until('the backlog is posted', () => this.#posted.size >= before + orders.length, {
      atMostMs: 300_000,
      everyMs: 20,
    });
    return Math.max(...this.#posted.values()) - began;
  }

  async #operate(command: 'pause' | 'resume'): Promise<void> {
    await this.#gateway.cloud.invoke(names.operateFunction, {
      command,
      plant: 'oslo',
      by: 'bench',
      requestId: randomUUID(),
    });
  }
}
