import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { errorForLog } from '../../platform/log.ts';
import { secondsAfter } from '../../platform/time.ts';
import { afterRound, deliver } from './deliver.ts';
import { type DeliveryRound, planDeliveryRound } from './round.ts';
import type { PushDeps, Webhook, Webhooks } from './webhook.ts';
import { newWebhookState, undecided, type WebhookState } from './webhook-state.ts';
import { webhookStatus } from './webhook-status.ts';

/** An endpoint gets this long for an answer; Standard Webhooks recommends 15 to 30 s. */
export const answerWithinMs = 15_000;
/** Time for one answer and for writing the state. With less time left, nothing is begun. */
const reserveMs = answerWithinMs + 5_000;
/** Longer than the function can run, so the holder of an expired lease is dead. */
export const leaseSeconds = 80;
/** A run that waits for a retry reads the feed for new messages this often. */
const readEveryMs = 1_000;

export interface WebhooksDeps extends PushDeps {
  webhooks: Webhooks;
  gauge(metric: 'WebhookBehindSeconds' | 'WebhookDisabled' | 'WebhookSetAside', value: number): void;
}

/** Input of a run: a partner, from the schedule of its webhook; or a plant whose feed has grown. */
const runRequest = z.union([z.object({ partner: z.string() }), z.object({ plant: z.string() })]);

/** Delivers each plant's messages to each partner separately: a failure of one does not stop the others. */
export const handle = async (input: unknown, timeLeft: () => number, deps: WebhooksDeps): Promise<void> => {
  const request = runRequest.parse(input);
  if ('plant' in request) {
    const { plant } = request;
    const all = await deps.webhooks.all();
    const ofPlant = all.filter(({ plants }) => plants.includes(plant));
    await Promise.all(ofPlant.map((webhook) => pumpOrLog(webhook, plant, timeLeft, deps)));
    return;
  }
  const webhook = await deps.webhooks.of(request.partner);
  if (!webhook) return;
  await Promise.all(webhook.plants.map((plant) => pumpOrLog(webhook, plant, timeLeft, deps)));
  // Measured at the end. When this throws, the metrics are missing, and missing metrics raise the alarm too.
  const statuses = await Promise.all(webhook.plants.map((plant) => webhookStatus(webhook, plant, deps)));
  const enabled = statuses.filter(({ state }) => !state.disabled);
  deps.gauge('WebhookBehindSeconds', Math.max(0, ...enabled.map(({ behindSeconds }) => behindSeconds)));
  deps.gauge('WebhookDisabled', statuses.length - enabled.length);
  deps.gauge('WebhookSetAside', statuses.flatMap(({ state }) => undecided(state)).length);
};

const pumpOrLog = async (
  webhook: Webhook,
  plant: string,
  timeLeft: () => number,
  deps: WebhooksDeps,
): Promise<void> => {
  try {
    await pump(webhook, plant, timeLeft, deps);
  } catch (error) {
    const { partner } = webhook.access;
    deps.log.error('WEBHOOK_UNAVAILABLE', { partner, plant, ...errorForLog(error) });
  }
};

/**
 * Delivers a partner's messages of a plant, until nothing is due within the time left. One run delivers at a time; a
 * second one ends at once. May be killed at any step and run again: messages that were delivered, but not yet recorded
 * as delivered, are delivered again in the same order.
 */
export const pump = async (
  webhook: Webhook,
  plant: string,
  timeLeft: () => number,
  deps: PushDeps,
): Promise<void> => {
  const holder = randomUUID();
  for (;;) {
    const state = await stateOf(webhook, plant, deps);
    const now = deps.clock();
    if (state.disabled || (state.lease && now < new Date(state.lease.until))) return;
    const due = dueIn(state, await planDeliveryRound(webhook, state, deps), now);
    if (due >= timeLeft() - reserveMs) return;
    const until = secondsAfter(now, leaseSeconds).toISOString();
    const taken = await deps.states.put(state, { ...state, lease: { holder, until } });
    if (!taken) continue;
    try {
      await deliverRounds(webhook, taken, timeLeft, deps);
    } catch (error) {
      await releaseLease(taken, deps).catch(() => undefined);
      throw error;
    }
    await releaseLease(taken, deps);
    // Loops once more: a run for newer messages may have come and ended while this one held the lease.
  }
};

/** Ends the lease of a run that has no request under way, if the run still holds it. */
const releaseLease = async (taken: WebhookState, { states }: PushDeps): Promise<void> => {
  for (;;) {
    const state = await states.get(taken.partner, taken.plant);
    if (state?.lease?.holder !== taken.lease?.holder) return;
    if (!state || (await states.put(state, { ...state, lease: undefined }))) return;
  }
};

/** The state of a webhook. A new webhook begins at the feed's end. */
const stateOf = async (
  webhook: Webhook,
  plant: string,
  { states, feed }: PushDeps,
): Promise<WebhookState> => {
  const { partner } = webhook.access;
  for (;;) {
    const state = await states.get(partner, plant);
    if (state) return state;
    const end = (await feed.head(plant))?.applied ?? 0;
    const made = await states.put(undefined, newWebhookState(partner, plant, end));
    if (made) return made;
  }
};

/** Delivers round after round, while this run holds the lease. */
const deliverRounds = async (
  webhook: Webhook,
  taken: WebhookState,
  timeLeft: () => number,
  deps: PushDeps,
): Promise<void> => {
  const mayGoOn = () => timeLeft() > reserveMs;
  let state = taken;
  while (mayGoOn() && !state.disabled) {
    const round = await planDeliveryRound(webhook, state, deps);
    const due = dueIn(state, round, deps.clock());
    if (due >= timeLeft() - reserveMs) break;
    if (due > 0) {
      await deps.pause(Math.min(due, readEveryMs));
      continue;
    }
    const results = await deliver(webhook, state.plant, round, mayGoOn, deps);
    const saved = await deps.states.put(state, afterRound(round.rest, results, deps));
    // Not saved: an operator changed the state meanwhile, so the messages of this round are delivered again.
    const current = saved ?? (await deps.states.get(state.partner, state.plant));
    if (!current || current.lease?.holder !== taken.lease?.holder) return;
    state = current;
  }
};

/** Milliseconds until there is something to do; 0 when there is something now, infinite when nothing waits. */
const dueIn = (state: WebhookState, { attempts, rest }: DeliveryRound, now: Date): number => {
  if (attempts.length > 0 || rest.position !== state.position || rest.replay?.next !== state.replay?.next)
    return 0;
  const pause = state.notBefore === undefined ? 0 : Date.parse(state.notBefore) - now.getTime();
  const tries = state.waiting.map(({ next }) => Date.parse(next) - now.getTime());
  // The feed is not read during a pause, so there may be new messages when it ends.
  if (pause > 0) return pause;
  return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...tries));
};
