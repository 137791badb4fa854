import type { QuestionPort } from '../odoo/ports.ts';
import type { Log } from '../platform/log.ts';
import { type ApproveDeps, approve } from '../reconciliation/approve.ts';
import {
  dueComparisons,
  readyText,
  reconciledBefore,
  waitingText,
} from '../reconciliation/due-comparisons.ts';
import { windowOf } from '../reconciliation/read-events.ts';
import type { Reports } from '../reconciliation/reports.ts';
import type { Command, CommandAnswer } from './commands.ts';

export interface ReconciliationCommandDeps extends Omit<ApproveDeps, 'odoo'> {
  reports: Reports;
  /** Odoo, read-only */
  questions: QuestionPort;
  log: Log;
}

/** Older snapshots are in a report or will never be complete: a snapshot settles within a day. */
const waitingDays = 3;

/** A plant's reports, the latest first; with `report`, its lines, the gravest first. */
export const drift = async (
  { plant, report: id, limit, cursor }: Extract<Command, { command: 'drift' }>,
  {
    reports,
    eventStore,
    plants,
    clock,
  }: Pick<ReconciliationCommandDeps, 'reports' | 'eventStore' | 'plants' | 'clock'>,
): Promise<CommandAnswer> => {
  if (id === undefined) {
    const latest = await reports.latest(plant, limit);
    const minutes = plants[plant]?.reconciliation.settleMinutes ?? 0;
    const window = windowOf(clock().toISOString(), { days: waitingDays, minutes });
    const done = await reconciledBefore(plant, reports);
    const due = await dueComparisons(plant, done, window, eventStore);
    const said = [
      `${latest.length} reports of ${plant}`,
      ...readyText(due.what),
      ...due.waiting.map(waitingText),
    ].join('\n');
    return { ok: true, said, result: { reports: latest, waiting: due.waiting } };
  }
  const report = await reports.find(plant, id);
  if (!report) return { ok: false, said: `no report ${id} of ${plant}` };
  const { lines, cursor: next } = await reports.lines(plant, id, { limit, ...(cursor && { cursor }) });
  const { compared = 0, differing = 0, beyond = 0 } = report.counts;
  const said = [
    `${compared} compared, ${differing} differ, ${beyond} beyond tolerance`,
    ...(next ? [`there are more: --cursor ${next}`] : []),
  ].join('; ');
  return { ok: true, said, result: { report, lines, ...(next && { cursor: next }) } };
};

/** Approves the correction of a report line. A repeat returns the first approval. */
export const approveLine = async (
  { plant, report, line, by, note }: Extract<Command, { command: 'approve' }>,
  deps: ReconciliationCommandDeps,
): Promise<CommandAnswer> => {
  const answer = await approve({ plant, report, line, by, note }, { ...deps, odoo: deps.questions });
  deps.log.info('OPERATOR_DECIDED', { plant, report, line, action: 'approve', by, ok: answer.ok });
  if (!answer.ok) return { ok: false, said: answer.why };
  const { eventKey, by: whose, at } = answer.approval;
  return {
    ok: true,
    said: `approved by ${whose} at ${at}; the count is event ${eventKey}`,
    result: answer.approval,
  };
};
