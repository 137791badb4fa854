import type { Said, SayingContext } from './kind.ts';

/** The one partner behind all of these events; of several, none: what is of two is shown to neither as its own. */
export const whose = (
  events: readonly string[],
  { partnerOf }: Pick<SayingContext, 'partnerOf'>,
): Pick<Said, 'partner'> => {
  const partners = new Set(events.map(partnerOf));
  const [partner] = partners;
  return partners.size === 1 && partner !== undefined ? { partner } : {};
};
