import type { EventKey } from '../../events/envelope.ts';
import type { Finding } from '../../events/findings.ts';
import { maxBatchEvents } from '../../events/limits.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import type { Clock } from '../platform/time.ts';
import { arrivalTime } from '../store/event-record.ts';
import { type AcceptDeps, type AcceptRow, acceptEvents } from './accept-events.ts';
import { csvMappingOf, explainByColumn } from './formats/csv.ts';
import type { DocumentEntry, DocumentInput } from './formats/document.ts';

export type Explain = (findings: Finding[]) => Finding[];

/** The result for one entry of a document, with its place in the document. */
export type EntryRow = Pick<DocumentEntry, 'place' | 'line' | 'raw'> & AcceptRow;

export interface Taken {
  /** in the order of the document; fewer than its entries when time ran out */
  rows: EntryRow[];
  finished: boolean;
}

export interface TakeOptions {
  /** asked before each next hundred events */
  hasTime(): boolean;
  /**
   * Set when an earlier attempt may have recorded part of the document: when the document was delivered, to the second.
   * Duplicates recorded since then come from that attempt, so their rows say `accepted`, as that attempt would have.
   */
  since?: Date;
  /** writes findings with the names that the document uses */
  explain: Explain;
}

/**
 * Accepts the events of a document in its order, a hundred at a time.
 *
 * Stops when `hasTime` says no. Throws when the event store fails. In both cases the caller may send the same document
 * again: events already recorded are exact repeats.
 */
export const takeEntries = async (
  entries: readonly DocumentEntry[],
  access: PartnerAccess,
  deps: AcceptDeps,
  { hasTime, since, explain }: TakeOptions,
): Promise<Taken> => {
  const acceptedBefore = new Map<EventKey, string>();
  const acceptDeps: AcceptDeps = {
    ...deps,
    clock: increasing(deps.clock),
    eventStore: {
      ...deps.eventStore,
      async accept(record) {
        const before = await deps.eventStore.accept(record);
        if (before) acceptedBefore.set(record.eventKey, before.acceptedAt);
        return before;
      },
    },
  };
  const rows: EntryRow[] = [];
  const seen = new Set<EventKey>();
  for (let from = 0; from < entries.length; from += maxBatchEvents) {
    if (!hasTime()) return { rows, finished: false };
    const chunk = entries.slice(from, from + maxBatchEvents);
    const events = chunk.flatMap((entry) => ('event' in entry ? [entry.event] : []));
    const answers = (await acceptEvents(events, access, acceptDeps)).values();
    for (const entry of chunk) {
      const row = 'event' in entry ? answers.next().value : unreadable(entry.findings);
      if (!row) throw new Error('acceptEvents answered fewer rows than it was given events');
      rows.push({ ...positionOf(entry), ...entryRow(row, { seen, acceptedBefore, since, explain }) });
    }
  }
  return { rows, finished: true };
};

const positionOf = ({ place, line, raw }: DocumentEntry) => ({
  place,
  ...(line !== undefined && { line }),
  ...(raw && { raw }),
});

const unreadable = (errors: Finding[]): AcceptRow => ({
  status: 'rejected',
  httpStatus: 422,
  errors,
});

interface RowContext extends Pick<TakeOptions, 'explain'> {
  /** keys that earlier entries of the document had */
  seen: Set<EventKey>;
  /** arrival time of each event that was recorded before this call */
  acceptedBefore: ReadonlyMap<EventKey, string>;
  since: Date | undefined;
}

const entryRow = (row: AcceptRow, { seen, acceptedBefore, since, explain }: RowContext): AcceptRow => {
  if (row.status === 'rejected') return { ...row, errors: explain(row.errors) };
  const first = !seen.has(row.eventKey);
  seen.add(row.eventKey);
  const at = acceptedBefore.get(row.eventKey);
  const ofThisDocument = since !== undefined && at !== undefined && at >= arrivalTime(since);
  return row.status === 'duplicate' && first && ofThisDocument ? { ...row, status: 'accepted' } : row;
};

/** How findings are written for the sender of a document. For a CSV file: with its column names and its delimiter. */
export const wordsFor = ({
  plant,
  contentType,
  mapping,
}: Pick<DocumentInput, 'plant' | 'contentType' | 'mapping'>): { explain: Explain; delimiter?: string } => {
  const chosen = contentType === 'text/csv' ? csvMappingOf(plant, mapping) : undefined;
  if (!chosen) return { explain: (findings) => findings };
  return {
    explain: (findings) => explainByColumn(findings, chosen.mapping),
    delimiter: chosen.mapping.delimiter,
  };
};

/**
 * A clock that never shows the same millisecond twice. An arrival time is a millisecond and an index below 100, so two
 * chunks of one millisecond would mix their orders.
 */
const increasing = (clock: Clock): Clock => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock().getTime());
    return new Date(last);
  };
};
