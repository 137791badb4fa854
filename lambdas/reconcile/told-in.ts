import type { Ledger } from '../ledger/ledger.ts';
import type { EventRecord } from '../ledger/records.ts';

/** Times are RFC 3339. */
export interface Window {
  /** how far back is looked */
  since: string;
  /** what came later is left for the next time */
  settled: string;
  /** now */
  at: string;
}

export const minute = 60_000;
export const day = 24 * 60 * minute;
export const before = (moment: string, by: number): string => new Date(Date.parse(moment) - by).toISOString();

/** Looks back from now, for what had so many minutes to settle. */
export const windowOf = (at: string, { days, minutes }: { days: number; minutes: number }): Window => ({
  at,
  since: before(at, days * day),
  settled: before(at, minutes * minute),
});

const perPage = 100;

/** What the plant told of a type about the time of the window: what is kept of it, the newest that came first. */
export const toldIn = async <Kept>(
  plant: string,
  type: string,
  { at, since }: Window,
  keep: (record: EventRecord) => Kept,
  ledger: Pick<Ledger, 'told'>,
): Promise<(Kept & Pick<EventRecord, 'acceptedAt'>)[]> => {
  const found: (Kept & Pick<EventRecord, 'acceptedAt'>)[] = [];
  // A plant's clock may be ahead of ours.
  const asked = { type, from: since, to: before(at, -day), limit: perPage };
  let cursor: string | undefined;
  do {
    const page = await ledger.told(plant, { ...asked, cursor });
    for (const record of page.events) found.push({ ...keep(record), acceptedAt: record.acceptedAt });
    cursor = page.cursor;
  } while (cursor);
  return found.sort((a, b) => (a.acceptedAt < b.acceptedAt ? 1 : -1));
};
