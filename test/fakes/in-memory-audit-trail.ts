import {
  type AuditTrail,
  entryKey,
  type LotRef,
  lotHash,
  readEntry,
} from '../../lambdas/store/audit-trail.ts';
import { answerAsPublished } from './as-published.ts';

/** The audit in memory; it passes the same suite as the one on DynamoDB. */
export const inMemoryAuditTrail = (): AuditTrail => {
  const lots = new Map<string, Map<string, string>>();
  const entriesOf = (lot: LotRef) => {
    const name = `${lot.plant} ${lotHash(lot)}`;
    const entries = lots.get(name) ?? new Map<string, string>();
    lots.set(name, entries);
    return entries;
  };
  return {
    async write(entry) {
      const entries = entriesOf(answerAsPublished('auditEntry', entry));
      const key = entryKey(entry);
      if (!entries.has(key)) entries.set(key, JSON.stringify(entry));
    },
    async read(lot, limit, after = '') {
      const all = [...entriesOf(lot)].filter(([key]) => key > after).sort(([a], [b]) => (a < b ? -1 : 1));
      const page = all.slice(0, limit);
      const last = page.at(-1)?.[0];
      return {
        entries: page.map(([key, text]) => readEntry(lot, key, text)),
        keys: page.map(([key]) => key),
        ...(all.length >= limit && last && { next: last }),
      };
    },
  };
};
