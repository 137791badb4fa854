import { approve } from '../reconcile/approve.ts';
import type { Command } from './commands.ts';
import type { Answer, OperateDeps } from './operate.ts';

/** A plant's reports, the latest first; with one named, its lines, the gravest first. */
export const drift = async (
  { plant, report: id, limit, cursor }: Extract<Command, { command: 'drift' }>,
  { reports }: Pick<OperateDeps, 'reports'>,
): Promise<Answer> => {
  if (id === undefined) {
    const latest = await reports.latest(plant, limit);
    return { ok: true, said: `${latest.length} reports of ${plant}`, result: { reports: latest } };
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

/** Lets a line be corrected, once. */
export const approveLine = async (
  { plant, report, line, by, note }: Extract<Command, { command: 'approve' }>,
  deps: OperateDeps,
): Promise<Answer> => {
  const answer = await approve({ plant, report, line, by, note }, { ...deps, odoo: deps.questions });
  deps.log.info('OPERATOR_DECIDED', { plant, report, line, action: 'approve', by, ok: answer.ok });
  if (!answer.ok) return { ok: false, said: answer.why };
  const { eventKey, by: whose, at } = answer.approval;
  return {
    ok: true,
    said: `approved by ${whose} at ${at}; the count is event ${eventKey}: show ${eventKey} says what became of it`,
    result: answer.approval,
  };
};
