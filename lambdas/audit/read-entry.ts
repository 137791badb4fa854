import type { OfLot, ReadEntry } from './audit-trail.ts';
import { type AuditEntry, entryKey } from './entry.ts';

/** What is no entry any more is shown as one all the same: that it was changed is what matters. */
export const readEntry = (lot: OfLot, key: string, text: string): ReadEntry => {
  const entry = parsed(text);
  const genuine =
    entry &&
    entry.plant === lot.plant &&
    entry.item === lot.item &&
    entry.lot === lot.lot &&
    entryKey(entry) === key;
  return { ...(entry ?? unreadable(lot, key)), ...(!genuine && { tampered: true }) };
};

const parsed = (text: string): AuditEntry | undefined => {
  try {
    const entry = JSON.parse(text);
    return typeof entry?.recordedAt === 'string' && typeof entry.what === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
};

const unreadable = ({ plant, item, lot }: OfLot, key: string): AuditEntry => {
  const [recordedAt = '', what = ''] = key.split('_');
  const unknown = { system: 'unknown', partner: 'unknown', time: recordedAt, recordedAt, evidence: {} };
  return { plant, item, lot, what: what as AuditEntry['what'], ...unknown };
};
