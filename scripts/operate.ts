import '../lib/plain-errors.ts';

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CommandAnswer } from '../lambdas/operations/commands.ts';
import type { RunRecord } from '../lambdas/platform/runs/run-store.ts';
import type { Approval, Report, ReportLine } from '../lambdas/reconciliation/reports.ts';
import type { ReadEntry } from '../lambdas/store/audit-trail.ts';
import { aboutCodes } from './operate/about-codes.ts';
import { aboutRestored } from './operate/about-restored.ts';
import { webhookCommand, webhookLines } from './operate/about-webhooks.ts';
import { connectTo, localConnection } from './operate/connection.ts';
import { countOutcome } from './operate/count-outcome.ts';
import { driftLines, reportLines } from './operate/drift-lines.ts';
import { type FeedStanding, feedLines } from './operate/feed-lines.ts';
import { auditLines, eventLines, type Listed, runLines } from './operate/lines.ts';

const usage = `npm run operate -- [--env dev|test|prod] <command>

Events
  list <plant>              quarantined and deferred (parked) events, oldest first; says if the whole queue is held
  show <event>              everything the event store has about an event
  retry <event>             book a quarantined event again; deferred events follow in order
  skip <event> --note why   never book this event; deferred events follow in order
  resend <event>            put an event into the plant queue again, if its message was lost

Plant queues
  lanes                     which plant queues work, wait or are held, and why
  pause <plant> --note why  stop booking; events are still accepted, and wait
  resume <plant>            book again

Odoo was restored from a backup
  restored --hold           hold all plant queues; do this first
  restored [--since time]   show what Odoo no longer has; changes nothing. Without a time, it looks for it by itself
  restored [--since time] --apply
                            hold all plant queues and replay it in order; repeat it when it was interrupted
  restored --resume         book again, at the end

Lots
  audit <plant> <item> <lot>  who held, judged and released a lot, when and on what evidence; oldest first;
                            --json shows results too

Feed and reconciliation
  feed <plant>              last position of the plant's feed, and how far each partner has acknowledged it
  feed <plant> <sequence>   the message at a position, and the references that partners gave it
  drift <plant> [<report>]  reconciliation reports of a plant, or the lines of one report
  approve <plant> <report> <line> --note why
                            correct Odoo's stock to the plant's, by one count. Waits up to a minute for it, and
                            ends with 0 when Odoo has booked it

Code mapping
  missing <plant>           codes that quarantined events need, as CSV to fill in and import
  crosswalk import <file>   show what a CSV file (plant,kind,code,odoo_code) would change, line by line;
                            --apply writes it, --release also retries the events that waited for it
  crosswalk export <plant>  the plant's code mapping as such a file
  crosswalk imports <plant> who imported what, and when

Nightly jobs
  run <job> <plant>         start costs, history or reconciliation for what is new; costs and history also for days:
                            --from YYYY-MM-DD --to YYYY-MM-DD
  runs <plant> [job]        the last runs, and how they ended

Webhooks
  webhooks                  how far each partner's webhook got, and what stops it
  webhook enable <partner> <plant>    deliver again; waiting messages go first
  webhook disable <partner> <plant> [--note why]
                            deliver nothing until it is enabled; nothing is lost
  webhook replay <partner> <plant> --from <position> [--to <position>]
                            deliver a range again, with the same ids, before anything new
  webhook skip <partner> <plant> <sequence> --note why
                            give up one waiting message; the messages behind it follow
  webhook rotate <partner>  make a new secret; both secrets sign for 24 hours
  webhook retire <partner>  stop signing with the old secret now
  webhook secret <partner>  the secret of the local run; not available for other environments

Without --env, the command goes to the local run (\`npm start\`). With it, it goes to the region that
environments/<env>.ts names, and only with credentials of the account that is pinned there.`;

const { values, positionals } = readArguments(() =>
  parseArgs({
    allowPositionals: true,
    options: {
      env: { type: 'string' },
      note: { type: 'string' },
      cursor: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
      apply: { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
      since: { type: 'string' },
      hold: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }),
);
function isRfc3339(time: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(time) && Date.parse(time) > 0;
}

/** A wrong option is answered in one line. */
function readArguments<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} See --help.`);
    process.exit(2);
  }
}

const [name, about, ...more] = positionals;
const takes: Record<string, 'eventKey' | 'plant' | 'job' | undefined> = {
  list: 'plant',
  show: 'eventKey',
  retry: 'eventKey',
  skip: 'eventKey',
  resend: 'eventKey',
  lanes: undefined,
  pause: 'plant',
  resume: 'plant',
  audit: 'plant',
  feed: 'plant',
  run: 'job',
  runs: 'plant',
  drift: 'plant',
  approve: 'plant',
  missing: 'plant',
  crosswalk: undefined,
  restored: undefined,
  webhooks: undefined,
  webhook: undefined,
};
const argument = name && Object.hasOwn(takes, name) ? takes[name] : 'unknown';
if (values.help || !name || argument === 'unknown') {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
if (argument && !about) {
  console.error(`${name}: which ${argument === 'eventKey' ? 'event' : argument}? See --help.`);
  process.exit(2);
}
if (name === 'approve' && (more.length !== 2 || !values.note)) {
  console.error('approve: which plant, report and line, and --note why? See --help.');
  process.exit(2);
}
if (name === 'audit' && more.length !== 2) {
  console.error('audit: which plant, item and lot? See --help.');
  process.exit(2);
}
if (name === 'run' && more.length !== 1) {
  console.error('run: which job, and which plant? See --help.');
  process.exit(2);
}
if (name === 'restored' && [values.hold, values.apply, values.resume].filter(Boolean).length > 1) {
  console.error('restored: one of --hold, --apply, --resume. See --help.');
  process.exit(2);
}
if (name === 'restored' && values.since !== undefined && !isRfc3339(values.since)) {
  console.error('restored: --since takes a time such as 2026-11-29T08:00:00Z');
  process.exit(2);
}
if (name === 'skip' && !values.note?.trim()) {
  console.error('skip: say why with --note; the event is left out of Odoo for good');
  process.exit(2);
}

const asksSecret = name === 'webhook' && about === 'secret';
if (asksSecret && (values.env !== undefined || !more[0])) {
  console.error(
    more[0]
      ? 'webhook secret: of the local run only; elsewhere as the runbook says, "Replacing a webhook\'s secret"'
      : 'webhook secret: which partner? See --help.',
  );
  process.exit(2);
}

const aboutWebhook = name === 'webhook' && !asksSecret ? webhookCommand(positionals, values) : undefined;
if (typeof aboutWebhook === 'string') {
  console.error(aboutWebhook);
  process.exit(2);
}

if (asksSecret) {
  const { localSecret } = await import('./operate/local-secret.ts');
  const { ok, said } = await localSecret(more[0] ?? '', localConnection());
  if (ok) console.log(said);
  else console.error(said);
  process.exit(ok ? 0 : 1);
}

const { invoke, whoAmI } = await connectTo(values.env);
const decides = ['retry', 'skip', 'resend', 'pause', 'resume', 'run', 'approve', 'webhook'].includes(name);

if (name === 'missing' || name === 'crosswalk' || name === 'restored') {
  const { note, since, apply, release, hold, resume, json } = values;
  const code =
    name === 'restored'
      ? await aboutRestored(
          { since, note, hold, apply, resume, json },
          { invoke, whoAmI, say: console.log, wait: pause },
        )
      : await aboutCodes(positionals, { note, apply, release, json }, invoke, whoAmI);
  // What is written to a pipe by then must get through, which process.exit would cut off.
  await new Promise((written) => process.stdout.write('', written));
  process.exit(code);
}

const answer = await invoke({
  command: name,
  ...(argument && { [argument]: about }),
  ...(name === 'feed' && more[0] !== undefined && { sequence: Number(more[0]) }),
  ...(name === 'audit' && { item: more[0], lot: more[1] }),
  ...(name === 'run' && { plant: more[0], from: values.from, to: values.to }),
  ...(name === 'runs' && more[0] && { job: more[0] }),
  ...(name === 'drift' && more[0] && { report: more[0] }),
  ...(name === 'approve' && { report: more[0], line: more[1] }),
  ...((name === 'audit' || name === 'drift') && values.cursor && { cursor: values.cursor }),
  ...(decides && { by: await whoAmI(), requestId: randomUUID() }),
  ...(decides && values.note && { note: values.note }),
  ...aboutWebhook,
});

if (name === 'approve' && answer.ok) process.exit(await approved(answer));
else if (values.json) console.log(JSON.stringify(answer, null, 2));
else if (name === 'list' && answer.ok) tell((answer.result as Listed[]).flatMap(eventLines));
else if (name === 'webhooks' && answer.ok) tell(webhookLines(answer));
else if (name === 'audit' && answer.ok)
  tell((answer.result as { entries: ReadEntry[] }).entries.flatMap(auditLines));
else if (name === 'feed' && answer.ok && more[0] === undefined)
  tell(feedLines(answer.result as FeedStanding));
else if (name === 'runs' && answer.ok) tell((answer.result as RunRecord[]).flatMap(runLines));
else if (name === 'drift' && answer.ok) tellDrift(answer.result as Parameters<typeof tellDrift>[0]);
else {
  console.log(answer.said);
  if (answer.result) console.log(JSON.stringify(answer.result, null, 2));
}

/** The approval is no correction yet: Odoo may refuse the count. */
async function approved({ said, result }: CommandAnswer): Promise<number> {
  if (!values.json) console.log(said);
  const { eventKey } = result as Approval;
  const outcome = await countOutcome(eventKey, { env: values.env, invoke, wait: pause });
  console.log(values.json ? JSON.stringify({ ...answer, ok: outcome.ok, outcome }, null, 2) : outcome.said);
  return outcome.ok ? 0 : 1;
}

function tellDrift({
  report,
  reports,
  lines,
}: {
  report?: Report;
  reports?: Report[];
  lines?: ReportLine[];
}) {
  tell([...(reports ?? (report ? [report] : [])).flatMap(reportLines), ...(lines ?? []).flatMap(driftLines)]);
}

function tell(lines: string[]): void {
  for (const line of lines) console.log(line);
  console.log(answer.said);
}
process.exit(answer.ok ? 0 : 1);
