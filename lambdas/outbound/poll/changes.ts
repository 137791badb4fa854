import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { isEventKey } from '../../../events/identity.ts';
import type { Answered, QuestionPort } from '../../odoo/ports.ts';
import { atOnce } from '../../platform/at-once.ts';
import type { OutcomeBus } from '../../posting/outcomes.ts';
import type { EventStore } from '../../store/event-store.ts';
import { messageId } from '../feed/append.ts';
import type { Feed, FeedHead, FeedMessage } from '../feed/feed.ts';
import type { DescribeContext, Description, EntityType } from './entity-type.ts';

/** Of a record its number; of what has no record of its own several numbers, joined: `7-0-12`. */
const entityId = z.union([z.int(), z.string().regex(/^\d+(-\d+)+$/)]);

const changes = z.object({
  mark: z.string(),
  things: z.array(z.tuple([entityId, z.string()])),
  next: z.string().optional(),
});

type NotAnswered = { ok: false; failure: Exclude<Answered, { ok: true }> };

/** Fingerprints of what is open, or was written since the mark, by names; and the mark of before they were read. */
export const changesOf = async (
  { questions }: EntityType,
  { warehouse }: PlantProfile,
  about: object,
  odoo: QuestionPort,
): Promise<{ ok: true; mark: string; things: [string, string][] } | NotAnswered> => {
  const things: [string, string][] = [];
  let first: string | undefined;
  let after: string | undefined;
  do {
    const asked = await odoo.ask({
      question: `${questions}.changes`,
      warehouse,
      about: { ...about, ...(after !== undefined && { after }) },
    });
    if (!asked.ok) return { ok: false, failure: asked };
    const page = changes.parse(asked.answer);
    // Pages are read one after another: what was written meanwhile is after the mark of the first.
    first ??= page.mark;
    for (const [id, fingerprint] of page.things) things.push([String(id), fingerprint]);
    after = page.next;
  } while (after !== undefined);
  return { ok: true, mark: first, things };
};

const answer = z.object({
  things: z.array(z.object({ id: entityId, fingerprint: z.string(), document: z.unknown() })),
});

type Entity = z.infer<typeof answer>['things'][number];

/** Things by their names; what Odoo has no more is not among them. */
export const readEntities = async (
  kind: EntityType,
  plant: PlantProfile,
  names: readonly string[],
  about: object,
  odoo: QuestionPort,
): Promise<
  { ok: true; things: Map<string, Entity> } | { ok: false; failure: Exclude<Answered, { ok: true }> }
> => {
  const asked = await odoo.ask({
    question: `${kind.questions}.read`,
    warehouse: plant.warehouse,
    about: { ...about, ids: names.map((name) => (name.includes('-') ? name : Number(name))) },
  });
  if (!asked.ok) return { ok: false, failure: asked };
  const { things } = answer.parse(asked.answer);
  return { ok: true, things: new Map(things.map((thing) => [String(thing.id), thing])) };
};

/** Who sent the plant's events of these keys. Throws when the store fails. */
export const sendersOf = async (
  plant: string,
  eventKeys: readonly string[],
  eventStore: Pick<EventStore, 'get'>,
): Promise<ReadonlyMap<string, string>> => {
  const records = await atOnce([...new Set(eventKeys)].filter(isEventKey), (key) => eventStore.get(key));
  return new Map(
    records.flatMap((record) => (record?.plant === plant ? [[record.eventKey, record.partner]] : [])),
  );
};

/** EventBridge refuses larger entries; a reader of the bus gets the rest from the feed. */
const mostBytes = 230_000;
const perReading = 100;

/**
 * Puts what the bus has not been told yet on the bus, at least once, in order, with the same ids each time. Throws when
 * the bus takes nothing: the next run goes on.
 */
export const publishToBus = async (
  head: FeedHead,
  { feed, bus }: { feed: Feed; bus: Pick<OutcomeBus, 'publish'> },
): Promise<FeedHead> => {
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

const onBus = (message: FeedMessage) => {
  const { name, subject, plant, sequence, data } = message;
  const whole = Buffer.byteLength(JSON.stringify(data)) <= mostBytes;
  const told = whole ? data : { plant, sequence, truncated: true };
  return { name, id: messageId(message), subject, data: told };
};

/** The one partner behind all of these events; of several, none: what is of two is shown to neither as its own. */
export const whose = (
  events: readonly string[],
  { partnerOf }: Pick<DescribeContext, 'partnerOf'>,
): Pick<Description, 'partner'> => {
  const partners = new Set(events.map(partnerOf));
  const [partner] = partners;
  return partners.size === 1 && partner !== undefined ? { partner } : {};
};
