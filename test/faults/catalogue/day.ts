import { eventKeyOf } from '../../../events/envelope.ts';
import { definitionOf } from '../../../events/parse-event.ts';
import type { EventState } from '../../../local/run/send.ts';
import { randomNumbers } from '../../../local/sample/random.ts';
import type { TestBackend } from '../../backends/test-backend.ts';
import type { Sending } from '../deliveries.ts';
import { buying } from './buying.ts';
import type { Chapter } from './chapter.ts';
import { judging } from './judging.ts';
import { making } from './making.ts';
import { neverPosted } from './never-posted.ts';
import { rating } from './rating.ts';
import { returning } from './returning.ts';
import { selling } from './selling.ts';
import { moving } from './warehouse.ts';

/**
 * A day of plant oslo with every event that partners may send, on records that no other run knows. `notModelled`: event types
 * that this Odoo refuses, so that their chapters change nothing in it.
 */
export async function dayOf(
  backend: TestBackend,
  run: string,
  seed: number,
  notModelled: readonly string[],
): Promise<Chapter> {
  const scene = { backend, run, random: randomNumbers(seed) };
  const chapters: Chapter[] = [];
  // The warehouse last: its counts must come after everything that was seeded.
  for (const chapter of [making, buying, selling, returning, neverPosted, judging, rating, moving])
    chapters.push(await chapter(scene));
  return {
    sendings: chapters.flatMap(({ sendings }) => sendings),
    differences: async () => {
      const booked = chapters.filter(({ sendings }) => !sendings.some(isOf(notModelled)));
      return (await Promise.all(booked.map((chapter) => chapter.differences()))).flat();
    },
  };
}

const isPosted = ({ event }: Sending): boolean => definitionOf(event.type)?.posted !== false;

const isOf =
  (types: readonly string[]) =>
  ({ event }: Sending): boolean =>
    types.includes(definitionOf(event.type)?.name ?? '');

/** What the gateway says of the events, and whether each that was posted to Odoo has one idempotency record. */
export async function differencesInOutcomes(
  backend: TestBackend,
  sendings: readonly Sending[],
  states: readonly EventState[],
  notModelled: readonly string[],
): Promise<string[]> {
  const isRefused = isOf(notModelled);
  const known = new Map(states.map((state) => [state.eventKey, state]));
  const shouldBe = (sending: Sending) => {
    if (isRefused(sending)) return 'quarantined';
    return isPosted(sending) ? 'posted' : 'recorded';
  };
  const found = sendings.flatMap((sending) => {
    const { event } = sending;
    const { status = 'unknown', reason } = known.get(eventKeyOf(event)) ?? {};
    const should = shouldBe(sending);
    return status === should && (should !== 'quarantined' || reason?.code === 'not-modelled')
      ? []
      : [`${event.id} is ${status}, should be ${should} ${JSON.stringify(reason ?? '')}`];
  });
  const posted = sendings.filter((sending) => isPosted(sending) && !isRefused(sending));
  const records = await backend.idempotencyRecords(posted.map(({ event }) => eventKeyOf(event)));
  if (records.length !== posted.length || new Set(records).size !== posted.length)
    found.push(`${records.length} idempotency records for ${posted.length} events`);
  return found;
}
