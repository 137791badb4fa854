import type { EventKey } from '../../events/identity.ts';
import type { EventRecord } from '../ledger/records.ts';
import type { OdooFailure } from '../odoo/errors.ts';
import type { PostingRow } from '../odoo/posting.ts';
import type { PostDeps } from './batch.ts';
import { postingOf } from './posting-of.ts';

/** Odoo's word on each event; `defective` where its procedure itself failed, with nothing booked. */
export type BookedRow = PostingRow | { event: string; result: 'defective'; message: string };

export type BookedBatch = { ok: true; rows: Map<EventKey, BookedRow> } | OdooFailure;

/** Books the events in one call. */
export const bookInOdoo = async (records: readonly EventRecord[], deps: PostDeps): Promise<BookedBatch> => {
  if (records.length === 0) return { ok: true, rows: new Map() };
  const postings = records.map((record) => postingOf(record, deps.plant));
  const answer = await deps.odoo.book(postings);
  if (answer.ok) return { ok: true, rows: byKey(answer.rows) };
  return answer.code === 'odoo-defect' ? bookOneByOne(records, answer, deps) : answer;
};

/** Tries after which an event that fails alone is taken for the culprit: the lane was held that often before. */
const patience = 5;

const byKey = (rows: readonly BookedRow[]): Map<EventKey, BookedRow> =>
  new Map(rows.map((row) => [row.event as EventKey, row]));

/**
 * A call that failed inside Odoo took the whole batch with it. One by one, the event that makes it fail stands
 * alone; when all fail, the fault is not an event's and the lane is held. Where there is only one to try, nobody
 * can tell: the lane is held a few times, then the event goes into quarantine. Order within each stream is kept.
 */
const bookOneByOne = async (
  records: readonly EventRecord[],
  whole: OdooFailure,
  deps: PostDeps,
): Promise<BookedBatch> => {
  const rows: BookedRow[] = [];
  const stuck = new Set<string>();
  for (const record of records) {
    if (stuck.has(record.stream)) {
      rows.push({ event: record.eventKey, result: 'behind' });
      continue;
    }
    const answer = await deps.odoo.book([postingOf(record, deps.plant)]);
    if (!answer.ok && answer.code !== 'odoo-defect') return rows.length > 0 ? partly(rows) : answer;
    const row: BookedRow | undefined = answer.ok
      ? answer.rows[0]
      : { event: record.eventKey, result: 'defective', message: answer.message };
    if (!row) return whole;
    if (row.result === 'refused' || row.result === 'defective') stuck.add(record.stream);
    rows.push(row);
  }
  const tried = rows.filter((row) => row.result !== 'behind');
  const [first] = records;
  const culprit = tried.length === 1 && first !== undefined && first.attempts >= patience;
  return tried.every((row) => row.result === 'defective') && !culprit
    ? whole
    : { ok: true, rows: byKey(rows) };
};

/** What was booked before Odoo went away counts; a defect cannot be told from an outage then, so it waits. */
const partly = (rows: readonly BookedRow[]): BookedBatch => ({
  ok: true,
  rows: byKey(rows.filter((row) => row.result === 'posted' || row.result === 'duplicate')),
});
