import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Words } from '../../posting/code-mapping/plant-words.ts';
import type { MessageDraft } from '../feed/append.ts';
import type { EntityState } from '../feed/feed.ts';

/** Something of Odoo's that plants are told of. */
export interface EntityType {
  /** kind of the things, by which their states are kept and read */
  kind: string;
  /** its questions in Odoo are `<questions>.changes` and `<questions>.read` */
  questions: string;
  /** whether this plant is told of it; absent: every plant is */
  appliesTo?(plant: PlantProfile): boolean;
  /** beside the mark, what the questions are about */
  about?(plant: PlantProfile): object;
  /** keys of the events that it came of: who sent them is looked up before it is said */
  eventsOf?(document: unknown): readonly string[];
  /**
   * What is to be said of the thing; undefined: nothing. `standing` is how it was told last. Throws a ZodError when the
   * document is none of ours.
   */
  describe(document: unknown, context: DescribeContext): Description | undefined;
  /** What is to be said of a thing that was told and that Odoo has no more. */
  describeGone(standing: EntityState, context: DescribeContext): Description;
}

export interface DescribeContext {
  plant: PlantProfile;
  words: Words;
  standing: EntityState | undefined;
  /** the partner that sent an event, of those that `eventsOf` named */
  partnerOf(eventKey: string): string | undefined;
}

export type Description = Pick<MessageDraft, 'name' | 'subject' | 'data' | 'partner' | 'supplier'> & {
  /** nothing of it is to come: it is looked at again only when Odoo writes it */
  closed: boolean;
  /** Odoo has it no more, or it has no place among what stands */
  gone?: true;
};
