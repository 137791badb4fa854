import type { OutcomeBus } from '../bus/outcome-bus.ts';
import { messageId } from '../outbound/cloud-event.ts';
import type { Feed, Head, Message } from '../outbound/feed.ts';

/** EventBridge refuses larger entries; a reader of the bus gets the rest from the feed. */
const mostBytes = 230_000;
const perReading = 100;

/**
 * Puts what the bus has not been told yet on the bus, at least once, in order, with the same ids each time. Throws when
 * the bus takes nothing: the next run goes on.
 */
export const publish = async (
  head: Head,
  { feed, bus }: { feed: Feed; bus: Pick<OutcomeBus, 'publish'> },
): Promise<Head> => {
  let current = head;
  for (;;) {
    const page = await feed.after(head.plant, current.published, perReading);
    const last = page.at(-1);
    if (!last) return current;
    // What came from the bus is there already.
    await bus.publish(page.filter(({ busId }) => busId === undefined).map(onBus));
    await feed.setPublished(head.plant, last.sequence);
    current = { ...current, published: last.sequence };
  }
};

const onBus = (message: Message) => {
  const { name, subject, plant, sequence, data } = message;
  const whole = Buffer.byteLength(JSON.stringify(data)) <= mostBytes;
  const told = whole ? data : { plant, sequence, truncated: true };
  return { name, id: messageId(message), subject, data: told };
};
