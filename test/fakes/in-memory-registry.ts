import { randomUUID } from 'node:crypto';
import type { HoldRecord, Lot, Registry } from '../../lambdas/quality/registry.ts';
import { lotHash } from '../../lambdas/store/audit-trail.ts';

/** Lots in quality hold in memory; it passes the same suite as the one on DynamoDB. */
export const inMemoryRegistry = (): Registry => {
  const records = new Map<string, HoldRecord>();
  const keyOf = (lot: Lot) => `${lot.plant} ${lotHash(lot)}`;
  return {
    async find(lot) {
      return structuredClone(records.get(keyOf(lot)));
    },
    async replace(seen, next) {
      if (records.get(keyOf(next))?.version !== seen?.version) return undefined;
      const record = structuredClone({ ...next, version: randomUUID() });
      records.set(keyOf(next), record);
      return structuredClone(record);
    },
  };
};
