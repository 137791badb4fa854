import type { EventKey } from '../../events/identity.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { CompareDeps } from './compare.ts';
import { lookAt } from './look.ts';
import { readLedger } from './read-ledger.ts';
import { partsOf, type StockPart } from './snapshots.ts';
import { bothSides } from './stock-lines.ts';
import { before, day } from './told-in.ts';

/**
 * Odoo's balance at the snapshot's moment, as Odoo's books are now. Worked out as the report's was, with the plant's side:
 * an issue after the moment names no lot, and is undone where it explains a difference.
 */
export const balanceNow = async (
  { item, lot = '', location = '' }: { item: string; lot?: string; location?: string },
  { asOf, parts }: { asOf: string; parts: readonly EventKey[] },
  profile: PlantProfile,
  deps: CompareDeps,
): Promise<number> => {
  // What is to be undone happened later; it came later too, but for a clock that is ahead.
  const about = { since: before(asOf, day), asOf: [asOf] };
  const { events } = await readLedger(profile, about, deps.ledger);
  const look = await lookAt(await partsOf<StockPart>(parts, deps.ledger), asOf, events, profile, deps);
  let balance = 0;
  for await (const { cells } of bothSides(look, profile, deps.odoo, [item]))
    balance = cells.at(lot, location).odoo;
  return balance;
};
