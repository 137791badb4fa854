import type { CloudEvent } from '../../events/envelope.ts';

/** An event and whose key it is sent with. */
export interface Sending {
  partner: string;
  event: CloudEvent;
}

/** One HTTP call. */
export interface Call {
  partner: string;
  sendings: Sending[];
  /** indexes of earlier calls with first deliveries of the same orders: this call waits for them */
  after: number[];
}

const orderOf = ({ event }: Sending): string => event.subject;

/** Every event the given number of times, in random order. First deliveries keep the order of the order's events. */
export function interleaved(sendings: readonly Sending[], times: number, random: () => number): Sending[] {
  const ofOrder = Map.groupBy(sendings, orderOf);
  const slots = sendings.flatMap((sending) => Array.from({ length: times }, () => sending));
  for (let last = slots.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [slots[last], slots[other]] = [slots[other] as Sending, slots[last] as Sending];
  }
  // Whichever of an order's events shows up first takes the part of the order's first event, and so on.
  const parts = new Map<Sending, Sending>();
  return slots.map((slot) => {
    const part = parts.get(slot) ?? ofOrder.get(orderOf(slot))?.shift() ?? slot;
    parts.set(slot, part);
    return part;
  });
}

/** Packs deliveries into calls of one to `most` events, one partner each. */
export function callsOf(deliveries: readonly Sending[], most: number, random: () => number): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { sendings: Sending[]; size: number }>();
  const close = (partner: string) => {
    const sendings = open.get(partner)?.sendings ?? [];
    open.delete(partner);
    if (sendings.length > 0) calls.push({ partner, sendings, after: [] });
  };
  for (const delivery of deliveries) {
    for (const [partner, { sendings }] of open)
      if (partner !== delivery.partner && sendings.some((other) => orderOf(other) === orderOf(delivery)))
        close(partner);
    const call = open.get(delivery.partner) ?? { sendings: [], size: 1 + Math.floor(random() * most) };
    open.set(delivery.partner, call);
    call.sendings.push(delivery);
    if (call.sendings.length >= call.size) close(delivery.partner);
  }
  for (const partner of [...open.keys()]) close(partner);
  return withWaits(calls);
}

function withWaits(calls: Call[]): Call[] {
  const seen = new Set<CloudEvent>();
  const bringers = new Map<string, number[]>();
  return calls.map((call, place) => {
    const orders = new Set(call.sendings.map(orderOf));
    const after = [...new Set([...orders].flatMap((order) => bringers.get(order) ?? []))];
    for (const sending of call.sendings) {
      if (seen.has(sending.event)) continue;
      seen.add(sending.event);
      const places = bringers.get(orderOf(sending)) ?? [];
      if (places.at(-1) !== place) bringers.set(orderOf(sending), [...places, place]);
    }
    return { ...call, after };
  });
}

/** Makes the calls, the given number at once; each as soon as those it waits for are answered. */
export async function deliver(
  calls: readonly Call[],
  atOnce: number,
  send: (call: Call) => Promise<void>,
): Promise<void> {
  const answered = calls.map(() => Promise.withResolvers<void>());
  let next = 0;
  const caller = async () => {
    for (let place = next++; place < calls.length; place = next++) {
      const call = calls[place] as Call;
      await Promise.all(call.after.map((earlier) => answered[earlier]?.promise));
      await send(call);
      answered[place]?.resolve();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
}
