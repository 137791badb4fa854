import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EventKey } from '../../events/identity.ts';

export interface OfLot {
  plant: string;
  item: string;
  lot: string;
}

/** An entry as it is read; `tampered`: its content is not the one it was written with. */
export type ReadEntry = AuditEntry & { tampered?: true };

/** The history of lots: entries are added, and never changed or removed. Throws when a store fails. */
export interface AuditTrail {
  /** Repeating it adds nothing. */
  write(entry: AuditEntry): Promise<void>;
  /** Oldest first; `next` continues. */
  read(lot: OfLot, limit: number, after?: string): Promise<{ entries: ReadEntry[]; next?: string }>;
}

/** What became of a lot, in the words of an auditor. */
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
] as const;
/**
 * `sampled`: the laboratory is at it; `overrode`: released although the deciding word was that it failed or is held;
 * `taken-out`: left the hold place by another way than a release, such as scrap; `superseded`: a word that came after a
 * later one, and changed nothing.
 */
export type AuditedAct = (typeof auditedActs)[number];

/** On what evidence: the event, and what a laboratory or a person said in it. */
export interface AuditEvidence {
  eventKey?: EventKey;
  event?: string;
  type?: string;
  inspection?: string;
  certificate?: string;
  results?: unknown;
  reason?: string;
  /** of a release: to the stock, or to be reworked */
  use?: string;
}

/** A fact of a lot's history. Never changed after it was written. */
export interface AuditEntry {
  plant: string;
  /** internal reference in Odoo */
  item: string;
  lot: string;
  what: AuditedAct;
  /** the `source` of the event; the gateway speaks as `/plants/<plant>/gateway` */
  system: string;
  partner: string;
  person?: string;
  /** when it happened, by whoever reported it */
  time: string;
  /** when the gateway learned of it, or did it */
  recordedAt: string;
  evidence: AuditEvidence;
  quantities?: { moved: number; held: number; unit?: string; unitName?: string };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Names a lot where its own name may be too long or of other letters than a name may have. */
export const lotHash = ({ item, lot }: Pick<AuditEntry, 'item' | 'lot'>): string =>
  sha256(JSON.stringify([item, lot])).slice(0, 32);

/** Hash of an entry's content (RFC 8785): part of its key, so that other content under the key shows. */
export const contentHash = (entry: unknown): string => sha256(canonicalize(entry) ?? '').slice(0, 32);

/** Sorts by when the gateway learned of it; letters, digits and a few signs that S3 takes as they are. */
export const entryKey = (entry: AuditEntry): string =>
  `${entry.recordedAt.replace(/[^\dTZ.-]/g, '')}_${entry.what}_${contentHash(entry)}`;

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
