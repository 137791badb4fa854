import type { SQSEvent } from 'aws-lambda';
import { heard, type RelayDeps, relay } from './relay.ts';

/** Messages of the queue that the bus fills. Throws when a store fails: all of them come again. */
export const handle = async ({ Records }: SQSEvent, deps: RelayDeps): Promise<void> =>
  relay(
    Records.map(({ body }) => heard.parse(JSON.parse(body)).detail),
    deps,
  );
