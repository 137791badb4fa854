import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { isEventKey } from '../../../events/envelope.ts';
import type { Answered, QuestionPort } from '../../odoo/ports.ts';
import { warehouseOf } from '../../odoo/posting.ts';
import { atOnce } from '../../platform/at-once.ts';
import type { PlantCodes } from '../../posting/code-mapping/plant-codes.ts';
import type { EventStore } from '../../store/event-store.ts';
import { appendMessages, type FeedWriterDeps, type MessageDraft } from '../feed/append.ts';
import type { FeedHead } from '../feed/feed.ts';
import type { DescribeContext, Description, EntityType } from './entity-type.ts';

/** Entities read and appended at a time. Odoo's answer then has some hundred kilobytes. */
const perReading = 100;
/** Once a day all entities are read, also those with an unchanged fingerprint: the plant's codes may have changed. */
const readAllEveryMs = 24 * 3_600_000;
/** With less time left, the next hundred entities are not begun. */
const enoughMs = 15_000;
/** Fingerprint that no entity has, so that the next poll reads the entity. */
const notRead = '';

export interface PollDeps extends FeedWriterDeps {
  odoo: QuestionPort;
  /** for the partners whose events led to the entities */
  eventStore: Pick<EventStore, 'get'>;
  /** reports that Odoo's database is another one than at the last poll, so everything is compared */
  noticed(entityType: string): void;
  /** reports an entity whose document from Odoo does not match its schema */
  unreadable(entityType: string, name: string, error: unknown): void;
  /** milliseconds left for the run */
  timeLeft(): number;
}

type NotAnswered = { ok: false; failure: Exclude<Answered, { ok: true }> };

export type PollResult =
  | {
      ok: true;
      head: FeedHead;
      /** number of messages appended */
      appended: number;
      /** false when time ran out */
      finished: boolean;
      /** true when finished and every document was readable */
      complete: boolean;
    }
  | NotAnswered;

/**
 * Compares the entities of one type in Odoo with what the feed said about them, and appends a message for each
 * difference.
 *
 * `head` must come from `catchUp`, before this read of Odoo: then what is read here is newer than the feed's states.
 * Throws `FeedMoved` when another writer appended messages about this entity type meanwhile.
 */
export const pollEntityType = async (
  entityType: EntityType,
  plant: PlantProfile,
  head: FeedHead,
  words: PlantCodes,
  deps: PollDeps,
): Promise<PollResult> => {
  const { feed, odoo, eventStore, clock, timeLeft } = deps;
  const about = entityType.about?.(plant) ?? {};
  const lastPoll = head.read[entityType.name];
  const since = lastPoll?.mark;
  const changed = await changesOf(entityType, plant, { ...about, ...(since && { since }) }, odoo);
  if (!changed.ok) return changed;
  const { watermark, fingerprints: found } = changed;
  // Odoo does not take a watermark of another database: this one was restored, or moved.
  const anew = Boolean(since) && !changed.known;

  const now = clock();
  const readAll = !lastPoll || now.getTime() - Date.parse(lastPoll.throughAt) >= readAllEveryMs;
  const known = await feed.fingerprints(plant.id, entityType.name);
  const differing = [...found]
    .filter(([name, fingerprint]) => readAll || known.get(name) !== fingerprint)
    .map(([name]) => name);
  // Open according to the feed, but neither open nor written since in Odoo: Odoo no longer has it.
  const missing = [...known.keys()].filter((name) => !found.has(name));
  const wanted = [...differing, ...missing];

  let current = head;
  let appended = 0;
  let unreadable = 0;
  for (let from = 0; from < wanted.length; from += perReading) {
    if (timeLeft() < enoughMs) return { ok: true, head: current, appended, finished: false, complete: false };
    const names = wanted.slice(from, from + perReading);
    const read = await readEntities(entityType, plant, names, about, odoo);
    if (!read.ok) return read;
    const states = await feed.statesOf(plant.id, entityType.name, names);
    const events = [...read.entities.values()].flatMap(
      ({ document }) => entityType.eventsOf?.(document) ?? [],
    );
    const partners = await sendersOf(plant.id, events, eventStore);
    const partnerOf = (eventKey: string) => partners.get(eventKey);
    const results = names.flatMap((name) => {
      const entity = read.entities.get(name);
      const state = states.get(name);
      const context = { plant, words, partnerOf, previous: state?.message.gone ? undefined : state };
      try {
        return [
          {
            name,
            fingerprint: entity?.fingerprint,
            ...(entity
              ? describeFound(entityType, entity.document, context)
              : { description: context.previous && entityType.describeGone(context.previous, context) }),
          },
        ];
      } catch (error) {
        // One unreadable entity must not hold back the others. Polls read it again while Odoo lists it.
        deps.unreadable(entityType.name, name, error);
        unreadable += 1;
        return [];
      }
    });
    // The fingerprint is set before the message is appended. If the run dies in between, the entity counts as open and
    // the next poll still notices when Odoo no longer has it.
    const opening = results.filter(
      ({ name, description }) => description && !description.closed && !known.has(name),
    );
    await atOnce(opening, ({ name }) => feed.setFingerprint(plant.id, entityType.name, name, notRead));
    const next = await appendMessages(
      current,
      results.flatMap(({ name, description, before, fingerprint }) => [
        ...(before ? [draftOf(entityType, name, before, undefined)] : []),
        ...(description ? [draftOf(entityType, name, description, fingerprint)] : []),
      ]),
      deps,
    );
    appended += next.applied - current.applied;
    current = next;
    await atOnce(
      results.map(({ name, description, fingerprint }) => ({
        name,
        open: description && !description.closed ? fingerprint : undefined,
      })),
      async ({ name, open }) => {
        if (known.get(name) !== open || opening.some((each) => each.name === name))
          await feed.setFingerprint(plant.id, entityType.name, name, open);
      },
    );
  }

  const at = now.toISOString();
  const anewAt = anew ? at : lastPoll?.anewAt;
  const read = {
    mark: watermark,
    at,
    throughAt: readAll || !lastPoll ? at : lastPoll.throughAt,
    ...(anewAt !== undefined && { anewAt }),
  };
  if (anew) deps.noticed(entityType.name);
  await feed.setRead(plant.id, entityType.name, read);
  const next = { ...current, read: { ...current.read, [entityType.name]: read } };
  return { ok: true, head: next, appended, finished: true, complete: unreadable === 0 };
};

/** The message about an entity; `before`: that another document, which had its id, is gone. */
const describeFound = (
  entityType: EntityType,
  document: unknown,
  context: DescribeContext,
): { description: Description | undefined; before?: Description } => {
  const { previous } = context;
  const description = entityType.describe(document, context);
  if (!entityType.namedForGood || !previous || !description) return { description };
  if (description.subject === previous.message.subject) return { description };
  return {
    before: entityType.describeGone(previous, context),
    description: entityType.describe(document, { ...context, previous: undefined }),
  };
};

/** Id of an Odoo record; or ids joined, as `7-0-12`, for an entity that is not one record. */
const entityId = z.union([z.int(), z.string().regex(/^\d+(-\d+)+$/)]);

const changesAnswer = z.object({
  mark: z.string(),
  /** false when Odoo could not use the watermark that it was given */
  known: z.boolean().default(true),
  things: z.array(z.tuple([entityId, z.string()])),
  next: z.string().optional(),
});

/**
 * Fingerprints, by name, of the entities that are open or were written since the watermark; and the new watermark,
 * which Odoo takes before it reads them.
 */
const changesOf = async (
  { questions }: EntityType,
  plant: PlantProfile,
  about: object,
  odoo: QuestionPort,
): Promise<
  { ok: true; watermark: string; known: boolean; fingerprints: Map<string, string> } | NotAnswered
> => {
  const fingerprints: [string, string][] = [];
  let watermark: string | undefined;
  let known = true;
  let after: string | undefined;
  do {
    const asked = await odoo.ask({
      question: `${questions}.changes`,
      ...warehouseOf(plant),
      about: { ...about, ...(after !== undefined && { after }) },
    });
    if (!asked.ok) return { ok: false, failure: asked };
    const page = changesAnswer.parse(asked.answer);
    // The first page's watermark counts: it is older than anything that was written while the later pages were read.
    watermark ??= page.mark;
    known &&= page.known;
    for (const [id, fingerprint] of page.things) fingerprints.push([String(id), fingerprint]);
    after = page.next;
  } while (after !== undefined);
  return { ok: true, watermark, known, fingerprints: new Map(fingerprints) };
};

const readAnswer = z.object({
  things: z.array(z.object({ id: entityId, fingerprint: z.string(), document: z.unknown() })),
});

type Entity = z.infer<typeof readAnswer>['things'][number];

/** Entities by name. Those that Odoo no longer has are missing. */
const readEntities = async (
  { questions }: EntityType,
  plant: PlantProfile,
  names: readonly string[],
  about: object,
  odoo: QuestionPort,
): Promise<{ ok: true; entities: Map<string, Entity> } | NotAnswered> => {
  const asked = await odoo.ask({
    question: `${questions}.read`,
    ...warehouseOf(plant),
    about: { ...about, ids: names.map((name) => (name.includes('-') ? name : Number(name))) },
  });
  if (!asked.ok) return { ok: false, failure: asked };
  const { things } = readAnswer.parse(asked.answer);
  return { ok: true, entities: new Map(things.map((entity) => [String(entity.id), entity])) };
};

/** The partners that sent these events of the plant, by event key. Throws when the event store fails. */
const sendersOf = async (
  plant: string,
  eventKeys: readonly string[],
  eventStore: Pick<EventStore, 'get'>,
): Promise<ReadonlyMap<string, string>> => {
  const records = await atOnce([...new Set(eventKeys)].filter(isEventKey), (key) => eventStore.get(key));
  return new Map(
    records.flatMap((record) => (record?.plant === plant ? [[record.eventKey, record.partner]] : [])),
  );
};

const draftOf = (
  entityType: EntityType,
  name: string,
  { closed, ...message }: Description,
  fingerprint: string | undefined,
): MessageDraft => {
  const { data, partner, supplier, gone } = message;
  return {
    ...message,
    thing: { kind: entityType.name, name },
    ...(closed && { closed: true as const }),
    hash: createHash('sha256')
      .update(canonicalize({ data, partner, supplier, gone }) ?? '')
      .digest('base64url'),
    ...(fingerprint !== undefined && { fingerprint }),
  };
};
