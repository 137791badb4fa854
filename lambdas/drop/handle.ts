import type { Context, SQSEvent } from 'aws-lambda';
import { droppedFile } from './dropped-file.ts';
import type { Once } from './once-per-version.ts';
import { type DropDeps, takeFile } from './take-file.ts';

export interface HandlerDeps extends DropDeps {
  once: Once;
}

/** What another hundred events and the results may take. */
const reserveMs = 15_000;
const minuteMs = 60_000;

/** A message tells of one file. What is thrown brings it back, until it is a dead letter. */
export const handle = async (event: SQSEvent, context: Context, deps: HandlerDeps): Promise<void> => {
  for (const { body, messageId, attributes } of event.Records) {
    const file = droppedFile(body);
    if (!file) {
      deps.log.warn('FILE_IGNORED', { messageId, why: 'not <plant>/<system>/<mapping>/in/<file>' });
      continue;
    }
    const age = deps.clock().getTime() - file.droppedAt.getTime();
    // A message put back from the dead letters is counted anew.
    const again = Number(attributes.ApproximateReceiveCount) > 1 || age > minuteMs;
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    await deps.once(`${file.key} ${file.version}`, context, () => takeFile(file, deps, { hasTime, again }));
  }
};
