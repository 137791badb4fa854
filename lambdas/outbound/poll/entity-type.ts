import type { PlantProfile } from '../../../configuration/plant.ts';
import type { PlantCodes } from '../../posting/code-mapping/plant-codes.ts';
import type { MessageDraft } from '../feed/append.ts';
import type { EntityState } from '../feed/feed.ts';

/** A type of Odoo's documents that plants get messages about, such as production orders. */
export interface EntityType {
  /** `production-order`; stored as `kind` of states and fingerprints */
  name: string;
  /** the questions to Odoo are `<questions>.changes` and `<questions>.read` */
  questions: string;
  /** false when the plant gets no messages about it; absent: every plant gets them */
  appliesTo?(plant: PlantProfile): boolean;
  /**
   * true when the subject never changes, such as an order's name. Then the same id with another subject is another document:
   * a restored database gives the ids of lost documents again.
   */
  namedForGood?: true;
  /** parameters of the questions, beside the watermark */
  about?(plant: PlantProfile): object;
  /** keys of the events that led to the entity; their senders are then known to `describe` */
  eventsOf?(document: unknown): readonly string[];
  /** The message about an entity; undefined for none. Throws a ZodError when the document does not match its schema. */
  describe(document: unknown, context: DescribeContext): Description | undefined;
  /** The message about an entity that Odoo no longer has. `state` is what the feed last said about it. */
  describeGone(state: EntityState, context: DescribeContext): Description;
}

export interface DescribeContext {
  plant: PlantProfile;
  words: PlantCodes;
  /** what the feed last said about the entity; undefined when nothing, or that it is gone */
  previous: EntityState | undefined;
  /** the partner that sent an event, for the keys of `eventsOf` */
  partnerOf(eventKey: string): string | undefined;
}

export type Description = Pick<MessageDraft, 'name' | 'subject' | 'data' | 'partner' | 'supplier'> & {
  /** no further change is expected: the entity is read again only after Odoo writes it */
  closed: boolean;
  /** Odoo no longer has it, or it no longer belongs to the current state */
  gone?: true;
};

/**
 * The partner of an entity, when all its events are of one partner. With several partners there is none, so that no
 * partner sees the others' events as its own.
 */
export const onlyPartner = (
  eventKeys: readonly string[],
  { partnerOf }: Pick<DescribeContext, 'partnerOf'>,
): Pick<Description, 'partner'> => {
  const partners = new Set(eventKeys.map(partnerOf));
  const [partner] = partners;
  return partners.size === 1 && partner !== undefined ? { partner } : {};
};
