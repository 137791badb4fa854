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
/** Nothing is begun with less time left: an answer, and writing it down. */
const reserveMs = answerWithinMs + 5_000;
/** Longer than the function can live: what another one holds is either at work or dead. */
export const leaseSeconds = 80;
/** How often a run that waits for a retry looks for what is new. */
const lookEveryMs = 1_000;

/**
 * Pushes what a partner is owed of a plant, until nothing is due within the time that is left. One run at a time
 * delivers; another one leaves at once. May be killed at any step and run again: what was delivered and not written
 * down is delivered again, in the same order.
 */
export const pump = async (
  webhook: Webhook,
  plant: string,
  timeLeft: () => number,
  deps: PushDeps,
): Promise<void> => {
  const holder = randomUUID();
  for (;;) {
    const line = await lineOf(webhook, plant, deps);
    const now = deps.clock();
    if (line.disabled || (line.lease && now < new Date(line.lease.until))) return;
    const due = dueIn(line, await planDeliveryRound(webhook, line, deps), now);
    if (due >= timeLeft() - reserveMs) return;
    const until = secondsAfter(now, leaseSeconds).toISOString();
    const taken = await deps.lines.put(line, { ...line, lease: { holder, until } });
    if (!taken) continue;
    try {
      await rounds(webhook, taken, timeLeft, deps);
    } catch (error) {
      await giveBack(taken, deps).catch(() => undefined);
      throw error;
    }
    // Who came meanwhile left again: what it came for is looked for once more.
    await giveBack(taken, deps);
  }
};

/** Ends the lease of a run that has nothing under way, if it is still its own. */
const giveBack = async (taken: WebhookState, { lines }: PushDeps): Promise<void> => {
  for (;;) {
    const line = await lines.get(taken.partner, taken.plant);
    if (line?.lease?.holder !== taken.lease?.holder) return;
    if (!line || (await lines.put(line, { ...line, lease: undefined }))) return;
  }
};

const lineOf = async (webhook: Webhook, plant: string, { lines, feed }: PushDeps): Promise<WebhookState> => {
  const { partner } = webhook.access;
  for (;;) {
    const line = await lines.get(partner, plant);
    if (line) return line;
    const end = (await feed.head(plant))?.applied ?? 0;
    const made = await lines.put(undefined, newWebhookState(partner, plant, end));
    if (made) return made;
  }
};

/** Round after round, while the lease is ours. */
const rounds = async (
  webhook: Webhook,
  taken: WebhookState,
  timeLeft: () => number,
  deps: PushDeps,
): Promise<void> => {
  const mayGoOn = () => timeLeft() > reserveMs;
  let line = taken;
  while (mayGoOn() && !line.disabled) {
    const round = await planDeliveryRound(webhook, line, deps);
    const due = dueIn(line, round, deps.clock());
    if (due >= timeLeft() - reserveMs) break;
    if (due > 0) {
      await deps.pause(Math.min(due, lookEveryMs));
      continue;
    }
    const results = await deliver(webhook, line.plant, round, mayGoOn, deps);
    const saved = await deps.lines.put(line, afterRound(round.rest, results, deps));
    // An operator changed the line meanwhile: what this round delivered is delivered again.
    const standing = saved ?? (await deps.lines.get(line.partner, line.plant));
    if (!standing || standing.lease?.holder !== taken.lease?.holder) return;
    line = standing;
  }
};

/** Milliseconds until there is something to do; 0 when there is now. */
const dueIn = (line: WebhookState, { streams, rest }: DeliveryRound, now: Date): number => {
  if (streams.length > 0 || rest.position !== line.position || rest.replay?.next !== line.replay?.next)
    return 0;
  const pause = line.notBefore === undefined ? 0 : Date.parse(line.notBefore) - now.getTime();
  const tries = line.waiting.map(({ next }) => Date.parse(next) - now.getTime());
  // A pause hides what is new: it is looked for when that is over.
  if (pause > 0) return pause;
  return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...tries));
};

export interface WebhooksDeps extends PushDeps {
  webhooks: Webhooks;
  gauge(metric: 'WebhookBehindSeconds' | 'WebhookDisabled' | 'WebhookSetAside', value: number): void;
}

/** What a run is for: the webhook of a partner, by its schedule; or a plant whose feed has just grown. */
const wanted = z.union([z.object({ partner: z.string() }), z.object({ plant: z.string() })]);

/** Pushes, each plant to each partner by itself: one that fails takes nothing from the others. */
export const handle = async (input: unknown, timeLeft: () => number, deps: WebhooksDeps): Promise<void> => {
  const asked = wanted.parse(input);
  if ('plant' in asked) {
    const { plant } = asked;
    const all = await deps.webhooks.all();
    const served = all.filter(({ plants }) => plants.includes(plant));
    await Promise.all(served.map((webhook) => push(webhook, plant, timeLeft, deps)));
    return;
  }
  const webhook = await deps.webhooks.of(asked.partner);
  if (!webhook) return;
  await Promise.all(webhook.plants.map((plant) => push(webhook, plant, timeLeft, deps)));
  // Only after everything: what could not be measured is silent, and silence raises the alarm, too.
  const standings = await Promise.all(webhook.plants.map((plant) => webhookStatus(webhook, plant, deps)));
  const owed = standings.filter(({ line }) => !line.disabled);
  deps.gauge('WebhookBehindSeconds', Math.max(0, ...owed.map(({ behindSeconds }) => behindSeconds)));
  deps.gauge('WebhookDisabled', standings.length - owed.length);
  deps.gauge('WebhookSetAside', standings.flatMap(({ line }) => undecided(line)).length);
};

const push = async (
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
