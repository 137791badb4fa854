import { randomUUID } from 'node:crypto';
import type { CommandAnswer } from '../../lambdas/operations/commands.ts';
import type { DocumentNow, ToldPage } from '../../lambdas/operations/restored/feed.ts';
import type { FoundPage, RecentPage } from '../../lambdas/operations/restored/find.ts';
import {
  lastTold,
  type PostedEvent,
  planOf,
  type RestorePlan,
  type ToldEntity,
} from '../../lambdas/operations/restored/plan.ts';
import { entitiesPerCall, eventsPerReplay } from '../../lambdas/operations/restored/restored-commands.ts';
import type { PlantQueueState } from '../../lambdas/store/event-record.ts';
import { appliedLines, foundLines, nothingLines, recentLines } from './restored-lines.ts';

export interface RestoredOptions {
  since?: string | undefined;
  note?: string | undefined;
  hold: boolean;
  apply: boolean;
  resume: boolean;
  json: boolean;
}

/** What the command needs from outside. */
export interface Surroundings {
  invoke(command: Record<string, unknown>): Promise<CommandAnswer>;
  whoAmI(): Promise<string>;
  say(line: string): void;
  wait(milliseconds: number): Promise<unknown>;
}

/** The backup is older than its file says, and clocks differ: events are looked for from this much earlier on. */
const marginMinutes = 15;
/** Without a time, this many booked events in a row, newest first, end the search for lost ones. */
const enoughInARow = 1_000;
/** A posting function that read its queue's state just before the hold has claimed its events by then. */
const claimedAfterMs = 5_000;

/** An entity whose document in Odoo is not what the feed said last before the restore. */
export interface Undone extends ToldEntity {
  now: 'gone' | 'differs';
  /** lost events to replay that are about it: they may bring the document to where it was */
  replayed: number;
  /** one of them makes the document, as an order in a shop does */
  madeAgain: boolean;
}

export interface PlantFindings {
  plant: string;
  posted: number;
  plan: RestorePlan;
  undone: Undone[];
  /** all entities that the feed spoke of since the backup */
  told: ToldEntity[];
  inFlight: number;
}

/** A step was refused, or Odoo did not answer. */
class Stopped extends Error {}

/** `restored`: finds and replays what a restore of Odoo's database lost. Returns the exit code. */
export const aboutRestored = async (
  options: RestoredOptions,
  { invoke, whoAmI, say, wait }: Surroundings,
): Promise<number> => {
  const by = await whoAmI();
  const ask = async <Result>(command: string, about: Record<string, unknown>): Promise<Result> => {
    const answer = await invoke({ command, ...about });
    if (!answer.ok) throw new Stopped(answer.said);
    return answer.result as Result;
  };
  const decide = async (command: string, about: Record<string, unknown>): Promise<CommandAnswer> => {
    const note = options.note && { note: options.note };
    const answer = await invoke({ command, ...about, by, ...note, requestId: randomUUID() });
    if (!answer.ok) throw new Stopped(answer.said);
    return answer;
  };
  // With --json, the output is one document.
  const restore = new Restore(ask, decide, { say: options.json ? () => {} : say, wait });
  try {
    const states = await ask<Pick<PlantQueueState, 'plant' | 'restore'>[]>('lanes', {});
    const plants = states.map(({ plant }) => plant);
    if (options.hold || options.resume) {
      const step = options.hold ? 'restored-hold' : 'restored-resume';
      for (const plant of plants) say((await decide(step, { plant })).said);
      return 0;
    }
    const since = options.since ?? (await restore.timeOf(plants));
    if (since === undefined) return 0;
    const found = await restore.find(plants, since);
    const lost =
      found.some(({ plan }) => plan.replay.length + plan.forPerson.length + plan.superseded.length > 0) ||
      // An earlier run held the queues and died.
      states.some(({ restore }) => restore !== undefined && restore.step !== 'replayed');
    const applied = options.apply && (lost || found.some(({ undone }) => undone.length > 0));
    const result = applied ? await restore.apply(plants, since, found, lost) : found;
    if (options.json) say(JSON.stringify(result, null, 2));
    else for (const line of foundLines(result, since)) say(line);
    if (!options.json)
      for (const line of applied ? appliedLines(result, since, lost) : nothingLines(result, lost)) say(line);
    return 0;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    say(`${error.message}\nNothing is lost: repeat the command, and it continues.`);
    return 1;
  }
};

class Restore {
  private readonly ask: <Result>(command: string, about: Record<string, unknown>) => Promise<Result>;
  private readonly decide: (command: string, about: Record<string, unknown>) => Promise<CommandAnswer>;
  private readonly say: Surroundings['say'];
  private readonly wait: Surroundings['wait'];

  constructor(
    ask: Restore['ask'],
    decide: Restore['decide'],
    { say, wait }: Pick<Surroundings, 'say' | 'wait'>,
  ) {
    this.ask = ask;
    this.decide = decide;
    this.say = say;
    this.wait = wait;
  }

  /** When the first lost event was settled, by reading from the newest on. Undefined when none was found. */
  async timeOf(plants: readonly string[]): Promise<string | undefined> {
    let first: string | undefined;
    for (const plant of plants) {
      let cursor: string | undefined;
      let read = 0;
      let inARow = 0;
      let oldest = '';
      do {
        const page = await this.ask<RecentPage>('restored-recent', { plant, ...(cursor && { cursor }) });
        for (const { inOdoo, settledAt, acceptedAt } of page.events) {
          inARow = inOdoo ? inARow + 1 : 0;
          if (!inOdoo && (first === undefined || settledAt < first)) first = settledAt;
          oldest = acceptedAt;
        }
        read += page.events.length;
        cursor = page.cursor;
      } while (cursor !== undefined && inARow < enoughInARow);
      for (const line of recentLines(plant, read, oldest, cursor !== undefined)) this.say(line);
    }
    if (first === undefined)
      this.say('No lost event was found. If Odoo was restored to an earlier time, name it with --since.');
    else this.say(`The first lost event that was found was settled at ${first}.`);
    return first;
  }

  async find(plants: readonly string[], since: string): Promise<PlantFindings[]> {
    const from = new Date(Date.parse(since) - marginMinutes * 60_000).toISOString();
    const found: PlantFindings[] = [];
    for (const plant of plants) {
      const events: PostedEvent[] = [];
      let inFlight = 0;
      let cursor: string | undefined;
      do {
        const about = { plant, since: from, ...(cursor && { cursor }) };
        const page: FoundPage = await this.ask('restored-find', about);
        events.push(...page.events);
        inFlight += page.inFlight;
        cursor = page.cursor;
      } while (cursor !== undefined);
      const plan = planOf(events);
      const { told, undone } = await this.undone(plant, from, plan);
      found.push({ plant, posted: events.length, plan, undone, told, inFlight });
    }
    return found;
  }

  private async undone(
    plant: string,
    since: string,
    plan: RestorePlan,
  ): Promise<Pick<PlantFindings, 'told' | 'undone'>> {
    const all: ToldEntity[] = [];
    let noticedAt: string | undefined;
    let after: number | undefined;
    do {
      const about = { plant, since, ...(after !== undefined && { after }) };
      const page: ToldPage = await this.ask('restored-told', about);
      all.push(...page.told);
      noticedAt = page.noticedAt;
      after = page.after;
    } while (after !== undefined);
    const told = lastTold(all, noticedAt);
    const subjects = Map.groupBy(plan.replay, ({ subject }) => subject);
    const undone: Undone[] = [];
    for (const [kind, ofKind] of Map.groupBy(told, (each) => each.kind))
      for (const part of partsOf(ofKind, entitiesPerCall)) {
        const names = part.map(({ name }) => name);
        const documents = await this.ask<Record<string, DocumentNow>>('restored-documents', {
          plant,
          kind,
          names,
        });
        for (const entity of part) {
          const { fingerprint, subject = entity.subject } = documents[entity.name] ?? {};
          // Odoo gives ids of lost documents again: another subject is another document.
          const gone = fingerprint === undefined || subject !== entity.subject;
          if (gone || fingerprint !== entity.fingerprint)
            undone.push({
              ...entity,
              now: gone ? 'gone' : 'differs',
              replayed: subjects.get(entity.subject)?.length ?? 0,
              madeAgain: (subjects.get(entity.subject) ?? []).some(({ type }) =>
                type.includes(`.${kind}.placed.`),
              ),
            });
        }
      }
    return { told: lastTold(all), undone };
  }

  /** Holds all plant queues, looks again, and replays. Without lost events only the polls begin anew. */
  async apply(
    plants: readonly string[],
    since: string,
    before: PlantFindings[],
    lost: boolean,
  ): Promise<PlantFindings[]> {
    let found = before;
    if (lost) {
      for (const plant of plants) this.say((await this.decide('restored-hold', { plant })).said);
      await this.wait(claimedAfterMs);
      for (;;) {
        found = await this.find(plants, since);
        const inFlight = found.reduce((sum, each) => sum + each.inFlight, 0);
        if (inFlight === 0) break;
        this.say(`${inFlight} events are being booked; waiting for them`);
        await this.wait(2_000);
      }
    }
    // All ordering keys are blocked, and no plant queue can be resumed, before the first event is replayed.
    for (const { plant, plan } of found) await this.inParts('restored-block', plant, plan.last);
    for (const { plant, plan, told } of found) {
      const { replay, forPerson, superseded } = plan;
      await this.inParts('restored-leave', plant, forPerson, { superseded: false });
      await this.inParts('restored-leave', plant, superseded, { superseded: true });
      await this.inParts('restored-replay', plant, replay);
      for (const [kind, ofKind] of Map.groupBy(told, (each) => each.kind))
        for (const part of partsOf(ofKind, entitiesPerCall))
          await this.decide('restored-reopen', { plant, kind, names: part.map(({ name }) => name) });
      await this.decide('restored-finish', { plant });
    }
    return found;
  }

  private async inParts(
    command: string,
    plant: string,
    events: readonly PostedEvent[],
    more: Record<string, unknown> = {},
  ): Promise<void> {
    let done = 0;
    for (const part of partsOf(events, eventsPerReplay)) {
      const eventKeys = part.map(({ eventKey }) => eventKey);
      const { said } = await this.decide(command, { plant, eventKeys, ...more });
      done += part.length;
      this.say(`${plant}: ${said} (${done} of ${events.length})`);
    }
  }
}

const partsOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
