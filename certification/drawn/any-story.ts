import type { Case } from '../case.ts';
import { caseOf } from './case-of.ts';
import { drawLateStories, type LateStory, lateCaseOf, simplerLate } from './late-story.ts';
import { drawStories, type Story, simpler } from './story.ts';

/** A piece of production, or days whose events arrive in another order. */
export type AnyStory = Story | LateStory;

export const isLate = (story: AnyStory): story is LateStory => 'arrival' in story;

export const caseOfAny = (story: AnyStory, says: string): Case =>
  isLate(story) ? lateCaseOf(story, says) : caseOf(story, says);

export const simplerThan = (story: AnyStory): AnyStory[] =>
  isLate(story) ? simplerLate(story) : simpler(story);

/** The stories of a seed, always the same; every fourth is one of late events. */
export const drawAny = (count: number, seed: number): AnyStory[] => {
  const late = drawLateStories(Math.floor(count / 4), seed);
  const production = drawStories(count - late.length, seed);
  return Array.from({ length: count }, (_, index) =>
    index % 4 === 3 ? late.shift() : production.shift(),
  ).filter((story) => story !== undefined);
};
