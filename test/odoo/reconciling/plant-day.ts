import { eventType, schemaId } from '../../../events/define-event.ts';
import type { CloudEvent } from '../../../events/envelope.ts';
import { type EventKey, eventKeyOf } from '../../../events/envelope.ts';
import type { PartnerAccess } from '../../../lambdas/access/partner-access.ts';
import type { OdooClient } from '../../../lambdas/odoo/client.ts';
import { bookPostings, odooPort, type QuestionPort, questionPort } from '../../../lambdas/odoo/ports.ts';
import { unitCodeOf } from '../../../lambdas/odoo/units.ts';
import type { MessageDraft } from '../../../lambdas/outbound/feed/append.ts';
import { codesOf, postingOf } from '../../../lambdas/posting/book.ts';
import { codeLookup } from '../../../lambdas/posting/events/define-posting.ts';
import { reconciliationJob } from '../../../lambdas/reconciliation/job.ts';
import { stockBooks } from '../../../lambdas/reconciliation/odoo-books.ts';
import type { ReconciliationLine, Reports } from '../../../lambdas/reconciliation/reports.ts';
import { oslo } from '../../../plants/oslo.ts';
import { Spine } from '../../fakes/spine.ts';
import { definitionNamed } from './definition-named.ts';

const everything: PartnerAccess = {
  partner: 'everybody',
  plants: ['oslo'],
  systems: ['mes', 'wms', 'lab'],
  types: [
    'production.*',
    'production-order.snapshotted',
    'material.*',
    'stock.*',
    'goods.*',
    'shipment.confirmed',
    'lot.*',
    'day.closed',
    'labor.*',
  ],
  reads: 'plant',
  receives: [],
  suppliers: [],
};

/** Events go the gateway's whole way in memory, to the Odoo of the test. */
class OpenSpine extends Spine {
  readonly client: OdooClient;

  constructor(client: OdooClient) {
    super();
    this.client = client;
  }

  override get deps() {
    return { ...super.deps, odoo: odooPort(async () => this.client) };
  }
}

export interface Balance {
  item: string;
  location: string;
  lot?: string;
  quantity: { value: number; unit: string };
}

const profile = { ...oslo, reconciliation: { ...oslo.reconciliation, tolerances: [{ absolute: 0.01 }] } };

/** A plant with its own books and its own event store. One Odoo serves all plants. */
export class PlantDay {
  readonly spine: OpenSpine;
  readonly odoo: QuestionPort;
  readonly reports: Reports;
  readonly published: MessageDraft[] = [];
  readonly counted: number[] = [];
  /** the moment of the next snapshot */
  asOf = new Date();
  #serial = 0;
  #runs = 0;
  readonly #run = Date.now().toString(36);

  constructor(client: OdooClient) {
    this.spine = new OpenSpine(client);
    this.odoo = questionPort(async () => client);
    this.spine.questions = this.odoo;
    this.reports = this.spine.reports;
    this.spine.now = new Date(this.asOf.getTime() - 30_000);
  }

  /** Both sides agreed when the day began. */
  async begin(): Promise<this> {
    const snapshot = { snapshot: `S-${this.#run}-0`, asOf: this.asOf.toISOString() };
    const at = new Date(this.asOf.getTime() - 3_600_000).toISOString();
    await this.reports.keep(
      { plant: 'oslo', id: 'run-000', at, snapshots: { stock: snapshot, days: [] }, counts: {} },
      [],
    );
    return this;
  }

  /** An event of a system, a minute before the moment of the snapshot. */
  event(
    name: string,
    data: Record<string, unknown>,
    more: Partial<CloudEvent> & { system?: string } = {},
  ): CloudEvent {
    const { system = name.startsWith('stock') || name.startsWith('goods') ? 'wms' : 'mes', ...rest } = more;
    const definition = definitionNamed(name);
    this.#serial += 1;
    return {
      specversion: '1.0',
      id: `${this.#run}-${this.#serial}`,
      source: `/plants/oslo/${system}`,
      type: eventType(definition),
      time: new Date(this.asOf.getTime() - 60_000).toISOString(),
      subject: definition.subject(data as never),
      dataschema: schemaId(definition),
      data,
      ...rest,
    };
  }

  /** Takes the events in and leaves them in the plant queue. */
  async accept(...events: CloudEvent[]): Promise<EventKey[]> {
    const rows = await this.spine.accept(events, everything);
    for (const row of rows) if (row.status !== 'accepted') throw new Error(JSON.stringify(row));
    return events.map(eventKeyOf);
  }

  /** Takes the events in, and posts whatever is in the plant queue. */
  async book(...events: CloudEvent[]): Promise<EventKey[]> {
    const keys = await this.accept(...events);
    const { now } = this.spine;
    await this.spine.drain();
    // Waiting for the queue took no time of the plant's.
    this.spine.now = now;
    this.spine.tick(1);
    return keys;
  }

  /** Takes the events in, and posts them alone: what was in the plant queue before stays there. */
  async bookOnly(...events: CloudEvent[]): Promise<EventKey[]> {
    const { eventStore, codeMapping } = this.spine;
    const keys = await this.accept(...events);
    for (const key of keys) {
      const record = await eventStore.claim(key, new Date(0).toISOString(), new Date().toISOString());
      if (!record) throw new Error(`${key} cannot be claimed`);
      const words = codeLookup(await codeMapping.lookUp('oslo', codesOf(record)));
      const booked = await bookPostings(this.spine.client, [postingOf(record, oslo, words)]);
      const [row] = booked.ok ? booked.rows : [];
      if (row?.result !== 'posted') throw new Error(JSON.stringify(booked));
      await eventStore.posted(key, { document: row.document }, this.spine.now.toISOString());
    }
    return keys;
  }

  /** What the plant reports about its own items. About all others it reports what Odoo has. */
  async snapshot(own: readonly Balance[], items: readonly string[]): Promise<void> {
    const others: Balance[] = [];
    for await (const page of stockBooks(
      this.odoo,
      { warehouse: 'OSL' },
      { since: this.asOf.toISOString(), keys: [] },
    ))
      for (const { item, uom, quants, issued } of page.items) {
        const unit = unitCodeOf(uom);
        if (items.includes(item) || !unit) continue;
        for (const { lot, location, quantity } of quants) {
          const off = issued.filter((each) => each.location === location && each.lot === lot);
          const value =
            Math.round((quantity - off.reduce((sum, each) => sum + each.quantity, 0)) * 1e6) / 1e6;
          if (value > 0) others.push({ item, location, ...(lot && { lot }), quantity: { value, unit } });
        }
      }
    const whole = { snapshot: `S-${this.#run}-${this.#serial + 1}`, asOf: this.asOf.toISOString() };
    const all = [...own, ...others];
    const size = 200;
    const parts = Math.max(1, Math.ceil(all.length / size));
    const events = Array.from({ length: parts }, (_, index) =>
      this.event('stock.snapshotted', {
        ...whole,
        part: index + 1,
        parts,
        balances: all.slice(index * size, index * size + size),
      }),
    );
    for (const event of events) await this.accept(event);
  }

  async orders(orders: readonly Record<string, unknown>[]): Promise<void> {
    const whole = {
      snapshot: `O-${this.#run}-${this.#serial}`,
      asOf: this.asOf.toISOString(),
      part: 1,
      parts: 1,
    };
    await this.accept(this.event('production-order.snapshotted', { ...whole, orders }));
  }

  /** The report that was made last. */
  get last(): string {
    return `run-${String(this.#runs).padStart(3, '0')}`;
  }

  /** Runs the job to its end, an hour later; its lines about these items, or about anything. */
  async reconcile(about?: (line: ReconciliationLine) => boolean): Promise<ReconciliationLine[]> {
    const job = reconciliationJob({
      plants: { oslo: profile },
      eventStore: this.spine.eventStore,
      codeMapping: this.spine.codeMapping,
      odoo: this.odoo,
      reports: this.reports,
      publish: async (_plant, drafts) => void this.published.push(...drafts),
      clock: () => new Date(Math.max(this.asOf.getTime(), this.spine.now.getTime()) + 3_600_000),
      log: this.spine.log,
      count: (metric, _plant, value) => {
        if (metric === 'DriftBeyondTolerance') this.counted.push(value);
      },
    });
    this.#runs += 1;
    const id = this.last;
    const base = { plant: 'oslo', job: 'reconciliation', id, state: 'running', by: 'test' } as const;
    let checkpoint: unknown;
    for (;;) {
      const run = {
        ...base,
        startedAt: '',
        counts: {},
        version: '',
        ...(checkpoint !== undefined && { checkpoint }),
      };
      const step = await job.step(run, () => 600_000);
      if (step.done) break;
      // As a store would have it.
      checkpoint = JSON.parse(JSON.stringify(step.checkpoint));
    }
    const lines: ReconciliationLine[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.reports.lines('oslo', id, { limit: 500, ...(cursor && { cursor }) });
      lines.push(...page.lines.map(({ line }) => line));
      cursor = page.cursor;
      if (!cursor) break;
    }
    return about ? lines.filter(about) : lines;
  }
}

export const of =
  (...names: string[]) =>
  (line: ReconciliationLine): boolean =>
    (line.kind === 'stock' && names.includes(line.item)) ||
    (line.kind === 'order' && names.includes(line.order));

export const causesOf = (line: ReconciliationLine | undefined): string[] =>
  line?.causes.map(({ cause }) => cause) ?? [];
