import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs.ts';
import { deliver, type Parcel, type Recipients } from './targets.ts';

export interface Delivery extends Parcel {
  ruleArn: string;
  /** the event as it was, for the dead-letter queue */
  event: string;
  retries: number;
  /** milliseconds */
  longestAge: number;
  deadLetters?: string | undefined;
}

const longestPause = 3_600_000;

/** Hands events to targets; tries again with growing pauses, and in the end gives them to the dead-letter queue. */
export function deliveries(
  jobs: Jobs,
  clock: Clock,
  recipients: Recipients,
  log: (line: string) => void,
): (delivery: Delivery) => void {
  return jobs.kind<Delivery>('delivery', async ({ payload, attempt, addedAt }) => {
    try {
      deliver(payload, recipients);
      return undefined;
    } catch (error) {
      const refused = error instanceof AwsError && error.status < 500 && error.status !== 429;
      const pause = Math.min(longestPause, 1_000 * 2 ** (attempt - 1));
      const tooOld = clock.now() + pause - addedAt > payload.longestAge;
      if (!refused && attempt <= payload.retries && !tooOld) return pause;
      log(
        `${payload.ruleArn} could not reach ${payload.arn}: ${error instanceof Error ? error.message : error}`,
      );
      if (payload.deadLetters) deliver(deadLetter(payload, attempt, error), recipients);
      return undefined;
    }
  });
}

function deadLetter(
  { deadLetters = '', event, ruleArn, arn }: Delivery,
  attempt: number,
  error: unknown,
): Parcel {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  return {
    arn: deadLetters,
    text: event,
    attributes: {
      RULE_ARN: text(ruleArn),
      TARGET_ARN: text(arn),
      ERROR_CODE: text(name),
      ERROR_MESSAGE: text(message),
      RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(attempt - 1) },
    },
  };
}
