import type { PlantProfile } from '../../../configuration/plant.ts';
import { errorForLog, type Log } from '../../platform/log.ts';
import type { CodeMappingTable } from '../../posting/code-mapping/code-mapping.ts';
import { type PlantCodes, readPlantCodes } from '../../posting/code-mapping/plant-codes.ts';
import type { OutcomeBus } from '../../posting/outcomes.ts';
import type { EventStore } from '../../store/event-store.ts';
import { catchUp, FeedMoved, messageId } from '../feed/append.ts';
import type { Feed, FeedHead, FeedMessage } from '../feed/feed.ts';
import type { EntityType } from './entity-type.ts';
import { type PollDeps, pollEntityType } from './poll-entity-type.ts';
import { pollRequest, settleSeconds } from './poll-request.ts';

export interface HandlerDeps extends Omit<PollPlantDeps, 'timeLeft' | 'eventStore'> {
  eventStore: Pick<EventStore, 'get' | 'queueState'>;
  plants: Readonly<Record<string, PlantProfile>>;
  wait(milliseconds: number): Promise<unknown>;
}

/** Polls Odoo for one plant. Throws when the input is not a poll request, the plant is unknown, or a store fails. */
export const handle = async (input: unknown, timeLeft: () => number, deps: HandlerDeps): Promise<void> => {
  const { plant: id, hinted } = pollRequest.parse(input);
  const plant = deps.plants[id];
  if (!plant) throw new Error(`there is no profile of plant ${id}`);
  // Until the lost events are replayed, Odoo is behind what the feed said. The plant would be told all changes twice.
  const restore = (await deps.eventStore.queueState(id))?.restore;
  if (restore && restore.step !== 'replayed') {
    deps.count('Dispatched', id, 1);
    return;
  }
  if (hinted) await deps.wait(settleSeconds * 1000);
  await pollPlants(plant, { ...deps, timeLeft });
};

export interface PollPlantDeps extends Omit<PollDeps, 'unreadable' | 'noticed'> {
  entityTypes: readonly EntityType[];
  codeMapping: Pick<CodeMappingTable, 'page'>;
  /** starts the webhooks' run because the feed grew; does not wait for it */
  wake(plant: string): Promise<void>;
  bus: Pick<OutcomeBus, 'publish'>;
  log: Log;
  count(metric: PollMetric, plant: string, value: number): void;
}

/** `Dispatched` is counted at the end of each complete run. An alarm is raised when it is missing. */
export type PollMetric = 'Dispatched' | 'MessagesTold' | 'DispatchFailed';

/**
 * Polls every entity type of Odoo for a plant, appends the changes to its feed and publishes them to the bus. Runs may
 * overlap: none appends what another one appended.
 */
export const pollPlants = async (plant: PlantProfile, deps: PollPlantDeps): Promise<void> => {
  const { log, count } = deps;
  // Messages of an earlier run that are not on the bus yet come first, so that a slow Odoo does not hold them back.
  const before = await publishToBus(await catchUp(plant.id, deps), deps);
  const words = await readPlantCodes(plant.id, deps.codeMapping);
  let head = before;
  let complete = true;
  for (const entityType of deps.entityTypes) {
    if (entityType.appliesTo?.(plant) === false) continue;
    const polled = await pollOne(entityType, plant, head, words, deps);
    head = polled.head;
    complete &&= polled.complete;
    if (polled.stop) break;
  }
  const appended = head.applied - before.applied;
  if (appended > 0) log.info('MESSAGES_TOLD', { plant: plant.id, told: appended, last: head.applied });
  count('MessagesTold', plant.id, appended);
  await publishToBus(head, deps);
  if (appended > 0)
    await deps.wake(plant.id).catch((error: unknown) => {
      // The webhooks run every minute anyway.
      log.warn('WEBHOOK_UNAVAILABLE', { plant: plant.id, ...errorForLog(error) });
    });
  if (!complete) return;
  // From now on the outbox sweeper notices when the plant is polled no more.
  if (head.polledAt === undefined) await deps.feed.setPolled(plant.id, deps.clock().toISOString());
  count('Dispatched', plant.id, 1);
};

/** Polls one entity type. A failure of one type does not stop the others, unless Odoo is unavailable. */
const pollOne = async (
  entityType: EntityType,
  plant: PlantProfile,
  head: FeedHead,
  words: PlantCodes,
  deps: PollPlantDeps,
): Promise<{ head: FeedHead; complete: boolean; stop: boolean }> => {
  const { log, count } = deps;
  const about = { plant: plant.id, kind: entityType.name };
  const unreadable = (kind: string, name: string, error: unknown) => {
    log.error('THING_UNREADABLE', { plant: plant.id, kind, name, ...errorForLog(error) });
    count('DispatchFailed', plant.id, 1);
  };
  const noticed = () => log.warn('ODOO_RESTORED', about);
  try {
    const polled = await pollEntityType(entityType, plant, head, words, { ...deps, unreadable, noticed });
    if (polled.ok) return { head: polled.head, complete: polled.complete, stop: !polled.finished };
    const { failure } = polled;
    // The Odoo app of this entity type is not installed, so there is nothing to poll.
    if (failure.kind === 'declined' && failure.code === 'app-not-installed')
      return { head, complete: true, stop: false };
    log.warn('ODOO_UNAVAILABLE', { ...about, kindOfFailure: failure.kind, code: failure.code });
    if (failure.kind !== 'transient') count('DispatchFailed', plant.id, 1);
    // `declined`: Odoo is available and refused only this question, so the other types are polled.
    return { head, complete: false, stop: failure.kind !== 'declined' };
  } catch (error) {
    if (error instanceof FeedMoved) log.info('FEED_MOVED', about);
    else throw error;
    return { head: await catchUp(plant.id, deps), complete: false, stop: false };
  }
};

const perPage = 100;

/**
 * Publishes the feed's messages that are not on the bus yet, in order, at least once, with the same id each time.
 * Throws when the bus fails; the next run goes on.
 */
const publishToBus = async (
  head: FeedHead,
  { feed, bus }: { feed: Feed; bus: Pick<OutcomeBus, 'publish'> },
): Promise<FeedHead> => {
  let current = head;
  for (;;) {
    const page = await feed.after(head.plant, current.published, perPage);
    const last = page.at(-1);
    if (!last) return current;
    // Messages with a `busId` came from the bus.
    await bus.publish(page.filter(({ busId }) => busId === undefined).map(busMessageOf));
    await feed.setPublished(head.plant, last.sequence);
    current = { ...current, published: last.sequence };
  }
};

/** EventBridge refuses larger entries. Consumers of the bus read the rest from the feed. */
const mostBytes = 230_000;

const busMessageOf = (message: FeedMessage) => {
  const { name, subject, plant, sequence, data } = message;
  const fits = Buffer.byteLength(JSON.stringify(data)) <= mostBytes;
  return {
    name,
    id: messageId(message),
    subject,
    data: fits ? data : { plant, sequence, truncated: true },
  };
};
