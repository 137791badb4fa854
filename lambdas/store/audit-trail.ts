import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EventKey } from '../../events/envelope.ts';

/** A lot of a plant; `item` is the internal reference in Odoo. */
export interface LotRef {
  plant: string;
  item: string;
  lot: string;
}

/** An entry as it is read. `tampered`: its content is not the content that was written. */
export type ReadEntry = AuditEntry & { tampered?: true };

/** The audit trail of lots. Entries are added and never changed or removed. Throws when a store fails. */
export interface AuditTrail {
  /** Writing the same entry again has no effect. */
  write(entry: AuditEntry): Promise<void>;
  /** In the order in which they were recorded. */
  read(lot: LotRef, limit: number, after?: string): Promise<AuditPage>;
}

/** `keys`: the key of each entry. `next`: the `after` of the next page; absent on the last. */
export interface AuditPage {
  entries: ReadEntry[];
  keys: string[];
  next?: string;
}

/** The audit trails of a lot at several plants as one. */
export const readTogether = async (
  audit: Pick<AuditTrail, 'read'>,
  lots: readonly LotRef[],
  limit: number,
  after?: string,
): Promise<AuditPage> => {
  const trails = await Promise.all(lots.map((lot) => audit.read(lot, limit, after)));
  const found = trails
    .flatMap(({ entries, keys }) => entries.map((entry, index) => ({ entry, key: keys[index] ?? '' })))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const page = found.slice(0, limit);
  const last = page.at(-1)?.key;
  const more = found.length > limit || trails.some(({ next }) => next !== undefined);
  return {
    entries: page.map(({ entry }) => entry),
    keys: page.map(({ key }) => key),
    ...(more && last !== undefined && { next: last }),
  };
};

/** What happened to a lot. */
export const auditedActs = [
  'held',
  'sampled',
  'passed',
  'failed',
  'released',
  'overrode',
  'taken-out',
  'raised',
  'superseded',
  'reminded',
  'escalated',
  'contained',
  'bypassed',
  'by-hand',
] as const;
/**
 * - `sampled`: the laboratory is testing the lot
 * - `overrode`: released although the deciding verdict failed or held the lot
 * - `taken-out`: left the hold location in another way than by a release, such as scrap
 * - `contained`: a person moved goods of the lot in Odoo, and they are held again
 * - `raised`: a nonconformance that holds nothing
 * - `bypassed`: a person got goods of the held lot past the gateway in Odoo
 * - `by-hand`: a person moved goods of the held lot in Odoo, and nothing had to be held again
 * - `superseded`: a message that arrived after a newer one and changed nothing
 */
export type AuditedAct = (typeof auditedActs)[number];

/** The event behind an entry, and what a laboratory or a person reported in it. */
export interface AuditEvidence {
  eventKey?: EventKey;
  event?: string;
  type?: string;
  inspection?: string;
  certificate?: string;
  results?: unknown;
  reason?: string;
  /** only for a release: to stock, or to rework */
  use?: string;
}

/** One entry of a lot's audit trail. */
export interface AuditEntry {
  plant: string;
  /** internal reference in Odoo */
  item: string;
  lot: string;
  what: AuditedAct;
  /** the `source` of the event; `/plants/<plant>/gateway` for the gateway's own */
  system: string;
  partner: string;
  person?: string;
  /** when it happened, according to the sender */
  time: string;
  /** when the gateway received or did it */
  recordedAt: string;
  evidence: AuditEvidence;
  quantities?: { moved: number; held: number; unit?: string; unitName?: string };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A short name for a lot. The lot's own name may be too long for a key or have characters that a key may not have. */
export const lotHash = ({ item, lot }: Pick<AuditEntry, 'item' | 'lot'>): string =>
  sha256(JSON.stringify([item, lot])).slice(0, 32);

/** Hash of an entry's content (RFC 8785). It is part of the key, so changed content does not match its key. */
export const contentHash = (entry: unknown): string => sha256(canonicalize(entry) ?? '').slice(0, 32);

/** Sorts by `recordedAt`. Has only characters that S3 allows in a name without escaping. */
export const entryKey = (entry: AuditEntry): string =>
  `${entry.recordedAt.replace(/[^\dTZ.-]/g, '')}_${entry.what}_${contentHash(entry)}`;

/** Reads a stored entry. Text that is no entry any more becomes an entry marked as tampered, so it is still shown. */
export const readEntry = (lot: LotRef, key: string, text: string): ReadEntry => {
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

const unreadable = ({ plant, item, lot }: LotRef, key: string): AuditEntry => {
  const [recordedAt = '', what = ''] = key.split('_');
  const unknown = { system: 'unknown', partner: 'unknown', time: recordedAt, recordedAt, evidence: {} };
  return { plant, item, lot, what: what as AuditEntry['what'], ...unknown };
};
