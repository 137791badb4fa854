import { isDeepStrictEqual } from 'node:util';
import { eventKeyOf } from '../../events/envelope.ts';
import type { EventState } from '../../local/run/send.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import type { Expected, ExpectedOrder } from './arithmetic.ts';
import type { Sending } from './deliveries.ts';

/** Where Odoo differs from the arithmetic, in words; empty is what we want. */
export async function differencesInOdoo(backend: TestBackend, expected: Expected): Promise<string[]> {
  const found: string[] = [];
  const compare = (what: string, is: unknown, should: unknown) => {
    if (!isDeepStrictEqual(is, should))
      found.push(`${what}: is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
  };
  for (const { warehouse, item, quantity, byLot } of expected.stock) {
    const onHand = await backend.onHand(warehouse, item);
    compare(`stock of ${item}`, onHand.quantity, quantity);
    compare(`lots of ${item}`, sorted(onHand.byLot), sorted(byLot));
    for (const lot of Object.keys(byLot).slice(0, 5))
      compare(`records of lot ${lot}`, await backend.lotTwins(item, lot), 1);
  }
  for (const order of expected.orders) await compareOrder(backend, order, compare);
  for (const { order, item, quantity } of expected.scrapped)
    compare(`scrapped of ${item} on ${order}`, await backend.scrapped(order, item), quantity);
  return found;
}

/** The n-th part of the family is the n-th report: this is the order within the ordering key, as Odoo keeps it. */
async function compareOrder(
  backend: TestBackend,
  { order, parts, open }: ExpectedOrder,
  compare: (what: string, is: unknown, should: unknown) => void,
): Promise<void> {
  const family = await backend.orderFamily(order);
  const done = family.filter(({ state }) => state === 'done');
  compare(
    `parts of ${order}`,
    done.map(({ produced }) => produced),
    parts.map(({ produced }) => produced),
  );
  done.forEach((part, index) => {
    compare(`lots of ${part.name}`, part.lots.toSorted(), parts[index]?.lots.filter(Boolean));
    compare(`consumed by ${part.name}`, sorted(part.consumed), sorted(parts[index]?.consumed ?? {}));
  });
  const rest = family.filter(({ state }) => state !== 'done' && state !== 'cancel');
  compare(
    `left of ${order}`,
    rest.map(({ planned }) => planned),
    open === undefined ? [] : [open],
  );
}

/** What the gateway says became of the events, and whether each has its idempotency record. */
export async function differencesInEventStore(
  backend: TestBackend,
  sendings: readonly Sending[],
  states: readonly EventState[],
): Promise<string[]> {
  const found: string[] = [];
  const keys = sendings.map(({ event }) => eventKeyOf(event));
  const known = new Map(states.map((state) => [state.eventKey, state]));
  for (const [index, key] of keys.entries()) {
    const { status = 'unknown', reason, document } = known.get(key) ?? {};
    if (status !== 'posted' || !document)
      found.push(`${sendings[index]?.event.id} is ${status} ${JSON.stringify(reason ?? '')}`);
  }
  const records = await backend.idempotencyRecords(keys);
  if (records.length !== keys.length || new Set(records).size !== keys.length)
    found.push(`${records.length} idempotency records for ${keys.length} events`);
  return found;
}

const sorted = (amounts: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(amounts)
      .sort()
      .filter(([, amount]) => amount !== 0),
  );
