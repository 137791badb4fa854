import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';

export type Once = (version: string, context: Context, run: () => Promise<void>) => Promise<void>;

/**
 * Notifications come at least once, also twice at a time: two runs side by side could give the events of an order
 * each other's places. The second waits in the queue until the first is over; a try that failed may be repeated.
 */
export const oncePerVersion =
  (store: BasePersistenceLayer): Once =>
  async (version, context, run) => {
    const config = new IdempotencyConfig({ eventKeyJmesPath: 'version', expiresAfterSeconds: 24 * 3600 });
    // Without it a file whose function died would count as being read for a day.
    config.registerLambdaContext(context);
    const guarded = makeIdempotent(
      async (_: object) => {
        await run();
        return {};
      },
      { persistenceStore: store, keyPrefix: 'drop', config },
    );
    // A frozen clone: the released version recomputes the key from its input after the call.
    await guarded(Object.freeze({ version }));
  };
