import type { PlantProfile } from '../../../configuration/plant.ts';
import { OdooClient } from '../../../lambdas/odoo/client.ts';
import { askOdoo } from '../../../lambdas/odoo/ports.ts';
import { catchUp } from '../../../lambdas/outbound/feed/append.ts';
import type { Feed, FeedMessage } from '../../../lambdas/outbound/feed/feed.ts';
import type { EntityType } from '../../../lambdas/outbound/poll/entity-type.ts';
import { pollEntityType } from '../../../lambdas/outbound/poll/poll-entity-type.ts';
import type { PlantCodes } from '../../../lambdas/posting/code-mapping/plant-codes.ts';
import { oslo } from '../../../plants/oslo.ts';
import type { TestBackend } from '../../backends/test-backend.ts';
import { inMemoryEventStore } from '../../fakes/in-memory-event-store.ts';
import { inMemoryFeed } from '../../fakes/in-memory-feed.ts';

/** Odoo's own codes, as of a plant without a code mapping. */
const odooWords: PlantCodes = { code: (_, odooCode) => odooCode };

/** A plant that is told of one kind of things, of an Odoo that others change as well. */
export class Hearing {
  readonly feed: Feed = inMemoryFeed();
  readonly eventStore = inMemoryEventStore();
  plant: PlantProfile;
  private readonly kind: EntityType;
  private readonly client: OdooClient;
  private heard = 0;

  constructor(
    backend: Pick<TestBackend, 'url' | 'database' | 'apiKey'>,
    kind: EntityType,
    plant: Partial<PlantProfile> = {},
  ) {
    const { url, database, apiKey } = backend;
    this.client = new OdooClient({ url, database, apiKey });
    this.kind = kind;
    this.plant = { ...oslo, ...plant };
  }

  /** Looks once; what was told, of this subject only where one is named. */
  async hear(subject?: string): Promise<FeedMessage[]> {
    const { feed, plant, client } = this;
    const head = await catchUp(plant.id, { feed });
    const looked = await pollEntityType(this.kind, plant, head, odooWords, {
      feed,
      eventStore: this.eventStore,
      odoo: { ask: (question) => askOdoo(client, question) },
      clock: () => new Date(),
      keepDays: 30,
      unreadable: (_, name, error) => {
        throw new Error(`${name} cannot be read`, { cause: error });
      },
      timeLeft: () => 600_000,
    });
    if (!looked.ok) throw new Error(`${looked.failure.code}: ${looked.failure.message}`);
    const told: FeedMessage[] = [];
    for (;;) {
      const page = await feed.after(plant.id, this.heard, 100);
      if (page.length === 0) break;
      told.push(...page);
      this.heard = page.at(-1)?.sequence ?? this.heard;
    }
    return subject === undefined ? told : told.filter((message) => message.subject === subject);
  }

  /** Names of the things that stand. */
  async currentState(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name, message } of this.feed.states(this.plant.id, this.kind.name))
      if (!message.gone) names.push(name);
    return names;
  }
}

export const kilograms = (value: number) => ({ value, unit: 'KGM' });
export const pieces = (value: number) => ({ value, unit: 'C62' });
