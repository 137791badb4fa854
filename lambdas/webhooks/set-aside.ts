import { type Aside, type Line, maxAside, type NewLine, type Waiting } from './line.ts';

/** A stream without one of its messages; at once when that held it up, undefined when it was all that waited. */
export const without = (waiting: Waiting, sequence: number, now: Date): Waiting | undefined => {
  const sequences = waiting.sequences.filter((each) => each !== sequence);
  if (sequences.length === 0) return undefined;
  if (sequences[0] === waiting.sequences[0]) return { ...waiting, sequences };
  const { refusedSince, ...rest } = waiting;
  return { ...rest, sequences, failures: 0, next: now.toISOString() };
};

/**
 * With one more message that is given up. What somebody decided about makes room, the oldest first; undefined when
 * there is no room: so many that nobody looked at are not one message's fault.
 */
export const withAside = (aside: readonly Aside[] = [], more: Aside): Aside[] | undefined => {
  const others = aside.filter(({ sequence }) => sequence !== more.sequence);
  if (others.length < maxAside) return [...others, more];
  const decided = others.findIndex(({ by }) => by !== undefined);
  return decided < 0 ? undefined : [...others.toSpliced(decided, 1), more];
};

/** What of it is still given up after these were delivered, as by a replay. */
export const stillAside = (
  aside: readonly Aside[] | undefined,
  delivered: ReadonlySet<number>,
): readonly Aside[] | undefined => aside?.filter(({ sequence }) => !delivered.has(sequence));

/** Messages that were given up, and nobody decided about. */
export const undecided = ({ aside = [] }: Pick<Line, 'aside'>): readonly Aside[] =>
  aside.filter(({ by }) => by === undefined);

/**
 * A line that goes on without a message that waits, as somebody decided; also says of one that was given up already
 * that it may lie there. In words why not.
 */
export const skipped = (seen: Line, given: Omit<Aside, 'stream'>, now: Date): NewLine | string => {
  const { sequence } = given;
  const stream =
    seen.waiting.find(({ sequences }) => sequences.includes(sequence))?.stream ??
    seen.aside?.find((each) => each.sequence === sequence)?.stream;
  if (stream === undefined) return `${sequence} does not wait; \`webhooks\` names what does`;
  const aside = withAside(seen.aside, { ...given, stream });
  if (!aside) return `${maxAside} messages are set aside already: replay or skip those first`;
  const waiting = seen.waiting.flatMap((each) => without(each, sequence, now) ?? []);
  return { ...seen, waiting, aside };
};
