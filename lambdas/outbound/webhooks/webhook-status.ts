import { firstOwn } from '../feed/read-on.ts';
import type { PushDeps, Webhook } from './webhook.ts';
import { newWebhookState, type WebhookState } from './webhook-state.ts';

/** How far a webhook is with a plant, for the operator and for alarms. */
export interface WebhookStatus {
  state: Omit<WebhookState, 'version' | 'lease'>;
  /** messages of the plant's feed that the webhook has not read yet */
  behindBy: number;
  /** waiting time of the oldest undelivered message; 0 when there is none */
  behindSeconds: number;
}

export const webhookStatus = async (
  webhook: Webhook,
  plant: string,
  {
    feed,
    states,
    clock,
  }: Pick<PushDeps, 'states' | 'clock'> & { feed: Pick<PushDeps['feed'], 'after' | 'head'> },
): Promise<WebhookStatus> => {
  const { partner } = webhook.access;
  const end = (await feed.head(plant))?.applied ?? 0;
  const { version, lease, ...state } = {
    version: '',
    lease: undefined,
    ...((await states.get(partner, plant)) ?? newWebhookState(partner, plant, end)),
  };
  const now = clock().getTime();
  const since = state.waiting.map((each) => each.since);
  const unread = await firstOwn(feed, webhook.access, plant, state.position);
  if (unread !== undefined) since.push(unread);
  const ages = since.map((time) => (now - Date.parse(time)) / 1000);
  return { state, behindBy: Math.max(0, end - state.position), behindSeconds: Math.max(0, ...ages) };
};
