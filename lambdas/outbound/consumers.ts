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
