import { randomUUID } from 'node:crypto';
import type { Consumer, Consumers, Reference } from '../../lambdas/outbound/feed/feed.ts';

/** Consumers in memory; they pass the same suite as those on DynamoDB. */
export const inMemoryConsumers = (): Consumers => {
  const consumers = new Map<string, Consumer>();
  const references = new Map<string, Reference>();
  return {
    async of(plant, partner) {
      return structuredClone(consumers.get(`${plant} ${partner}`));
    },
    async all(plant) {
      const mine = [...consumers.values()].filter((each) => each.plant === plant);
      return structuredClone(mine.sort((a, b) => (a.partner < b.partner ? -1 : 1)));
    },
    async move(seen, next) {
      const key = `${next.plant} ${next.partner}`;
      if (consumers.get(key)?.version !== seen?.version) return undefined;
      const consumer = structuredClone({ ...next, version: randomUUID() });
      consumers.set(key, consumer);
      return structuredClone(consumer);
    },
    async keepReference(reference) {
      const { plant, partner, sequence } = reference;
      references.set(`${plant} ${sequence} ${partner}`, structuredClone(reference));
    },
    async referencesOf(plant, sequence) {
      const mine = [...references.values()].filter(
        (each) => each.plant === plant && each.sequence === sequence,
      );
      return structuredClone(mine.sort((a, b) => (a.partner < b.partner ? -1 : 1)));
    },
  };
};
