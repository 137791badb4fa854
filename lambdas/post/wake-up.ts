import { flush } from '../lane/gathering.ts';
import { again, done, type Message, type PostDeps, type Verdict } from './batch.ts';

/** A message that only says when what is gathered of a stream is to be sent; it sleeps until then. */
export const wakeUp = async (message: Message, due: string, deps: PostDeps): Promise<Verdict> => {
  const { ledger, clock, plant } = deps;
  const { stream } = message;
  const gathering = (await ledger.gatherings(plant.id, [stream])).get(stream);
  // Whoever sent it earlier left nothing; and a later gathering has a wake-up of its own.
  if (!gathering || gathering.due > due) return done;
  const seconds = Math.ceil((Date.parse(gathering.due) - clock().getTime()) / 1000);
  if (seconds > 0) return { done: false, retryAfterSeconds: seconds };
  return (await flush(deps, { plant: plant.id, stream })).ok ? done : again(message);
};
