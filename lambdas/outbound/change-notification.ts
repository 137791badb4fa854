import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { json, problem, unavailable } from '../platform/http.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';

/** So long further hints ask for nothing: the look that was asked for waits that long (`lambdas/outbound/poll/poll-plants.ts`). */
const settleSeconds = 3;

export interface ChangeNotificationDeps {
  plants: readonly string[];
  /** the word that the address must end in; throws when it cannot be read */
  word(): Promise<string>;
  /** Takes the plant's next look for itself, until the given time; false when somebody has it. Throws when the store fails. */
  take(plant: string, now: string, until: string): Promise<boolean>;
  /** asks for a look at the plant, without waiting for it */
  look(plant: string): Promise<void>;
  clock: Clock;
  log: Log;
}

type Request = Pick<APIGatewayProxyEvent, 'pathParameters'>;

const hash = (text: string) => createHash('sha256').update(text).digest();

/**
 * Odoo says that something changed. Nothing it sends is read, let alone believed: it only makes the next look come
 * sooner. Odoo's webhooks can carry no key, so the address holds a secret word.
 */
export const handle = async (
  { pathParameters }: Request,
  { plants, word, take, look, clock, log }: ChangeNotificationDeps,
): Promise<APIGatewayProxyResult> => {
  try {
    const right = timingSafeEqual(hash(pathParameters?.word ?? ''), hash(await word()));
    if (!right) return problem({ status: 404, title: 'Not Found' });
    const now = clock();
    const until = secondsAfter(now, settleSeconds).toISOString();
    for (const plant of plants) if (await take(plant, now.toISOString(), until)) await look(plant);
    return json(202, { status: 'taken' });
  } catch (error) {
    log.error('STORE_UNAVAILABLE', { what: 'hint', ...errorForLog(error) });
    return unavailable();
  }
};
