import type { PlantProfile } from '../../configuration/plant.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { EventKey } from '../../events/envelope.ts';
import { gatewaySystem, originOf } from '../../events/envelope.ts';
import type { OdooFailure } from '../odoo/failures.ts';
import type { Booked } from '../odoo/ports.ts';
import { type Posting, type PostingRow, policyOf, warehouseOf } from '../odoo/posting.ts';
import { odooTime } from '../odoo/units.ts';
import { errorForLog } from '../platform/log.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { PostDeps } from './batch.ts';
import type { ListedCodes } from './code-mapping/code-mapping.ts';
import { type CodeLookup, codeLookup, codesUsedBy } from './events/define-posting.ts';
import { postings } from './events/postings.ts';
import { supersedes } from './ordering.ts';

/** Odoo's result for an event. `defective`: its procedure failed and nothing was booked. */
export type BookedRow = PostingRow | { event: string; result: 'defective'; message: string };

export interface BookedBatch {
  /** results, for all events of the batch or for some */
  rows: Map<EventKey, BookedRow>;
  /** why the other events have no result */
  failure?: OdooFailure;
  /** the event that was tried alone and failed with a defect, when it is the only one that was tried */
  suspect?: EventRecord;
}

/** Failures of a whole call that a call with fewer events may avoid. */
const worthSplitting: ReadonlySet<string> = new Set(['odoo-defect', 'request-too-large']);

/** After this many defects alone, an event is quarantined. Before that the plant queue is held each time. */
const defectLimit = 5;

/** With less time left than this, no further call starts: the function would end before the answer. */
const callMs = 15_000;

/** Books some of the batch's events, with the codes that were looked up for the batch. */
type Book = (records: readonly EventRecord[]) => Promise<Booked>;

/** Books the events in one call. Returns no rows when the code mapping cannot be read. */
export const bookInOdoo = async (
  records: readonly EventRecord[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<BookedBatch> => {
  if (records.length === 0) return { rows: new Map() };
  const listed = await listedCodes(records, deps);
  if (!listed) return { rows: new Map() };
  const codes = codeLookup(listed);
  const book: Book = async (some) => {
    deps.count('OdooPosting', 1);
    const postings = some.map((record) => postingOf(record, deps.plant, codes));
    const begun = deps.clock().getTime();
    const answer = await deps.odoo.book(postings);
    deps.count('OdooCallMs', deps.clock().getTime() - begun);
    return answer;
  };
  const answer = await book(records);
  if (answer.ok) return { rows: byKey(answer.rows) };
  if (!worthSplitting.has(answer.code)) return { rows: new Map(), failure: answer };
  return bookOneByOne(records, book, answer, leaseUntil, deps);
};

/** Reads the code mapping for every batch, so that a retry right after an import finds the new codes. */
const listedCodes = async (
  records: readonly EventRecord[],
  { codeMapping, plant, log }: PostDeps,
): Promise<ListedCodes | undefined> => {
  const codes = records.flatMap(codesOf);
  if (codes.length === 0) return new Map();
  try {
    return await codeMapping.lookUp(plant.id, codes);
  } catch (error) {
    log.error('STORE_UNAVAILABLE', { what: 'code mapping', plant: plant.id, ...errorForLog(error) });
    return undefined;
  }
};

const byKey = (rows: readonly BookedRow[]): Map<EventKey, BookedRow> =>
  new Map(rows.map((row) => [row.event as EventKey, row]));

/**
 * A call that fails inside Odoo fails for the whole batch. Booking one by one isolates the event that causes it. When
 * every event fails, the events are not the cause and the plant queue is held. When only one event could be tried, the
 * cause is not known: the queue is held a few times, then the event is quarantined. The order within each ordering key
 * is kept.
 */
const bookOneByOne = async (
  records: readonly EventRecord[],
  book: Book,
  batchFailure: OdooFailure,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<BookedBatch> => {
  const rows: BookedRow[] = [];
  const blocked = new Set<string>();
  let failure: OdooFailure | undefined;
  for (const record of records) {
    if (leaseUntil.getTime() - deps.clock().getTime() < callMs) break;
    const row = blocked.has(record.orderingKey)
      ? ({ event: record.eventKey, result: 'behind' } as const)
      : await bookAlone(record, book);
    if ('ok' in row) {
      failure = row;
      break;
    }
    const failed = row.result === 'refused' || row.result === 'defective';
    if (failed && !supersedes(record)) blocked.add(record.orderingKey);
    rows.push(row);
  }
  const tried = rows.filter((row) => row.result !== 'behind');
  if (tried.some((row) => row.result !== 'defective'))
    return { rows: byKey(rows), ...(failure && { failure }) };
  const suspect = tried.length === 1 ? records[0] : undefined;
  if (suspect && (suspect.defects ?? 0) + 1 >= defectLimit) return { rows: byKey(rows) };
  return { rows: new Map(), failure: failure ?? batchFailure, ...(suspect && { suspect }) };
};

const bookAlone = async (record: EventRecord, book: Book): Promise<BookedRow | OdooFailure> => {
  const answer = await book([record]);
  if (!answer.ok)
    return answer.code === 'odoo-defect'
      ? { event: record.eventKey, result: 'defective', message: answer.message }
      : answer;
  return answer.rows[0] ?? { event: record.eventKey, result: 'defective', message: 'no row' };
};

const byType = new Map(postings.map((definition) => [definition.type, definition]));

/** True when this build knows the event's type. */
export const canPost = ({ event }: Pick<EventRecord, 'event'>): boolean => byType.has(event.type);

const postingDefinitionOf = (type: string) => {
  const definition = byType.get(type);
  if (!definition) throw new Error(`no posting for ${type}`);
  return definition;
};

/** The codes in the event that the code mapping may list. Throws on a type that this build does not know. */
export const codesOf = ({ event }: Pick<EventRecord, 'event'>): PlantCode[] =>
  hasOdooCodes(event)
    ? []
    : codesUsedBy((codes) => postingDefinitionOf(event.type).payload(event.data, codes));

/** True for the gateway's own events: they have Odoo's codes, which a plant's code mapping could map to others. */
const hasOdooCodes = (event: EventRecord['event']): boolean => originOf(event).system === gatewaySystem;

const unmapped = codeLookup(new Map());

/** The posting of an event, with Odoo's codes and units. Throws on a type that this build does not know. */
export const postingOf = (
  { eventKey, event, orderingKey, plant }: Pick<EventRecord, 'eventKey' | 'event' | 'orderingKey' | 'plant'>,
  profile: PlantProfile,
  codes: CodeLookup,
): Posting => {
  const definition = postingDefinitionOf(event.type);
  return {
    event: eventKey,
    stream: orderingKey,
    operation: definition.operation,
    plant,
    ...warehouseOf(profile),
    time: odooTime(event.time),
    policy: policyOf(profile),
    payload: definition.payload(event.data, hasOdooCodes(event) ? unmapped : codes),
  };
};
