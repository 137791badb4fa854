import type { Finding } from '../../events/findings.ts';
import type { EventKey } from '../../events/identity.ts';
import { maxBatchEvents } from '../../events/limits.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import type { Clock } from '../platform/time.ts';
import { arrivalTime } from '../store/event-record.ts';
import { type AcceptDeps, type AcceptRow, acceptEvents } from './accept-events.ts';
import { csvMappingOf, explainByColumn } from './formats/csv.ts';
import type { DocumentEntry, DocumentInput } from './formats/document.ts';

export type Explain = (findings: Finding[]) => Finding[];

/** How to speak to who wrote a document: of a CSV file by its columns, and with its delimiter. */
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

/** What became of one entry of a document. */
export type EntryRow = Pick<DocumentEntry, 'place' | 'line' | 'raw'> & AcceptRow;

export interface Taken {
  /** in the order of the document; fewer than it has entries when time ran out */
  rows: EntryRow[];
  finished: boolean;
}

export interface TakeOptions {
  /** asked before every call to the ledger for another hundred events */
  hasTime(): boolean;
  /**
   * For another try: when the document was handed in, to the second. What the ledger took in since then was taken from
   * this document, by a try that did not get to its end: the next one tells it as the first would have.
   */
  since?: Date;
  /** says what is wrong in the words of the document */
  explain: Explain;
}

/**
 * Takes a document's events in, a hundred at a time and in its order. Throws when the ledger fails; what was recorded
 * by then is an exact repeat the next time, and so is what was left when time ran out.
 */
export const takeEntries = async (
  entries: readonly DocumentEntry[],
  access: PartnerAccess,
  deps: AcceptDeps,
  { hasTime, since, explain }: TakeOptions,
): Promise<Taken> => {
  const known = new Map<EventKey, string>();
  const remembering: AcceptDeps = {
    ...deps,
    clock: steady(deps.clock),
    eventStore: {
      ...deps.eventStore,
      async accept(record) {
        const before = await deps.eventStore.accept(record);
        if (before) known.set(record.eventKey, before.acceptedAt);
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
    const answers = (await acceptEvents(events, access, remembering)).values();
    for (const entry of chunk) {
      const row = 'event' in entry ? answers.next().value : unreadable(entry.findings);
      if (!row) throw new Error('acceptEvents answered fewer rows than it was given events');
      rows.push({ ...positionOf(entry), ...told(row, { seen, known, since, explain }) });
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

interface Telling extends Pick<TakeOptions, 'explain'> {
  seen: Set<EventKey>;
  known: ReadonlyMap<EventKey, string>;
  since: Date | undefined;
}

const told = (row: AcceptRow, { seen, known, since, explain }: Telling): AcceptRow => {
  if (row.status === 'rejected') return { ...row, errors: explain(row.errors) };
  const first = !seen.has(row.eventKey);
  seen.add(row.eventKey);
  const at = known.get(row.eventKey);
  const ofThisDocument = since !== undefined && at !== undefined && at >= arrivalTime(since);
  return row.status === 'duplicate' && first && ofThisDocument ? { ...row, status: 'accepted' } : row;
};

/** Arrival is a moment and a place among a hundred: two hundreds of one moment would be shuffled. */
const steady = (clock: Clock): Clock => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock().getTime());
    return new Date(last);
  };
};
