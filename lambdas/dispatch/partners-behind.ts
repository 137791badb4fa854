import { isEventKey } from '../../events/identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { atOnce } from '../runtime/at-once.ts';

/** Who sent the plant's events of these keys. Throws when the store fails. */
export const partnersBehind = async (
  plant: string,
  eventKeys: readonly string[],
  ledger: Pick<Ledger, 'get'>,
): Promise<ReadonlyMap<string, string>> => {
  const records = await atOnce([...new Set(eventKeys)].filter(isEventKey), (key) => ledger.get(key));
  return new Map(
    records.flatMap((record) => (record?.plant === plant ? [[record.eventKey, record.partner]] : [])),
  );
};
