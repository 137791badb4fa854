import type { PlantCode } from '../../events/crosswalk-kinds.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { CrosswalkTable } from '../crosswalk/crosswalk-table.ts';
import type { EventRecord } from '../ledger/records.ts';
import { crosswalkOf } from '../post/crosswalk.ts';
import { canPost, codesOf, postingOf } from '../post/posting-of.ts';
import { type Flight, skippedBy } from './flight.ts';

/** The events as they are sent to Odoo: in its codes and units. */
export const flightsOf = async (
  records: readonly EventRecord[],
  profile: PlantProfile,
  crosswalk: Pick<CrosswalkTable, 'lookUp'>,
): Promise<Flight[]> => {
  const known = records.filter(canPost);
  const codes = new Map<string, PlantCode>();
  for (const record of known)
    for (const code of codesOf(record)) codes.set(`${code.kind} ${code.code}`, code);
  const words = crosswalkOf(await crosswalk.lookUp(profile.id, [...codes.values()]));
  return known.map((record): Flight => {
    const { eventKey, status, event, acceptedAt, stream, reason } = record;
    const { operation, payload } = postingOf(record, profile, words);
    const skipped = status === 'skipped' ? skippedBy(record) : undefined;
    return {
      eventKey,
      operation,
      status,
      time: event.time,
      acceptedAt,
      stream,
      payload,
      ...(reason && { reason: reason.code }),
      ...(skipped && { skipped }),
    };
  });
};

/** Items and places that events name, wherever in them, by the names of their fields. */
export const codesIn = (flights: readonly Flight[]): { items: Set<string>; locations: Set<string> } => {
  const found = { items: new Set<string>(), locations: new Set<string>() };
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') look(inner);
      else if (name === 'item') found.items.add(inner);
      else if (['location', 'from', 'to'].includes(name)) found.locations.add(inner);
    }
  };
  for (const { payload } of flights) look(payload);
  return found;
};

const textOf = (payload: object, name: string): string | undefined => {
  const value = (payload as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
};

/** Orders and deliveries whose content in Odoo says what an event does. */
export const documentsIn = (flights: readonly Flight[]): { orders: Set<string>; deliveries: Set<string> } => {
  const found = { orders: new Set<string>(), deliveries: new Set<string>() };
  for (const { operation, payload } of flights) {
    const order = operation.startsWith('production.') ? textOf(payload, 'order') : undefined;
    if (order !== undefined) found.orders.add(order);
    const delivery = operation === 'shipment.confirmed' ? textOf(payload, 'delivery') : undefined;
    if (delivery !== undefined) found.deliveries.add(delivery);
  }
  return found;
};
