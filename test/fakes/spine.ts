import type { PlantProfile } from '../../configuration/plant.ts';
import type { CloudEvent, EventKey } from '../../events/envelope.ts';
import type { PartnerAccess } from '../../lambdas/access/partner-access.ts';
import { type AcceptRow, acceptEvents } from '../../lambdas/inbound/accept-events.ts';
import { transient } from '../../lambdas/odoo/failures.ts';
import type { QuestionPort } from '../../lambdas/odoo/ports.ts';
import type { Command, CommandAnswer } from '../../lambdas/operations/commands.ts';
import { operate } from '../../lambdas/operations/operate.ts';
import { sweepOutbox } from '../../lambdas/operations/outbox-sweeper.ts';
import { emptyMemory } from '../../lambdas/operations/plant-silence.ts';
import type { Log } from '../../lambdas/platform/log.ts';
import type { RunMachine } from '../../lambdas/platform/runs/run-machine.ts';
import type { MessageResult, Metric, PostDeps } from '../../lambdas/posting/batch.ts';
import type { CodeMappingTable } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import {
  messagesOf,
  type Outcome,
  type OutcomeBus,
  type OutcomeMessage,
  type RejectedOutcome,
} from '../../lambdas/posting/outcomes.ts';
import type { PlantQueueSwitch } from '../../lambdas/posting/plant-queue.ts';
import { postBatch } from '../../lambdas/posting/post-batch.ts';
import type { Reports } from '../../lambdas/reconciliation/reports.ts';
import type { EventStore } from '../../lambdas/store/event-store.ts';
import { partners } from '../../partners/index.ts';
import { oslo } from '../../plants/oslo.ts';
import { messagesAsPublished } from './as-published.ts';
import { noon } from './events.ts';
import { FakeOdoo } from './fake-odoo.ts';
import { FifoQueue } from './fifo-queue.ts';
import { inMemoryAuditTrail } from './in-memory-audit-trail.ts';
import { inMemoryCodeMapping } from './in-memory-code-mapping.ts';
import { inMemoryConsumers } from './in-memory-consumers.ts';
import { inMemoryEventStore } from './in-memory-event-store.ts';
import { inMemoryFeed } from './in-memory-feed.ts';
import { inMemoryReports } from './in-memory-reports.ts';
import { inMemoryRuns } from './in-memory-runs.ts';
import { mortal } from './mortal.ts';
import { noWebhooks } from './no-webhooks.ts';

export const osloMes: PartnerAccess = {
  partner: 'oslo-mes',
  plants: ['oslo'],
  systems: ['mes'],
  types: ['production.*', 'material.consumed', 'work-order.paused'],
  reads: 'plant',
  receives: [],
  suppliers: [],
};

/** The outcome of an invocation whose function died: its answer is lost. */
/** Services outside the function: the calls of a killed function have no effect there. */
const dependencies = ['eventStore', 'queue', 'odoo', 'codeMapping', 'outcomes'] as const;
const killed = () => new Error('killed');

/** The whole way of an event in memory, with a clock. A function can be killed at each step of the way. */
export class Spine {
  now = noon;
  readonly eventStore: EventStore;
  readonly codeMapping = inMemoryCodeMapping();
  readonly audit = inMemoryAuditTrail();
  readonly feed = inMemoryFeed();
  readonly consumers = inMemoryConsumers();
  readonly queue = new FifoQueue();
  readonly odoo = new FakeOdoo();
  readonly runs = inMemoryRuns();
  readonly started = new Map<string, object>();
  readonly runMachine: RunMachine = {
    start: async (name, order) => void this.started.set(name, order),
  };
  readonly reports = inMemoryReports();
  /** Odoo gets no question unless a test gives its answers */
  questions: QuestionPort = { ask: async () => transient('unreachable', 'nobody', { outcome: 'not-done' }) };
  readonly settled: Outcome[] = [];
  readonly rejected: RejectedOutcome[] = [];
  readonly published: OutcomeMessage[] = [];
  readonly logged: { level: string; code: string; about: Record<string, unknown> }[] = [];
  readonly counted = new Map<string, number>();
  readonly gauges = new Map<string, number>();
  readonly paused = new Set<string>();
  readonly memory = emptyMemory();
  busDown = false;

  constructor(eventStore: EventStore = inMemoryEventStore()) {
    this.eventStore = eventStore;
  }

  readonly log: Log = {
    info: (code, about) => void this.logged.push({ level: 'info', code, about }),
    warn: (code, about) => void this.logged.push({ level: 'warn', code, about }),
    error: (code, about) => void this.logged.push({ level: 'error', code, about }),
  };
  readonly outcomes: OutcomeBus = {
    settled: async (outcomes) => {
      if (this.busDown) return new Set(outcomes.map((outcome) => outcome.record.eventKey));
      messagesAsPublished(outcomes.flatMap(messagesOf));
      this.settled.push(...outcomes);
      return new Set();
    },
    rejected: async (outcome) => {
      messagesAsPublished([{ name: 'event.rejected', id: '', subject: '', data: outcome }]);
      this.rejected.push(outcome);
    },
    publish: async (messages) => void this.published.push(...messagesAsPublished(messages)),
  };
  readonly queueSwitch: PlantQueueSwitch = {
    pause: async (plant: string) => !this.paused.has(plant) && Boolean(this.paused.add(plant)),
    resume: async (plant: string) => this.paused.delete(plant) || true,
  };
  readonly clock = () => this.now;

  get deps(): PostDeps & { codeMapping: CodeMappingTable; reports: Reports; questions: QuestionPort } {
    return {
      plant: oslo,
      eventStore: this.eventStore,
      codeMapping: this.codeMapping,
      queue: this.queue,
      odoo: this.odoo,
      reports: this.reports,
      questions: this.questions,
      outcomes: this.outcomes,
      clock: this.clock,
      log: this.log,
      count: (metric: Metric, amount: number) =>
        void this.counted.set(metric, (this.counted.get(metric) ?? 0) + amount),
    };
  }

  tick(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000);
  }

  accept(events: unknown[], access = osloMes): Promise<AcceptRow[]> {
    return acceptEvents(events, access, { ...this.deps, plants: { oslo } });
  }

  /** A partner's call whose function dies at that step. The partner repeats it until it is answered. */
  async acceptInTheEnd(events: unknown[], dieAt: number): Promise<AcceptRow[]> {
    const deps = mortal(this.deps, dependencies, { left: dieAt, dead: false }, killed);
    const answer = await acceptEvents(events, osloMes, { ...deps, plants: { oslo } }).catch(() => undefined);
    return answer ?? this.accept(events);
  }

  /** One invocation of post. With `dieAt` its function dies at that step: at its n-th call to anything outside. */
  async post(dieAt = Number.POSITIVE_INFINITY): Promise<Map<string, MessageResult>> {
    const received = this.queue.receive();
    if (received.length === 0) return new Map();
    const messages = received.map(({ messageId, message, receiveCount }) => ({
      messageId,
      receiveCount,
      eventKey: message.eventKey,
      orderingKey: message.orderingKey,
      acceptedAt: message.acceptedAt,
      ...(message.also && { also: message.also }),
      ...(message.due && { due: message.due }),
    }));
    const knife = { left: dieAt, dead: false };
    const leaseUntil = new Date(this.now.getTime() + 90_000);
    const verdicts = await postBatch(
      messages,
      leaseUntil,
      mortal<PostDeps>(this.deps, dependencies, knife, killed),
    );
    if (knife.dead) return new Map();
    for (const [messageId, verdict] of verdicts)
      if (verdict.done) this.queue.delete(messageId);
      else if (dieAt === Number.POSITIVE_INFINITY) this.queue.release(messageId);
    return verdicts;
  }

  /** Posts until the plant queue is empty or nothing moves. The visibility timeout runs out in every round. */
  async drain(rounds = 200): Promise<void> {
    for (let round = 0; round < rounds && this.queue.size > 0; round++) {
      this.tick(100);
      this.queue.reappear();
      await this.post();
    }
  }

  sweep(plants: readonly PlantProfile[] = [oslo]): Promise<void> {
    return sweepOutbox({
      ...this.deps,
      plants,
      queueSwitch: this.queueSwitch,
      feed: this.feed,
      runs: this.runs,
      memory: this.memory,
      gauge: (metric, value, plant) => void this.gauges.set([metric, plant].filter(Boolean).join(' '), value),
      countPolls: (plant, amount) => void this.gauges.set(`Dispatched ${plant}`, amount),
    });
  }

  operate(command: Command): Promise<CommandAnswer> {
    return operate(command, { ...this.operating, plants: this.operatingPlants });
  }

  readonly operatingPlants = { oslo };

  /** Dependencies of the operator's commands, except the plants. */
  get operating() {
    const { deps, queueSwitch, audit, feed, consumers, runs, runMachine } = this;
    return { ...noWebhooks(), partners, ...deps, queueSwitch, audit, feed, consumers, runs, runMachine };
  }

  decide(action: 'retry' | 'skip', eventKey: EventKey): Promise<CommandAnswer> {
    return this.operate({
      command: action,
      eventKey,
      by: 'ola',
      note: 'tried',
      requestId: crypto.randomUUID(),
    });
  }

  async statusOf(key: EventKey): Promise<string | undefined> {
    return (await this.eventStore.get(key))?.status;
  }

  async statuses(events: CloudEvent[], keyOf: (event: CloudEvent) => EventKey): Promise<string[]> {
    return Promise.all(events.map(async (event) => (await this.statusOf(keyOf(event))) ?? 'unknown'));
  }
}
