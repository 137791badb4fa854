/** How far the messages of one plant have been pushed to one partner. */
export interface Line {
  partner: string;
  plant: string;
  /** messages up to here are delivered, are not the partner's, or are among those that wait */
  position: number;
  /** streams whose first message was not taken yet; at most `maxWaiting` of at most `maxSequences` */
  waiting: readonly Waiting[];
  /** a range that is delivered again, before anything after `position` */
  replay?: Replay | undefined;
  /** messages that were given up, at most `maxAside`; their streams went on without them */
  aside?: readonly Aside[] | undefined;
  /** when the endpoint last took a message; RFC 3339 */
  tookAt?: string | undefined;
  /** the endpoint asked for a pause; RFC 3339 */
  notBefore?: string | undefined;
  /** when the endpoint was last tried although every place among those that wait is taken */
  probedAt?: string | undefined;
  /** nothing is pushed until an operator enables it */
  disabled?: Disabled | undefined;
  /** which run may deliver, until when; longer than it can live */
  lease?: { holder: string; until: string } | undefined;
  /** another one after every change */
  version: string;
}

export interface Waiting {
  stream: string;
  /** positions, in the order of delivery */
  sequences: readonly number[];
  /** how often the first one was refused */
  failures: number;
  /** since when the first one is refused, RFC 3339; absent: it was not tried yet */
  refusedSince?: string | undefined;
  /** when the first one is tried next, RFC 3339 */
  next: string;
  /** since when the stream has something that waits, RFC 3339 */
  since: string;
}

export interface Aside {
  sequence: number;
  stream: string;
  /** RFC 3339 */
  at: string;
  why: string;
  /** who decided that it may lie there; absent: nobody did yet */
  by?: string | undefined;
}

export interface Replay {
  next: number;
  to: number;
}

export interface Disabled {
  why: string;
  since: string;
  by?: string | undefined;
  note?: string | undefined;
}

export type NewLine = Omit<Line, 'version'>;

/** Single-item conditional writes only. Throws only when the store itself fails. */
export interface Lines {
  get(partner: string, plant: string): Promise<Line | undefined>;
  /** Replaces the line that was seen (none: makes one); undefined when it has changed since. */
  put(seen: Line | undefined, next: NewLine): Promise<Line | undefined>;
}

export const maxWaiting = 20;
export const maxSequences = 200;
export const maxAside = 50;

/** A line whose partner is told what comes after this position. */
export const newLine = (partner: string, plant: string, position: number): NewLine => ({
  partner,
  plant,
  position,
  waiting: [],
});

/** As an operator enables it: everything that waits is tried at once, with all its tries before it. */
export const enabled = ({ disabled, notBefore, probedAt, ...line }: Line, now: Date): NewLine => ({
  ...line,
  waiting: line.waiting.map(({ refusedSince, ...each }) => ({
    ...each,
    failures: 0,
    next: now.toISOString(),
  })),
});
