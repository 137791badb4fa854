import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { QuestionPort } from '../../odoo/ports.ts';
import { warehouseOf } from '../../odoo/posting.ts';
import type { Feed } from '../../outbound/feed/feed.ts';
import type { EntityType } from '../../outbound/poll/entity-type.ts';
import { entityTypes } from '../../outbound/poll/entity-types.ts';
import { atOnce } from '../../platform/at-once.ts';
import type { CommandAnswer } from '../commands.ts';
import type { PlantQueueDeps } from '../plant-queues.ts';
import type { ToldEntity } from './plan.ts';
import { markReplayed } from './queues.ts';
import type { RestoredCommand } from './restored-commands.ts';

type Of<Name extends RestoredCommand['command']> = Extract<RestoredCommand, { command: Name }>;

export interface FeedOfRestoreDeps {
  feed: Pick<Feed, 'head' | 'after' | 'at' | 'statesOf' | 'setFingerprint' | 'setRead'>;
  /** Odoo, read-only */
  questions: QuestionPort;
  plants: Readonly<Record<string, PlantProfile>>;
}

const perPage = 500;
const pagesPerCall = 10;

export interface ToldPage {
  told: ToldEntity[];
  /** when a poll noticed that Odoo's database is another one, RFC 3339 */
  noticedAt?: string;
  /** continues after this position; absent at the end */
  after?: number;
}

/** What the feed said about entities of Odoo since a time, in order. */
export const toldSince = async (
  { plant, since, after }: Of<'restored-told'>,
  { feed }: FeedOfRestoreDeps,
): Promise<CommandAnswer> => {
  const head = await feed.head(plant);
  const from = new Date(since).toISOString();
  let position = after ?? (await lastBefore(plant, from, head?.applied ?? 0, feed));
  const told: ToldEntity[] = [];
  let more = true;
  for (let page = 0; more && page < pagesPerCall; page++) {
    const messages = await feed.after(plant, position, perPage);
    more = messages.length > 0;
    position = messages.at(-1)?.sequence ?? position;
    for (const { thing, subject, name, time, fingerprint, gone, busId } of messages)
      if (busId === undefined && entityTypes.some((type) => type.name === thing.kind))
        told.push({
          ...thing,
          subject,
          message: name,
          time,
          ...(fingerprint !== undefined && { fingerprint }),
          ...(gone && { gone }),
        });
  }
  const noticed = Object.values(head?.read ?? {}).flatMap(({ anewAt }) =>
    anewAt !== undefined && anewAt >= from ? [anewAt] : [],
  );
  const result: ToldPage = {
    told,
    ...(noticed.length > 0 && { noticedAt: noticed.sort()[0] }),
    ...(more && { after: position }),
  };
  return { ok: true, said: `${told.length} messages about entities of Odoo`, result };
};

/** Position of the last message before a time. Expired messages count as before it. */
const lastBefore = async (
  plant: string,
  time: string,
  end: number,
  feed: Pick<Feed, 'at'>,
): Promise<number> => {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const message = await feed.at(plant, middle);
    if (!message || message.time < time) low = middle;
    else high = middle - 1;
  }
  return low;
};

const documents = z.object({
  things: z.array(
    z.object({ id: z.union([z.int(), z.string()]), fingerprint: z.string(), document: z.unknown() }),
  ),
});

/** A document of Odoo now; without a subject when its type may change it, or no message is about it. */
export interface DocumentNow {
  fingerprint: string;
  subject?: string;
}

/** The subject of a message about the document. */
const subjectOf = (type: EntityType, document: unknown, plant: PlantProfile): { subject?: string } => {
  if (!type.namedForGood) return {};
  const words = { code: (_: string, odooCode: string) => odooCode };
  try {
    const described = type.describe(document, {
      plant,
      words,
      previous: undefined,
      partnerOf: () => undefined,
    });
    return described ? { subject: described.subject } : {};
  } catch {
    // Polls report it as unreadable.
    return {};
  }
};

/** The entities that Odoo has now, by name: {@link DocumentNow}. */
export const documentsInOdoo = async (
  { plant: id, kind, names }: Of<'restored-documents'>,
  { questions, plants }: FeedOfRestoreDeps,
): Promise<CommandAnswer> => {
  const plant = plants[id];
  const type = entityTypes.find(({ name }) => name === kind);
  if (!plant || !type) return { ok: false, said: `no entity type ${kind}` };
  const asked = await questions.ask({
    question: `${type.questions}.read`,
    ...warehouseOf(plant),
    about: {
      ...type.about?.(plant),
      ids: names.map((name) => (name.includes('-') ? name : Number(name))),
    },
  });
  if (!asked.ok) return { ok: false, said: `Odoo does not say what it has: ${asked.code}: ${asked.message}` };
  const { things } = documents.parse(asked.answer);
  const result: Record<string, DocumentNow> = Object.fromEntries(
    things.map(({ id: name, fingerprint, document }) => [
      String(name),
      { fingerprint, ...subjectOf(type, document, plant) },
    ]),
  );
  return { ok: true, said: `${things.length} of ${names.length} are in Odoo`, result };
};

/** Fingerprint that no entity has, so that the next poll reads the entity. */
const notRead = '';

/**
 * Opens entities for the next poll, also closed ones: it reads each in Odoo, and publishes what changed or that it is gone.
 * Without this, a closed entity that Odoo lost would never be compared again.
 */
export const reopen = async (
  { plant, kind, names }: Of<'restored-reopen'>,
  { feed }: FeedOfRestoreDeps,
): Promise<CommandAnswer> => {
  const states = await feed.statesOf(plant, kind, names);
  const present = [...states.values()].filter(({ message }) => !message.gone);
  await atOnce(present, ({ name }) => feed.setFingerprint(plant, kind, name, notRead));
  return { ok: true, said: `${present.length} are read again` };
};

/**
 * Drops the watermarks of the plant's polls, so that the next one compares all open entities. A watermark is a number of
 * Postgres' transactions: a database that was restored as files counts on from a lower one, and reaches it again. A queue that
 * is held for a restore may be resumed from now on.
 */
export const finishRestore = async (
  { plant, by }: Of<'restored-finish'>,
  deps: FeedOfRestoreDeps & PlantQueueDeps,
): Promise<CommandAnswer> => {
  const { feed, log } = deps;
  const head = await feed.head(plant);
  for (const [entityType, read] of Object.entries(head?.read ?? {}))
    await feed.setRead(plant, entityType, { ...read, mark: '', throughAt: new Date(0).toISOString() });
  await markReplayed(plant, deps);
  log.info('OPERATOR_DECIDED', { plant, action: 'restored-finish', by });
  return { ok: true, said: `the next poll of ${plant} compares everything` };
};
