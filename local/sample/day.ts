import { calendarOf } from './calendar.ts';
import { withMishaps } from './mishaps.ts';
import { randomNumbers } from './random.ts';
import { gdanskStory } from './stories/gdansk.ts';
import { lyonStory } from './stories/lyon.ts';
import { osloStory } from './stories/oslo.ts';
import { type DayEntry, type Outcome, outcomes, type Storyteller, storyteller } from './story.ts';

export { type DayEntry, type Outcome, outcomes } from './story.ts';

/** How many events of each outcome, by plant. */
export type OutcomeCounts = Record<string, Record<Outcome, number>>;

export interface SampleDay {
  /** in the order they are to be sent; the events of one order must not overtake each other */
  entries: DayEntry[];
  expected: OutcomeCounts;
}

const stories: Record<string, (story: Storyteller, random: () => number, delivery: string) => void> = {
  oslo: osloStory,
  gdansk: gdanskStory,
  lyon: lyonStory,
};

/**
 * Some four hundred events of three plants; the same `now` and seed make exactly the same day. Only Odoo knows
 * the name of the delivery that is shipped: it numbers them.
 */
export function sampleDay(now: Date, delivery: string, seed = 19): SampleDay {
  const calendar = calendarOf(now);
  const entries = Object.entries(stories).flatMap(([plant, addEvents]) => {
    const random = randomNumbers(seed);
    const story = storyteller(plant, calendar);
    addEvents(story, random, delivery);
    return withMishaps(inTime(story.entries), random);
  });
  const sent = inTime(entries);
  return { entries: sent, expected: countOutcomes(sent) };
}

/** By time. A repeat or a contradiction comes after the event that it repeats or contradicts. */
function inTime(entries: DayEntry[]): DayEntry[] {
  const isEcho = ({ expected }: DayEntry) => expected === 'duplicate' || expected === 'conflict';
  const echoDelay = 20 * 60_000;
  const moment = (entry: DayEntry) => Date.parse(entry.event.time) + (isEcho(entry) ? echoDelay : 0);
  return entries.toSorted((left, right) => moment(left) - moment(right));
}

export function countOutcomes(entries: Pick<DayEntry, 'plant' | 'expected'>[]): OutcomeCounts {
  const counts: OutcomeCounts = {};
  for (const { plant, expected } of entries) {
    const ofPlant = counts[plant] ?? emptyCounts();
    ofPlant[expected] += 1;
    counts[plant] = ofPlant;
  }
  return counts;
}

function emptyCounts(): Record<Outcome, number> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
}

export interface Batch {
  partner: string;
  entries: DayEntry[];
}

/**
 * Calls of at most so many events, for each plant in the order of its day. Plants may be sent side by side; the
 * calls of one plant one after the other, because two partners speak about the same orders.
 */
export function batchesOf(entries: DayEntry[], size: number): Record<string, Batch[]> {
  const plants: Record<string, Batch[]> = {};
  for (const entry of entries) {
    const batches = plants[entry.plant] ?? [];
    plants[entry.plant] = batches;
    const batch = batches.at(-1);
    if (batch?.partner === entry.partner && batch.entries.length < size) batch.entries.push(entry);
    else batches.push({ partner: entry.partner, entries: [entry] });
  }
  return plants;
}
