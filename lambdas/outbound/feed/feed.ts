/**
 * The feeds of plants. A feed has messages with positions 1, 2, 3 …, and for each entity the current state, taken from
 * the last message about it.
 *
 * No lock is needed for several writers: a message is written at the position after the last one that its writer has
 * seen, and the write fails when that position is taken. All writes are conditional writes of single items. Methods
 * throw only when the store fails.
 */
export interface Feed {
  /** Writes the message at its position. False, with nothing changed, when that position is taken. */
  append(message: FeedMessage): Promise<boolean>;
  /** Messages after a position, in order, without a gap. */
  after(plant: string, sequence: number, limit: number): Promise<FeedMessage[]>;
  /** The message at a position. */
  at(plant: string, sequence: number): Promise<FeedMessage | undefined>;

  head(plant: string): Promise<FeedHead | undefined>;
  /** Records that the states include the messages up to here. No effect when the head is already further. */
  setApplied(plant: string, applied: number): Promise<void>;
  /** Records that the messages up to here are on the bus. No effect when the head is already further. */
  setPublished(plant: string, published: number): Promise<void>;
  /** Records the watermark of the last poll of an entity type. */
  setRead(plant: string, entityType: string, read: PollState): Promise<void>;
  /** Records when a poll of all entity types has reached its end for the first time. */
  setPolled(plant: string, at: string): Promise<void>;

  /** All states of an entity type, in the order of names. */
  states(plant: string, entityType: string): AsyncIterable<EntityState>;
  /** States of these names; those without a state are missing. */
  statesOf(plant: string, entityType: string, names: readonly string[]): Promise<Map<string, EntityState>>;
  /**
   * States by the `subject` of their last message. A very new one may be missing: the index is eventually consistent.
   */
  named(plant: string, entityType: string, subject: string): Promise<EntityState[]>;
  /** A page of states in the order of names, after the page of `cursor`. */
  statePage(
    plant: string,
    entityType: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<StatePage>;
  /** Writes a state. No effect when a later message already wrote it. */
  putState(state: EntityState): Promise<void>;

  /** Fingerprints of the open entities, by name. An entity with an unchanged fingerprint is not read again. */
  fingerprints(plant: string, entityType: string): Promise<Map<string, string>>;
  /** Undefined as fingerprint means that the entity is no longer open. */
  setFingerprint(
    plant: string,
    entityType: string,
    name: string,
    fingerprint: string | undefined,
  ): Promise<void>;
}

/** One message. Plant and position identify it. Its fields are stored under these names. */
export interface FeedMessage {
  plant: string;
  /** 1, 2, 3 …, without gaps */
  sequence: number;
  /** type without prefix and version: `production-order.released` */
  name: string;
  /** the envelope's `subject`: the business key */
  subject: string;
  /** the entity it is about; messages about one entity reach every consumer in order */
  thing: EntityRef;
  /** when it was appended, RFC 3339 */
  time: string;
  data: object;
  /** hash of the content; a message with the hash of the entity's last message is not appended */
  hash: string;
  /**
   * when it happened, RFC 3339, for sources without order: a message older than the entity's last one is not appended
   */
  happened?: string;
  /** the data was too large, so some of its lists are left out */
  truncated?: true;
  /** hash of Odoo's document, before its codes became the plant's */
  fingerprint?: string;
  /** its id on the bus, when it came from there; it is not published again */
  busId?: string;
  /**
   * the partner that owns the message: one with `reads: own` receives only its own, and those about its supplier codes
   */
  partner?: string;
  /** code of the supplier it concerns */
  supplier?: string;
  /** no further message is expected: the state expires with this message */
  closed?: true;
  /** the entity no longer exists, so it is not part of the current state */
  gone?: true;
  /** when it expires, seconds since 1970 */
  expires: number;
}

/** An entity: its type, stored as `kind`, and its name within the type. The plant need not know the name. */
export interface EntityRef {
  kind: string;
  name: string;
}

/** The current state of an entity: the last message about it. */
export interface EntityState extends EntityRef {
  plant: string;
  /** position of that message */
  sequence: number;
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
  /** when the state expires, seconds since 1970; absent: never */
  expires?: number;
}

export interface StatePage {
  states: EntityState[];
  cursor?: string;
}

/** How far the writers of a plant's feed are. The parts are written independently. */
export interface FeedHead {
  plant: string;
  /** the states include the messages up to here */
  applied: number;
  /** messages up to here are on the bus */
  published: number;
  /** the last poll, by entity type */
  read: Readonly<Record<string, PollState>>;
  /** when a poll of all entity types reached its end for the first time, RFC 3339; absent: it never did */
  polledAt?: string;
}

export interface PollState {
  /** Odoo's watermark, from which the next poll reads */
  mark: string;
  /** when it was polled, RFC 3339 */
  at: string;
  /** when all open entities were last read, whatever their fingerprints; RFC 3339 */
  throughAt: string;
  /** when Odoo last did not take the watermark, because its database is another one or was restored; RFC 3339 */
  anewAt?: string;
}

/** A position as a sort key: 12 digits, so that texts sort like numbers. */
export const positionOf = (sequence: number): string => String(sequence).padStart(12, '0');

/** Key of the entity of a message. Messages with one key are delivered in order. Webhooks store it as `stream`. */
export const entityKeyOf = ({ thing }: Pick<FeedMessage, 'thing'>): string => `${thing.kind}/${thing.name}`;

/**
 * What partners have acknowledged of the feed of a plant, and their own references for its messages. All writes are
 * writes of single items. Methods throw only when the store fails.
 */
export interface Consumers {
  of(plant: string, partner: string): Promise<Consumer | undefined>;
  /** All partners that acknowledged something of the plant. */
  all(plant: string): Promise<Consumer[]>;
  /** Replaces the consumer that was seen; creates one when none was seen. Undefined when it changed since. */
  move(seen: Consumer | undefined, next: Omit<Consumer, 'version'>): Promise<Consumer | undefined>;
  /** Stores a partner's reference for a message. A later one replaces it. */
  keepReference(reference: Reference): Promise<void>;
  /** All partners' references for the message at a position. */
  referencesOf(plant: string, sequence: number): Promise<Reference[]>;
}

export interface Consumer {
  plant: string;
  partner: string;
  /** everything up to this position is acknowledged */
  sequence: number;
  /** when it was acknowledged, RFC 3339 */
  at: string;
  /** the last reference, and the position of its message */
  reference?: { sequence: number; text: string };
  /** changes with every write */
  version: string;
}

export interface Reference {
  plant: string;
  partner: string;
  sequence: number;
  reference: string;
  at: string;
  /** when the message expires, seconds since 1970 */
  expires: number;
}
