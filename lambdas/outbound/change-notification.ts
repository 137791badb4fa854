import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { changeNotificationRoute } from '../../events/http/change-notification-route.ts';
import { openly, type RouteHandler, type RouterDeps, router } from '../access/for-partner.ts';
import { json, problem } from '../platform/http.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import { settleSeconds } from './poll/poll-request.ts';

export interface ChangeNotificationDeps extends RouterDeps {
  plants: readonly string[];
  /** the secret word that the address must end in; throws when it cannot be read */
  word(): Promise<string>;
  /** Reserves the plant's next poll until the given time; false when it is reserved already. Throws when the store fails. */
  take(plant: string, now: string, until: string): Promise<boolean>;
  /** asks for a poll of the plant, without waiting for it */
  poll(plant: string): Promise<void>;
  clock: Clock;
}

const hash = (text: string) => createHash('sha256').update(text).digest();

/**
 * Odoo reports that something changed. Nothing of the body is read or trusted: the call only makes the next poll come
 * sooner.
 */
const notify = async (
  given: string,
  { plants, word, take, poll, clock }: ChangeNotificationDeps,
): Promise<APIGatewayProxyResult> => {
  const right = timingSafeEqual(hash(given), hash(await word()));
  if (!right) return problem({ status: 404, title: 'Not Found' });
  const now = clock();
  const until = secondsAfter(now, settleSeconds).toISOString();
  for (const plant of plants) if (await take(plant, now.toISOString(), until)) await poll(plant);
  return json(202, { status: 'taken' });
};

export const changeNotificationHandlers: readonly RouteHandler<ChangeNotificationDeps>[] = [
  openly(changeNotificationRoute, ({ path }, deps) => notify(path.word, deps)),
];

export const handle = router('hint', changeNotificationHandlers);
