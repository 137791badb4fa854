import * as z from 'zod';
import { errorForLog } from '../runtime/log.ts';
import { pump } from './pump.ts';
import { undecided } from './set-aside.ts';
import { standingOf } from './standing.ts';
import type { PushDeps, Webhook, Webhooks } from './webhook.ts';

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
  const standings = await Promise.all(webhook.plants.map((plant) => standingOf(webhook, plant, deps)));
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
