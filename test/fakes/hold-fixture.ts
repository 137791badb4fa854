import { definePlant, type PlantProfile } from '../../configuration/plant.ts';
import { type EventDefinition, eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { type EventKey, eventKeyOf } from '../../events/envelope.ts';
import { lotHeld } from '../../events/lot-held.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { productionReported } from '../../events/production-reported.ts';
import { transient } from '../../lambdas/odoo/failures.ts';
import { messagesOf, type Outcome, type OutcomeMessage } from '../../lambdas/posting/outcomes.ts';
import { handle } from '../../lambdas/quality/handle.ts';
import type { HoldRecord, QualityDeps, Watermark, Watermarks } from '../../lambdas/quality/registry.ts';
import { arrivalTime } from '../../lambdas/store/event-record.ts';
import { messagesAsPublished } from './as-published.ts';
import { recordOf } from './events.ts';
import { type Execution, FakeExecutions } from './fake-executions.ts';
import { FakeLot } from './fake-lot.ts';
import { FifoQueue } from './fifo-queue.ts';
import { inMemoryAuditTrail } from './in-memory-audit-trail.ts';
import { inMemoryEventStore } from './in-memory-event-store.ts';
import { inMemoryRegistry } from './in-memory-registry.ts';
import { mortal } from './mortal.ts';

const oslo = definePlant({
  id: 'oslo',
  name: 'Oslo Dairy',
  warehouse: 'OSL',
  timeZone: 'Europe/Oslo',
  systems: ['mes', 'lims'],
  owners: {},
  ceilings: { default: 1000 },
  negativeStock: 'refuse',
  quality: { hold: 'OSL/Hold', gated: 'everything', remindAfterHours: 8, verdictWithinHours: 24 },
});

const dependencies = ['eventStore', 'queue', 'registry', 'audit', 'executions', 'odoo', 'outcomes'] as const;

/** The outcome of an invocation whose function died: its answer is lost. Step Functions uses this name. */
const died = (): Error => Object.assign(new Error('died'), { name: 'Lambda.Unknown' });

type OnBus = { 'detail-type': string; detail: Record<string, unknown> };

/** A held lot with everything around it: Odoo, plant queue, bus, state machine. Each moves only when a test says so. */
export class HoldFixture {
  now = Date.parse('2026-11-23T12:00:00.000Z');
  readonly odoo = new FakeLot();
  odooDown = false;
  readonly eventStore = inMemoryEventStore();
  readonly queue = new FifoQueue();
  readonly registry = inMemoryRegistry();
  readonly audit = inMemoryAuditTrail();
  readonly executions = new FakeExecutions(() => this.now);
  /** on their way to the function; delivered in any order */
  readonly bus: OnBus[] = [];
  readonly published: OutcomeMessage[] = [];
  readonly counted: string[] = [];
  readonly lot = { plant: 'oslo', item: this.odoo.item, lot: this.odoo.lot };
  readonly marks = new Map<string, Watermark>();
  readonly watermarks: Watermarks = {
    find: async (plant) => this.marks.get(plant),
    keep: async (plant, mark) => void this.marks.set(plant, mark),
  };
  otherPlants: Record<string, PlantProfile> = {};
  /** what `lots.by-people` answers, page by page */
  byPeople: object[] = [];
  #serial = 0;

  get deps(): QualityDeps {
    const silent = () => undefined;
    return {
      plants: { oslo, ...this.otherPlants },
      clock: () => new Date(this.now),
      log: { info: silent, warn: silent, error: silent },
      eventStore: this.eventStore,
      queue: this.queue,
      registry: this.registry,
      audit: this.audit,
      executions: this.executions,
      watermarks: this.watermarks,
      odoo: {
        ask: async ({ question }) => {
          if (this.odooDown) return transient('unreachable', 'away', { outcome: 'not-done' });
          if (question === 'lots.by-people') return { ok: true, answer: this.byPeople.shift() };
          const ready = [{ id: 7, name: 'OSL/OUT/7', origin: 'S-1' }];
          return { ok: true, answer: question === 'lot.state' ? this.odoo.state() : { ready } };
        },
      },
      outcomes: {
        publish: async (messages) => void this.published.push(...messagesAsPublished(messages)),
      },
      count: (metric) => void this.counted.push(metric),
    };
  }

  /** A partner's event about the lot: `ago` hours before now. It waits in the plant queue until it is posted. */
  async say(
    what: 'made' | 'pass' | 'fail' | 'pending' | 'held' | 'released',
    { ago = 0, amount = 10, id }: { ago?: number; amount?: number; id?: string } = {},
  ): Promise<EventKey> {
    const { item, lot } = this.odoo;
    const about = { item, lot };
    if (what === 'made')
      return this.#accept(productionReported, {
        data: { order: 'OSL/MO/1', quantity: { value: amount, unit: 'KGM' }, lot: { number: lot } },
        subject: 'OSL/MO/1',
        ago,
        id,
      });
    if (what === 'held') return this.#accept(lotHeld, { data: about, subject: lot, ago, id });
    if (what === 'released')
      return this.#accept(lotReleased, {
        data: { ...about, releasedBy: 'qa.hansen' },
        subject: lot,
        ago,
        id,
      });
    return this.#accept(lotInspected, { data: { ...about, verdict: what }, subject: lot, ago, id });
  }

  async #accept(
    definition: Pick<EventDefinition, 'name' | 'version'>,
    { data, subject, ago, id }: { data: object; subject: string; ago: number; id: string | undefined },
  ): Promise<EventKey> {
    this.#serial += 1;
    const event: CloudEvent = {
      specversion: '1.0',
      id: id ?? `e-${this.#serial}`,
      source: '/plants/oslo/lims',
      type: eventType(definition),
      time: new Date(this.now - ago * 3_600_000).toISOString(),
      subject,
      dataschema: schemaId(definition),
      data,
    };
    const record = recordOf(event, {
      partner: 'oslo-lab',
      orderingKey: `lot/${this.odoo.lot}`,
      acceptedAt: arrivalTime(new Date(this.now), this.#serial),
    });
    await this.eventStore.accept(record);
    await this.queue.send('oslo', [{ ...record, deduplicationId: record.eventKey }]);
    return eventKeyOf(event);
  }

  /** Odoo books the next event of the plant queue, and the outcome is published. False when there is none. */
  async post(): Promise<boolean> {
    const [received] = this.queue.receive(1);
    if (!received) return false;
    this.queue.delete(received.messageId);
    this.now += 1000;
    const now = new Date(this.now).toISOString();
    const record = await this.eventStore.claim(received.message.eventKey, now, now);
    if (!record) return true;
    const booked = this.odoo.book(record);
    const document = { model: 'stock.lot', id: 1, name: this.odoo.lot };
    if (booked) {
      const booking = { document, lots: [booked] };
      await this.eventStore.posted(record.eventKey, booking, now);
      this.#publish({ kind: 'posted', record, booking });
    } else {
      const reason = { code: 'odoo-refused', message: 'no' };
      await this.eventStore.quarantined(record, reason, now);
      this.#publish({ kind: 'quarantined', record, reason });
    }
    return true;
  }

  #publish(outcome: Outcome): void {
    for (const { name, id, subject, data } of messagesAsPublished(messagesOf(outcome))) {
      const type = `com.odoo-plant-gateway.${name}.v1`;
      this.bus.push({ 'detail-type': type, detail: { id, type, subject, data: structuredClone(data) } });
    }
  }

  /** Delivers one message. The function dies at its n-th call to anything outside, and then the bus delivers again. */
  async deliver(index = 0, dieAt = Number.POSITIVE_INFINITY): Promise<void> {
    const message = this.bus[index % Math.max(1, this.bus.length)];
    if (!message) return;
    try {
      await this.#handle(message, dieAt);
      const place = this.bus.indexOf(message);
      if (place >= 0) this.bus.splice(place, 1);
    } catch (error) {
      if (dieAt === Number.POSITIVE_INFINITY) throw error;
    }
  }

  async step(execution: Execution, dieAt = Number.POSITIVE_INFINITY): Promise<void> {
    await this.executions.step(execution, (payload) => this.#handle(payload, dieAt));
  }

  #handle(input: unknown, dieAt: number): Promise<unknown> {
    // Events of others on the bus do not concern the quality hold: its rules leave them out.
    const { detail } = input as { detail?: { type: string; data: { event?: { source: string } } } };
    if (detail?.type.includes('.event.') && !detail.data.event?.source.endsWith('/gateway'))
      return Promise.resolve();
    return handle(input, mortal(this.deps, dependencies, { left: dieAt, dead: false }, died));
  }

  /** Runs everything that can happen at the present time. */
  async settle(): Promise<void> {
    for (let round = 0; round < 500; round++) {
      const busy = this.executions.running().filter((one) => !this.executions.isAtRest(one));
      if (busy.length === 0 && this.bus.length === 0 && this.queue.size === 0) return;
      await this.post();
      await this.deliver();
      for (const execution of busy) await this.step(execution);
    }
    throw new Error('the quality hold does not come to rest');
  }

  /** Lets time pass in steps. Everything that is due in a step is done. */
  async pass(hours: number): Promise<void> {
    for (let hour = 0; hour < hours; hour++) {
      this.now += 3_600_000;
      await this.settle();
    }
  }

  record(): Promise<HoldRecord | undefined> {
    return this.registry.find(this.lot);
  }

  /** What became of the lot, by the audit. */
  async history(): Promise<string[]> {
    return (await this.audit.read(this.lot, 500)).entries.map(({ what }) => what);
  }

  publishedOf(name: string): string[] {
    return [...new Set(this.published.filter((message) => message.name === name).map(({ id }) => id))];
  }
}
