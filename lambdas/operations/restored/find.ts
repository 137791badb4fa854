import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { QuestionPort } from '../../odoo/ports.ts';
import { warehouseOf } from '../../odoo/posting.ts';
import type { Clock } from '../../platform/time.ts';
import { supersedes } from '../../posting/ordering.ts';
import type { EventRecord } from '../../store/event-record.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { CommandAnswer } from '../commands.ts';
import type { PostedEvent } from './plan.ts';
import type { RestoredCommand } from './restored-commands.ts';

type Of<Name extends RestoredCommand['command']> = Extract<RestoredCommand, { command: Name }>;

export interface FindDeps {
  eventStore: Pick<EventStore, 'postedSince' | 'events'>;
  /** Odoo, read-only */
  questions: QuestionPort;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
}

/** Odoo answers about at most a thousand events at a time. */
const perQuestion = 1000;
/** Pages of one call. DynamoDB reads a megabyte for each, so a call ends within seconds. */
const pagesPerCall = 25;

const answer = z.object({ recorded: z.array(z.string()) });

/** The keys of those events that Odoo has booked; else why it did not say so. */
export const recordedInOdoo = async (
  plant: string,
  keys: readonly string[],
  { questions, plants }: Pick<FindDeps, 'questions' | 'plants'>,
): Promise<ReadonlySet<string> | string> => {
  const recorded = new Set<string>();
  for (let from = 0; from < keys.length; from += perQuestion) {
    const asked = await questions.ask({
      question: 'idempotency.records',
      ...warehouseOf(plants[plant] ?? { warehouse: '' }),
      about: { keys: keys.slice(from, from + perQuestion) },
    });
    if (!asked.ok) return `Odoo does not say what it has: ${asked.code}: ${asked.message}`;
    for (const key of answer.parse(asked.answer).recorded) recorded.add(key);
  }
  return recorded;
};

export interface FoundPage {
  events: PostedEvent[];
  /** events that are being booked at the moment */
  inFlight: number;
  /** continues the search; absent at the end */
  cursor?: string;
}

/** Events of a plant posted since a time, by arrival, and which of them Odoo has. */
export const findPosted = async (
  { plant, since, cursor }: Of<'restored-find'>,
  deps: FindDeps,
): Promise<CommandAnswer> => {
  const records: EventRecord[] = [];
  let next = cursor;
  let pages = 0;
  do {
    const page = await deps.eventStore.postedSince(plant, since, perQuestion, next);
    records.push(...page.events);
    next = page.cursor;
    pages += 1;
  } while (next !== undefined && pages < pagesPerCall && records.length < perQuestion);
  const posted = records.filter(({ status }) => status === 'posted');
  const recorded = await recordedInOdoo(
    plant,
    posted.map(({ eventKey }) => eventKey),
    deps,
  );
  if (typeof recorded === 'string') return { ok: false, said: recorded };
  const now = deps.clock().toISOString();
  const result: FoundPage = {
    events: posted.map((record) => postedEvent(record, recorded)),
    inFlight: records.filter(({ status, leaseUntil = '' }) => status === 'posting' && leaseUntil > now)
      .length,
    ...(next !== undefined && { cursor: next }),
  };
  const lost = result.events.filter(({ inOdoo }) => !inOdoo).length;
  return { ok: true, said: `${posted.length} posted, ${lost} of them not in Odoo`, result };
};

const postedEvent = (record: EventRecord, recorded: ReadonlySet<string>): PostedEvent => {
  const { eventKey, orderingKey, event, acceptedAt, settledAt = '', document } = record;
  return {
    eventKey,
    orderingKey,
    type: event.type,
    subject: event.subject ?? '',
    acceptedAt,
    settledAt,
    document: document?.name ?? '',
    inOdoo: recorded.has(eventKey),
    supersedes: supersedes(record),
  };
};

export interface RecentPage {
  /** newest first; `inOdoo` of each posted event */
  events: Pick<PostedEvent, 'settledAt' | 'acceptedAt' | 'inOdoo'>[];
  cursor?: string;
}

/** A page of a plant's posted events, newest first, and which of them Odoo has. */
export const recentPosted = async (
  { plant, cursor }: Of<'restored-recent'>,
  deps: FindDeps,
): Promise<CommandAnswer> => {
  const page = await deps.eventStore.events(plant, { status: 'posted', cursor, limit: perQuestion });
  const keys = page.events.map(({ eventKey }) => eventKey);
  const recorded = await recordedInOdoo(plant, keys, deps);
  if (typeof recorded === 'string') return { ok: false, said: recorded };
  const result: RecentPage = {
    events: page.events.map(({ eventKey, acceptedAt, settledAt = '' }) => ({
      acceptedAt,
      settledAt,
      inOdoo: recorded.has(eventKey),
    })),
    ...(page.cursor !== undefined && { cursor: page.cursor }),
  };
  return { ok: true, said: `${keys.length} posted, ${recorded.size} of them in Odoo`, result };
};
