import type { CommandAnswer } from '../../lambdas/operations/commands.ts';
import type { EventRecord } from '../../lambdas/store/event-record.ts';

interface Surroundings {
  /** of the operator's command: undefined for the local run */
  env: string | undefined;
  invoke(command: Record<string, unknown>): Promise<CommandAnswer>;
  wait(milliseconds: number): Promise<unknown>;
}

/** A plant queue that works books a count within seconds. */
const waitSeconds = 60;

/** Waits for what Odoo does with an approved count. `ok` when it is booked. */
export const countOutcome = async (
  eventKey: string,
  { env, invoke, wait }: Surroundings,
): Promise<CommandAnswer> => {
  const operate = `npm run operate -- ${env === undefined ? '' : `--env ${env} `}`;
  let answer: CommandAnswer | undefined;
  for (let second = 0; second <= waitSeconds; second += 1) {
    if (second > 0) await wait(1000);
    answer = await invoke({ command: 'show', eventKey });
    if (!answer.ok) return answer;
    const outcome = outcomeOf(answer.result as EventRecord, operate);
    if (outcome) return outcome;
  }
  const said = `not booked after ${waitSeconds} s: the count is ${answer?.said}. Look again: ${operate}show ${eventKey}`;
  return { ok: false, said, result: answer?.result };
};

/** Undefined while the event waits. */
const outcomeOf = (record: EventRecord, operate: string): CommandAnswer | undefined => {
  const { status, eventKey, document, reason, warnings = [] } = record;
  switch (status) {
    case 'posted': {
      const said = [`posted: Odoo's stock is corrected, by ${document?.name ?? eventKey}`, ...warnings];
      return { ok: true, said: said.join('\n'), result: record };
    }
    case 'quarantined': {
      const why = `${reason?.code}: ${reason?.message}`;
      const next = `${operate}retry ${eventKey} (or skip)`;
      return {
        ok: false,
        said: `refused, Odoo's stock is as it was: ${why}\ndecide: ${next}`,
        result: record,
      };
    }
    case 'skipped':
      return { ok: false, said: `skipped by an operator, Odoo's stock is as it was`, result: record };
    default:
      return undefined;
  }
};
