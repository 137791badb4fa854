import type { PlantCode } from '../../events/crosswalk-kinds.ts';
import type { EventKey } from '../../events/identity.ts';
import type { CrosswalkTable } from '../crosswalk/crosswalk-table.ts';
import { type CrosswalkEntry, codeKey } from '../crosswalk/entries.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { CommandOf } from './crosswalk.ts';
import { standstill } from './lanes.ts';
import type { Answer } from './operate.ts';

/** A page of what waits for entries of the crosswalk. */
export interface MissingPage {
  events: { eventKey: EventKey; missing: PlantCode[] }[];
  /** what the crosswalk says of these codes now: entries that Odoo does not know either */
  listed: CrosswalkEntry[];
  /** why the plant's lane stands still, if it does */
  standstill?: string;
  cursor?: string;
}

export const missingEntries = async (
  { plant, limit, cursor }: CommandOf<'missing'>,
  { ledger, crosswalk }: { ledger: Ledger; crosswalk: CrosswalkTable },
): Promise<Answer> => {
  const page = await ledger.quarantinedOf(plant, limit, cursor);
  const events = page.events.flatMap(({ eventKey, reason }) =>
    reason?.missing ? [{ eventKey, missing: reason.missing }] : [],
  );
  const codes = [
    ...new Map(events.flatMap(({ missing }) => missing).map((code) => [codeKey(code), code])).values(),
  ];
  const odooCodes = await crosswalk.lookUp(plant, codes);
  const listed = codes.flatMap((code) => {
    const odooCode = odooCodes.get(codeKey(code));
    return odooCode === undefined ? [] : [{ ...code, odooCode }];
  });
  const lane = await standstill(plant, ledger);
  const result: MissingPage = {
    events,
    listed,
    ...(lane && { standstill: lane }),
    ...(page.cursor && { cursor: page.cursor }),
  };
  return { ok: true, said: `${events.length} events wait for entries of the crosswalk`, result };
};

/** Retries each event as an operator would, one after another; an event that is quarantined no more is left alone. */
export const release = async (
  { eventKeys }: CommandOf<'release'>,
  retry: (eventKey: EventKey) => Promise<Answer>,
): Promise<Answer> => {
  const result: { eventKey: EventKey; ok: boolean; said: string }[] = [];
  for (const eventKey of eventKeys) {
    const { ok, said } = await retry(eventKey);
    result.push({ eventKey, ok, said });
  }
  const released = result.filter(({ ok }) => ok).length;
  return { ok: true, said: `${released} of ${eventKeys.length} events released`, result };
};
