import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Answered, QuestionPort } from '../../odoo/ports.ts';
import { atOnce } from '../../platform/at-once.ts';
import type { Words } from '../../posting/code-mapping/plant-words.ts';
import type { EventStore } from '../../store/event-store.ts';
import { appendMessages, type FeedWriterDeps, type MessageDraft } from '../feed/append.ts';
import type { FeedHead } from '../feed/feed.ts';
import { changesOf, readEntities, sendersOf } from './changes.ts';
import type { Description, EntityType } from './entity-type.ts';

/** How many things are read and told at a time: an answer of some hundred kilobytes. */
const perReading = 100;
/** Once a day everything is read, whatever its fingerprint: codes of the plant may have changed. */
const readThroughMs = 24 * 3_600_000;

export interface PollDeps extends FeedWriterDeps {
  odoo: QuestionPort;
  /** who sent the events that things came of */
  eventStore: Pick<EventStore, 'get'>;
  /** of a thing of a kind, Odoo said what we do not understand */
  unreadable(kind: string, name: string, error: unknown): void;
  /** milliseconds that are left for the run */
  timeLeft(): number;
}

export type PollResult =
  | { ok: true; head: FeedHead; told: number; finished: boolean; whole: boolean }
  | { ok: false; failure: Exclude<Answered, { ok: true }> };

/** The fingerprint of nothing: what is marked by it is read at the next look. */
const notRead = '';

/** Less than this is not enough for another portion. */
const enoughMs = 15_000;

/**
 * Compares one kind of things in Odoo with what the plant was told of them, and tells what differs. The head must have
 * been caught up with before: what is read here is younger than it. Throws `FeedMoved` when another writer was there.
 */
export const pollEntityType = async (
  kind: EntityType,
  plant: PlantProfile,
  head: FeedHead,
  words: Words,
  deps: PollDeps,
): Promise<PollResult> => {
  const { feed, odoo, eventStore, clock, timeLeft } = deps;
  const about = kind.about?.(plant) ?? {};
  const before = head.read[kind.kind];
  const since = before?.mark;
  const changed = await changesOf(kind, plant, { ...about, ...(since && { since }) }, odoo);
  if (!changed.ok) return changed;
  const { mark, things } = changed;

  const now = clock();
  const all = !before || now.getTime() - Date.parse(before.throughAt) >= readThroughMs;
  const marks = await feed.fingerprints(plant.id, kind.kind);
  const found = new Map(things);
  const differing = [...found]
    .filter(([name, print]) => all || marks.get(name) !== print)
    .map(([name]) => name);
  // Told as open, and neither open nor written since: Odoo has it no more.
  const missing = [...marks.keys()].filter((name) => !found.has(name));
  const wanted = [...differing, ...missing];

  let current = head;
  let told = 0;
  let unreadable = 0;
  for (let from = 0; from < wanted.length; from += perReading) {
    if (timeLeft() < enoughMs) return { ok: true, head: current, told, finished: false, whole: false };
    const names = wanted.slice(from, from + perReading);
    const read = await readEntities(kind, plant, names, about, odoo);
    if (!read.ok) return read;
    const standing = await feed.statesOf(plant.id, kind.kind, names);
    const events = [...read.things.values()].flatMap(({ document }) => kind.eventsOf?.(document) ?? []);
    const partners = await sendersOf(plant.id, events, eventStore);
    const partnerOf = (eventKey: string) => partners.get(eventKey);
    const said = names.flatMap((name) => {
      const thing = read.things.get(name);
      const before = standing.get(name);
      const context = { plant, words, partnerOf, standing: before?.message.gone ? undefined : before };
      try {
        const what = thing
          ? kind.describe(thing.document, context)
          : before && !before.message.gone && kind.describeGone(before, context);
        return [{ name, what: what || undefined, fingerprint: thing?.fingerprint }];
      } catch (error) {
        // One that we cannot read must not keep the others from being told; it is tried again at every look.
        deps.unreadable(kind.kind, name, error);
        unreadable += 1;
        return [];
      }
    });
    // Marked before it is told: who dies in between must still notice when Odoo has it no more.
    const opening = said.filter(({ name, what }) => what && !what.closed && !marks.has(name));
    await atOnce(opening, ({ name }) => feed.setFingerprint(plant.id, kind.kind, name, notRead));
    const next = await appendMessages(
      current,
      said.flatMap(({ name, what, fingerprint }) => (what ? [draftOf(kind, name, what, fingerprint)] : [])),
      deps,
    );
    told += next.applied - current.applied;
    current = next;
    await atOnce(
      said.map(({ name, what, fingerprint }) => ({
        name,
        open: what && !what.closed ? fingerprint : undefined,
      })),
      async ({ name, open }) => {
        if (marks.get(name) !== open || opening.some((each) => each.name === name))
          await feed.setFingerprint(plant.id, kind.kind, name, open);
      },
    );
  }

  const at = now.toISOString();
  const read = { mark, at, throughAt: all || !before ? at : before.throughAt };
  await feed.setRead(plant.id, kind.kind, read);
  const next = { ...current, read: { ...current.read, [kind.kind]: read } };
  return { ok: true, head: next, told, finished: true, whole: unreadable === 0 };
};

const draftOf = (
  kind: EntityType,
  name: string,
  { closed, ...said }: Description,
  fingerprint: string | undefined,
): MessageDraft => ({
  ...said,
  thing: { kind: kind.kind, name },
  ...(closed && { closed: true as const }),
  hash: createHash('sha256')
    .update(
      canonicalize({ data: said.data, partner: said.partner, supplier: said.supplier, gone: said.gone }) ??
        '',
    )
    .digest('base64url'),
  ...(fingerprint !== undefined && { fingerprint }),
});
