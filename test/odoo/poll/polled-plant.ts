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

/** A plant that gets messages about one entity type, from an Odoo that others change as well. */
export class PolledPlant {
  readonly feed: Feed = inMemoryFeed();
  readonly eventStore = inMemoryEventStore();
  plant: PlantProfile;
  private readonly entityType: EntityType;
  private readonly client: OdooClient;
  private position = 0;

  constructor(
    backend: Pick<TestBackend, 'url' | 'database' | 'apiKey'>,
    entityType: EntityType,
    plant: Partial<PlantProfile> = {},
  ) {
    const { url, database, apiKey } = backend;
    this.client = new OdooClient({ url, database, apiKey, environment: 'local' });
    this.entityType = entityType;
    this.plant = { ...oslo, ...plant };
  }

  /** how often Odoo did not take the watermark */
  noticed = 0;

  /** Polls once. Returns the messages that were published, of this subject only where one is named. */
  async poll(subject?: string): Promise<FeedMessage[]> {
    const { feed, plant, client } = this;
    const head = await catchUp(plant.id, { feed });
    const polled = await pollEntityType(this.entityType, plant, head, odooWords, {
      feed,
      eventStore: this.eventStore,
      odoo: { ask: (question) => askOdoo(client, question) },
      clock: () => new Date(),
      keepDays: 30,
      unreadable: (_, name, error) => {
        throw new Error(`${name} cannot be read`, { cause: error });
      },
      noticed: () => {
        this.noticed += 1;
      },
      timeLeft: () => 600_000,
    });
    if (!polled.ok) throw new Error(`${polled.failure.code}: ${polled.failure.message}`);
    const published: FeedMessage[] = [];
    for (;;) {
      const page = await feed.after(plant.id, this.position, 100);
      if (page.length === 0) break;
      published.push(...page);
      this.position = page.at(-1)?.sequence ?? this.position;
    }
    return subject === undefined ? published : published.filter((message) => message.subject === subject);
  }

  /** Names of the entities that are not gone. */
  async currentState(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name, message } of this.feed.states(this.plant.id, this.entityType.name))
      if (!message.gone) names.push(name);
    return names;
  }
}

export const kilograms = (value: number) => ({ value, unit: 'KGM' });
export const pieces = (value: number) => ({ value, unit: 'C62' });
