/** Positions as texts that sort as they do. */
export const positionOf = (sequence: number): string => String(sequence).padStart(12, '0');

/**
 * What a plant is told, in order: messages by their position in the plant's feed, and how each thing that they tell of
 * stands by them. A feed has one writer at a time by its positions alone: a message is put right after the last one that
 * its writer has seen, or not at all.
 *
 * Single-item conditional writes only. Throws only when the store itself fails.
 */
export interface Feed {
  /** Puts the message at its position; false, and nothing changed, when another one stands there. */
  append(message: FeedMessage): Promise<boolean>;
  /** Messages after a position, in order, without a gap. */
  after(plant: string, sequence: number, limit: number): Promise<FeedMessage[]>;
  /** The message at a position. */
  at(plant: string, sequence: number): Promise<FeedMessage | undefined>;

  head(plant: string): Promise<FeedHead | undefined>;
  /** States hold what the messages up to here say; without effect when the head is further. */
  setApplied(plant: string, applied: number): Promise<void>;
  /** Messages up to here are on the bus; without effect when more of them are known to be. */
  setPublished(plant: string, published: number): Promise<void>;
  /** How far Odoo was read for a kind, and when. */
  setRead(plant: string, kind: string, read: PollState): Promise<void>;

  /** Things of a kind, by their names. */
  states(plant: string, kind: string): AsyncIterable<EntityState>;
  statesOf(plant: string, kind: string, names: readonly string[]): Promise<Map<string, EntityState>>;
  /** Things of a kind by the business key that their latest messages name; one that is very new may be missing. */
  named(plant: string, kind: string, subject: string): Promise<EntityState[]>;
  /** A page of things of a kind by their names; after that of `cursor`. */
  statePage(
    plant: string,
    kind: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<StatePage>;
  /** Takes what a message says as how its thing stands; without effect when a later message did. */
  putState(state: EntityState): Promise<void>;

  /** Fingerprints of the things that are open, by their names: which of them need not be read again. */
  fingerprints(plant: string, kind: string): Promise<Map<string, string>>;
  /** Without a fingerprint, the thing is open no more. */
  setFingerprint(plant: string, kind: string, name: string, fingerprint: string | undefined): Promise<void>;
}

/** One message. Its identity is its plant and its position. */
export interface FeedMessage {
  plant: string;
  /** 1, 2, 3 …, without gaps */
  sequence: number;
  /** type without prefix and version: `production-order.released` */
  name: string;
  /** the envelope's `subject`: the business key */
  subject: string;
  /** which thing it tells of; messages of one thing reach every consumer in order */
  thing: EntityRef;
  /** when it was told, RFC 3339 */
  time: string;
  data: object;
  /** what tells this content from another; a thing that reads the same is not told of again */
  hash: string;
  /** when it came to be so, RFC 3339, of what is heard of in no order: what is older is not told */
  happened?: string;
  /** the data was too long: lists of it are left out */
  truncated?: true;
  /** hash of what Odoo said, before it was put into the plant's words */
  fingerprint?: string;
  /** id it had on the bus before it came here; not put there again */
  busId?: string;
  /** whose own it is: partners that may read only their own are shown it */
  partner?: string;
  /** code of the supplier it concerns */
  supplier?: string;
  /** nothing more of it is to come: how it stands is remembered as long as this message */
  closed?: true;
  /** the thing is no more: it has no place among those that stand */
  gone?: true;
  /** until when it is kept, seconds since 1970 */
  expires: number;
}

/** `production-order` `17`: a kind, and the name of one of it, which needs not mean anything to the plant. */
export interface EntityRef {
  kind: string;
  name: string;
}

/** How a thing stands by the last message about it. */
export interface EntityState extends EntityRef {
  plant: string;
  /** of that message */
  sequence: number;
  /** its name, subject, time, content and marks */
  message: Pick<
    FeedMessage,
    | 'name'
    | 'subject'
    | 'time'
    | 'data'
    | 'hash'
    | 'fingerprint'
    | 'partner'
    | 'supplier'
    | 'gone'
    | 'truncated'
    | 'happened'
  >;
  /** of things that come and go; those without are kept */
  expires?: number;
}

export interface StatePage {
  states: EntityState[];
  cursor?: string;
}

/** Where the writers of a plant's feed stand. Each part is of its own: none holds up another. */
export interface FeedHead {
  plant: string;
  /** states hold what the messages up to here say */
  applied: number;
  /** messages up to here are on the bus */
  published: number;
  /** by kind */
  read: Readonly<Record<string, PollState>>;
}

export interface PollState {
  /** Odoo's mark, from which the next look reads */
  mark: string;
  /** when that was, RFC 3339 */
  at: string;
  /** when all of the kind was read, whatever its fingerprint */
  throughAt: string;
}

/** What must be told in order: of one thing. */
export const streamOf = ({ thing }: Pick<FeedMessage, 'thing'>): string => `${thing.kind}/${thing.name}`;

/**
 * How far partners are with the feed of a plant, by their own word, and under which names of theirs they keep what
 * they were told. Single-item conditional writes only. Throws only when the store itself fails.
 */
export interface Consumers {
  of(plant: string, partner: string): Promise<Consumer | undefined>;
  /** Every partner that ever acknowledged something of the plant. */
  all(plant: string): Promise<Consumer[]>;
  /** Replaces the consumer that was seen (none: makes one); undefined when it has changed since. */
  move(seen: Consumer | undefined, next: Omit<Consumer, 'version'>): Promise<Consumer | undefined>;
  /** Keeps a partner's reference for a message; the one given last stands. */
  keepReference(reference: Reference): Promise<void>;
  /** Who keeps the message at a position under which reference. */
  referencesOf(plant: string, sequence: number): Promise<Reference[]>;
}

export interface Consumer {
  plant: string;
  partner: string;
  /** everything up to this position is acknowledged */
  sequence: number;
  /** when it was, RFC 3339 */
  at: string;
  /** the last one given, and the position it is of */
  reference?: { sequence: number; text: string };
  /** another one after every change */
  version: string;
}

export interface Reference {
  plant: string;
  partner: string;
  sequence: number;
  reference: string;
  at: string;
  /** of the message: seconds since 1970 */
  expires: number;
}
