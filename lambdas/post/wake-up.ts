import { flush } from '../lane/gathering.ts';
import { again, done, type Message, type PostDeps, type Verdict } from './batch.ts';

/**
 * A message that only says when what is gathered of a stream is to be sent; it sleeps until then. What it was sent for
 * may be gone by then: what came since goes a little earlier than it had to.
 */
export const onWakeUp = async (message: Message, due: string, deps: PostDeps): Promise<Verdict> => {
  const { ledger, clock, plant } = deps;
  const { stream } = message;
  if (!(await ledger.gatherings(plant.id, [stream])).has(stream)) return done;
  const seconds = Math.ceil((Date.parse(due) - clock().getTime()) / 1000);
  if (seconds > 0) return { done: false, retryAfterSeconds: seconds };
  return (await flush(deps, { plant: plant.id, stream })).left.length === 0 ? done : again(message);
};
