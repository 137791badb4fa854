import type { PlantProfile } from '../../configuration/plant.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import { gatewaySystem, originOf } from '../../events/envelope.ts';
import type { EventKey } from '../../events/identity.ts';
import type { OdooFailure } from '../odoo/failures.ts';
import type { Booked } from '../odoo/ports.ts';
import { type Posting, type PostingRow, policyOf } from '../odoo/posting.ts';
import { odooTime } from '../odoo/units.ts';
import { errorForLog } from '../platform/log.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { PostDeps } from './batch.ts';
import type { ListedCodes } from './code-mapping/code-mapping.ts';
import { type CodeLookup, codeLookup, codesAskedBy } from './events/define-posting.ts';
import { postings } from './events/postings.ts';
import { supersedes } from './ordering.ts';

const byType = new Map(postings.map((definition) => [definition.type, definition]));

/** Whether this build knows the event's type. */
export const canPost = ({ event }: Pick<EventRecord, 'event'>): boolean => byType.has(event.type);

const odooWords = codeLookup(new Map());

const definitionOf = (type: string) => {
  const definition = byType.get(type);
  if (!definition) throw new Error(`no posting for ${type}`);
  return definition;
};

/** The plant's codes in the event that the crosswalk may list. Throws on a type this build does not know. */
export const codesOf = ({ event }: Pick<EventRecord, 'event'>): PlantCode[] =>
  speaksOdoo(event)
    ? []
    : codesAskedBy((codeMapping) => definitionOf(event.type).payload(event.data, codeMapping));

/** The gateway's own events name things as Odoo told them; in a plant's words they could mean another. */
const speaksOdoo = (event: EventRecord['event']): boolean => originOf(event).system === gatewaySystem;

/** What the event asks of Odoo, in Odoo's codes and units. Throws on a type this build does not know. */
export const postingOf = (
  { eventKey, event, orderingKey, plant }: Pick<EventRecord, 'eventKey' | 'event' | 'orderingKey' | 'plant'>,
  profile: PlantProfile,
  codeMapping: CodeLookup,
): Posting => {
  const definition = definitionOf(event.type);
  return {
    event: eventKey,
    stream: orderingKey,
    operation: definition.operation,
    plant,
    warehouse: profile.warehouse,
    time: odooTime(event.time),
    policy: policyOf(profile),
    payload: definition.payload(event.data, speaksOdoo(event) ? odooWords : codeMapping),
  };
};

/** Odoo's word on each event; `defective` where its procedure itself failed, with nothing booked. */
export type BookedRow = PostingRow | { event: string; result: 'defective'; message: string };

export interface BookedBatch {
  /** what is known, of all the events or of some */
  rows: Map<EventKey, BookedRow>;
  /** why the others are not known */
  failure?: OdooFailure;
  /** the one event that was tried alone, and failed with a defect */
  suspect?: EventRecord;
}

/** These fail the call, and another one with fewer events may pass. */
const worthSplitting: ReadonlySet<string> = new Set(['odoo-defect', 'request-too-large']);

/** Defects after which an event that fails alone is taken for the culprit: the lane was held for it before. */
const patience = 5;

/** No call is begun with less time left: its answer would find nobody. */
const callMs = 15_000;

/** Books some of the batch's events; their codes are known by then. */
type Book = (records: readonly EventRecord[]) => Promise<Booked>;

/** Books the events in one call; none of them, and nothing is known, while the crosswalk cannot be read. */
export const bookInOdoo = async (
  records: readonly EventRecord[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<BookedBatch> => {
  if (records.length === 0) return { rows: new Map() };
  const listed = await listedCodes(records, deps);
  if (!listed) return { rows: new Map() };
  const codeMapping = codeLookup(listed);
  const book: Book = (some) => {
    deps.count('OdooPosting', 1);
    return deps.odoo.book(some.map((record) => postingOf(record, deps.plant, codeMapping)));
  };
  const answer = await book(records);
  if (answer.ok) return { rows: byKey(answer.rows) };
  if (!worthSplitting.has(answer.code)) return { rows: new Map(), failure: answer };
  return bookOneByOne(records, book, answer, leaseUntil, deps);
};

/** Read anew for every batch: a retry right after an import must find what it brought. */
const listedCodes = async (
  records: readonly EventRecord[],
  { codeMapping, plant, log }: PostDeps,
): Promise<ListedCodes | undefined> => {
  const codes = records.flatMap(codesOf);
  if (codes.length === 0) return new Map();
  try {
    return await codeMapping.lookUp(plant.id, codes);
  } catch (error) {
    log.error('STORE_UNAVAILABLE', { what: 'crosswalk', plant: plant.id, ...errorForLog(error) });
    return undefined;
  }
};

const byKey = (rows: readonly BookedRow[]): Map<EventKey, BookedRow> =>
  new Map(rows.map((row) => [row.event as EventKey, row]));

/**
 * A call that failed inside Odoo took the whole batch with it. One by one, the event that makes it fail stands
 * alone; when all fail, the fault is not an event's and the lane is held. Where there is only one to try, nobody
 * can tell: the lane is held a few times, then the event goes into quarantine. Order within each stream is kept.
 */
const bookOneByOne = async (
  records: readonly EventRecord[],
  book: Book,
  whole: OdooFailure,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<BookedBatch> => {
  const rows: BookedRow[] = [];
  const stuck = new Set<string>();
  let failure: OdooFailure | undefined;
  for (const record of records) {
    if (leaseUntil.getTime() - deps.clock().getTime() < callMs) break;
    const row = stuck.has(record.orderingKey)
      ? ({ event: record.eventKey, result: 'behind' } as const)
      : await bookAlone(record, book);
    if ('ok' in row) {
      failure = row;
      break;
    }
    const failed = row.result === 'refused' || row.result === 'defective';
    if (failed && !supersedes(record)) stuck.add(record.orderingKey);
    rows.push(row);
  }
  const tried = rows.filter((row) => row.result !== 'behind');
  if (tried.some((row) => row.result !== 'defective'))
    return { rows: byKey(rows), ...(failure && { failure }) };
  const suspect = tried.length === 1 ? records[0] : undefined;
  if (suspect && (suspect.defects ?? 0) + 1 >= patience) return { rows: byKey(rows) };
  return { rows: new Map(), failure: failure ?? whole, ...(suspect && { suspect }) };
};

const bookAlone = async (record: EventRecord, book: Book): Promise<BookedRow | OdooFailure> => {
  const answer = await book([record]);
  if (!answer.ok)
    return answer.code === 'odoo-defect'
      ? { event: record.eventKey, result: 'defective', message: answer.message }
      : answer;
  return answer.rows[0] ?? { event: record.eventKey, result: 'defective', message: 'no row' };
};
