import { firstOwn } from '../feed/read-on.ts';
import type { PushDeps, Webhook } from './webhook.ts';
import { newWebhookState, type WebhookState } from './webhook-state.ts';

/** Where a webhook stands with a plant, for the operator and for alarms. */
export interface WebhookStatus {
  line: Omit<WebhookState, 'version' | 'lease'>;
  /** messages of the plant's feed that were not looked at yet */
  behindBy: number;
  /** how long the message waits that waits longest; 0 when none does */
  behindSeconds: number;
}

export const webhookStatus = async (
  webhook: Webhook,
  plant: string,
  {
    feed,
    lines,
    clock,
  }: Pick<PushDeps, 'lines' | 'clock'> & { feed: Pick<PushDeps['feed'], 'after' | 'head'> },
): Promise<WebhookStatus> => {
  const { partner } = webhook.access;
  const end = (await feed.head(plant))?.applied ?? 0;
  const { version, lease, ...line } = {
    version: '',
    lease: undefined,
    ...((await lines.get(partner, plant)) ?? newWebhookState(partner, plant, end)),
  };
  const now = clock().getTime();
  const since = line.waiting.map((each) => each.since);
  const unread = await firstOwn(feed, webhook.access, plant, line.position);
  if (unread !== undefined) since.push(unread);
  const ages = since.map((time) => (now - Date.parse(time)) / 1000);
  return { line, behindBy: Math.max(0, end - line.position), behindSeconds: Math.max(0, ...ages) };
};
