import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EventKey } from '../../events/identity.ts';

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
export interface Evidence {
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
  evidence: Evidence;
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
