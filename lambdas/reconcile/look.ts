import type { PlantProfile } from '../../plants/define-plant.ts';
import type { EventRecord } from '../ledger/records.ts';
import { atOnce } from '../runtime/at-once.ts';
import type { CompareDeps } from './compare.ts';
import { flightsOf } from './flights-of.ts';
import { learnFor } from './learn.ts';
import { codesInParts, type PlantSide, plantSide } from './plant-side.ts';
import { eventsOf } from './read-ledger.ts';
import type { StockPart } from './snapshots.ts';
import type { Look } from './stock-lines.ts';
import { day } from './told-in.ts';

/** What the plant said, the events that matter beside it, and what Odoo knows of both. */
export const lookAt = async (
  parts: readonly StockPart[],
  asOf: string,
  events: readonly EventRecord[],
  profile: PlantProfile,
  { odoo, crosswalk }: CompareDeps,
): Promise<Look> => {
  const codes = codesInParts(parts);
  const listed = await crosswalk.lookUp(profile.id, codes);
  const flights = await flightsOf(events, profile, crosswalk);
  const odooCodes = (kind: string) =>
    codes.filter((code) => code.kind === kind).map(({ code }) => listed.get(`${kind}#${code}`) ?? code);
  const more = { items: odooCodes('item'), locations: odooCodes('location') };
  const known = await learnFor(odoo, profile.warehouse, flights, asOf, more);
  const side: PlantSide = plantSide(parts, listed, known);
  return { side, flights, known, asOf };
};

/** The events as they stand now, and those that came since. */
export const eventsSince = async (
  events: readonly EventRecord[],
  since: string,
  asOf: string,
  plant: string,
  { ledger }: CompareDeps,
): Promise<EventRecord[]> => {
  const known = new Map(events.map((event) => [event.eventKey, event]));
  const open = events.filter(({ status }) => status !== 'posted' && status !== 'skipped');
  const now = await atOnce(open, ({ eventKey }) => ledger.get(eventKey));
  for (const event of now) if (event) known.set(event.eventKey, event);
  for await (const event of eventsOf(plant, { since }, ledger))
    if (event.status !== 'recorded' && Date.parse(event.event.time) >= Date.parse(asOf) - day)
      known.set(event.eventKey, event);
  return [...known.values()];
};
