/** A posted event, and whether Odoo still has its booking. */
export interface PostedEvent {
  eventKey: string;
  orderingKey: string;
  /** CloudEvents type */
  type: string;
  /** the business key */
  subject: string;
  acceptedAt: string;
  settledAt: string;
  /** name of Odoo's document */
  document: string;
  inOdoo: boolean;
  /** a later event of the ordering key says all that it says */
  supersedes: boolean;
}

/** What to do about the events that Odoo no longer has. Each list is in order of arrival. */
export interface RestorePlan {
  replay: PostedEvent[];
  /** the last event to replay of each ordering key */
  last: PostedEvent[];
  /** later events of the same ordering key are booked: they cannot be booked in order any more */
  forPerson: PostedEvent[];
  /** the same, of types whose later events replace them: nothing is lost */
  superseded: PostedEvent[];
}

const byArrival = (a: PostedEvent, b: PostedEvent): number =>
  a.acceptedAt < b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.eventKey < b.eventKey) ? -1 : 1;

/** Decides about a plant's posted events, which may come in any order. */
export const planOf = (found: readonly PostedEvent[]): RestorePlan => {
  const plan: RestorePlan = { replay: [], last: [], forPerson: [], superseded: [] };
  for (const ofKey of Map.groupBy(found, ({ orderingKey }) => orderingKey).values()) {
    const sorted = ofKey.toSorted(byArrival);
    const remaining = sorted.findLastIndex(({ inOdoo }) => inOdoo);
    const lost = sorted.slice(remaining + 1);
    plan.replay.push(...lost);
    plan.last.push(...lost.slice(-1));
    for (const event of sorted.slice(0, Math.max(remaining, 0)).filter(({ inOdoo }) => !inOdoo))
      (event.supersedes ? plan.superseded : plan.forPerson).push(event);
  }
  for (const list of Object.values(plan)) list.sort(byArrival);
  return plan;
};

/** What the feed said last about an entity before the restore was noticed. */
export interface ToldEntity {
  kind: string;
  name: string;
  subject: string;
  /** name of the message */
  message: string;
  time: string;
  fingerprint?: string;
  gone?: true;
}

/**
 * The last message about each entity. Messages at or after `noticedAt` are left out: a poll may have published by then what
 * the restored Odoo says. An entity that was gone already is left out, too.
 */
export const lastTold = (told: readonly ToldEntity[], noticedAt?: string): ToldEntity[] => {
  const last = new Map<string, ToldEntity>();
  for (const each of told)
    if (noticedAt === undefined || each.time < noticedAt) last.set(`${each.kind}/${each.name}`, each);
  return [...last.values()].filter(({ gone }) => !gone);
};
