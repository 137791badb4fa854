import type {
  EntityState,
  Feed,
  FeedHead,
  FeedMessage,
  PollState,
} from '../../lambdas/outbound/feed/feed.ts';

/** A query of DynamoDB ends at a megabyte, however many were asked for. */
const mostAtOnce = 70;

interface Writable extends FeedHead {
  applied: number;
  published: number;
  read: Record<string, PollState>;
  polledAt?: string;
}

/** Feeds of plants in memory; they pass the same suite as those on DynamoDB. */
export const inMemoryFeed = (): Feed => {
  const messages = new Map<string, FeedMessage[]>();
  const states = new Map<string, Map<string, EntityState>>();
  const heads = new Map<string, Writable>();
  const headOf = (plant: string): Writable => {
    const head = heads.get(plant) ?? { plant, applied: 0, published: 0, read: {} };
    heads.set(plant, head);
    return head;
  };
  const marks = new Map<string, Map<string, string>>();
  const ofKind = (plant: string, kind: string): EntityState[] =>
    [...(states.get(`${plant} ${kind}`)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    async append(message) {
      const feed = messages.get(message.plant) ?? [];
      messages.set(message.plant, feed);
      if (feed.some(({ sequence }) => sequence === message.sequence)) return false;
      feed.push(structuredClone(message));
      return true;
    },
    async after(plant, sequence, limit) {
      const later = (messages.get(plant) ?? []).filter((message) => message.sequence > sequence);
      return structuredClone(
        later.sort((a, b) => a.sequence - b.sequence).slice(0, Math.min(limit, mostAtOnce)),
      );
    },
    async at(plant, sequence) {
      return structuredClone(messages.get(plant)?.find((message) => message.sequence === sequence));
    },
    async head(plant) {
      return structuredClone(heads.get(plant));
    },
    async setApplied(plant, applied) {
      const head = headOf(plant);
      head.applied = Math.max(head.applied, applied);
    },
    async setPublished(plant, published) {
      const head = headOf(plant);
      head.published = Math.max(head.published, published);
    },
    async setPolled(plant, at) {
      headOf(plant).polledAt ??= at;
    },
    async setRead(plant, kind, read) {
      headOf(plant).read[kind] = { ...read };
    },
    async *states(plant, kind) {
      for (const state of ofKind(plant, kind)) yield structuredClone(state);
    },
    async statesOf(plant, kind, names) {
      const found = ofKind(plant, kind).filter(({ name }) => names.includes(name));
      return new Map(found.map((state) => [state.name, structuredClone(state)]));
    },
    async named(plant, kind, subject) {
      return structuredClone(ofKind(plant, kind).filter(({ message }) => message.subject === subject));
    },
    async statePage(plant, kind, { limit, cursor }) {
      const rest = ofKind(plant, kind).filter(({ name }) => cursor === undefined || name > cursor);
      const page = structuredClone(rest.slice(0, limit));
      const last = page.at(-1);
      return { states: page, ...(last && page.length === limit && { cursor: last.name }) };
    },
    async putState(state) {
      const key = `${state.plant} ${state.kind}`;
      const kept = states.get(key) ?? new Map<string, EntityState>();
      states.set(key, kept);
      const present = kept.get(state.name);
      if (!present || present.sequence < state.sequence) kept.set(state.name, structuredClone(state));
    },
    async fingerprints(plant, kind) {
      return new Map(marks.get(`${plant} ${kind}`));
    },
    async setFingerprint(plant, kind, name, fingerprint) {
      const key = `${plant} ${kind}`;
      const kept = marks.get(key) ?? new Map<string, string>();
      marks.set(key, kept);
      if (fingerprint === undefined) kept.delete(name);
      else kept.set(name, fingerprint);
    },
  };
};
