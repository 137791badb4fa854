import { mayReceive } from '../partners/may-receive.ts';
import { type Line, newLine } from './line.ts';
import type { PushDeps, Webhook } from './webhook.ts';

/** Where a webhook stands with a plant, for the operator and for alarms. */
export interface Standing {
  line: Omit<Line, 'version' | 'lease'>;
  /** messages of the plant's feed that were not looked at yet */
  behindBy: number;
  /** how long the message waits that waits longest; 0 when none does */
  behindSeconds: number;
}

const perPage = 100;
const pagesAtMost = 20;

export const standingOf = async (
  webhook: Webhook,
  plant: string,
  {
    feed,
    lines,
    clock,
  }: Pick<PushDeps, 'lines' | 'clock'> & { feed: Pick<PushDeps['feed'], 'after' | 'head'> },
): Promise<Standing> => {
  const { partner } = webhook.access;
  const end = (await feed.head(plant))?.applied ?? 0;
  const { version, lease, ...line } = {
    version: '',
    lease: undefined,
    ...((await lines.get(partner, plant)) ?? newLine(partner, plant, end)),
  };
  const now = clock().getTime();
  const since = line.waiting.map((each) => each.since);
  const unread = await firstUnread(webhook, line, feed);
  if (unread !== undefined) since.push(unread);
  const ages = since.map((time) => (now - Date.parse(time)) / 1000);
  return { line, behindBy: Math.max(0, end - line.position), behindSeconds: Math.max(0, ...ages) };
};

/** When the first message that is the partner's, and was not looked at, was told. */
const firstUnread = async (
  webhook: Webhook,
  { plant, position }: Pick<Line, 'plant' | 'position'>,
  feed: Pick<PushDeps['feed'], 'after'>,
): Promise<string | undefined> => {
  let from = position;
  for (let page = 0; page < pagesAtMost; page += 1) {
    const messages = await feed.after(plant, from, perPage);
    const own = messages.find((message) => mayReceive(webhook.access, message));
    if (own || messages.length === 0) return own?.time;
    from = messages.at(-1)?.sequence ?? from;
  }
  return undefined;
};
