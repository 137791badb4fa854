import * as z from 'zod';
import { dayClosed } from '../../events/day-closed.ts';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Draft } from '../outbound/tell.ts';
import type { Job, RunRecord, Step } from '../runs/job.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { type CompareDeps, compare } from './compare.ts';
import type { Line } from './line.ts';
import { draftOf } from './publish.ts';
import { gravest, type Report, type Reports } from './reports.ts';
import { dayKey, type Reconciled, type ToReconcile, toReconcile } from './snapshots.ts';

export interface ReconciliationDeps extends CompareDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  reports: Reports;
  /** puts into the plant's feed what does not stand there yet: `tellNow` */
  tell(plant: string, drafts: readonly Draft[]): Promise<unknown>;
  clock: Clock;
  log: Log;
  /** lines beyond the tolerance; 0 says that there were none */
  count(metric: 'DriftBeyondTolerance', plant: string, value: number): void;
}

const eventKey = z.custom<EventKey>((value) => typeof value === 'string' && isEventKey(value));
const complete = z.object({ snapshot: z.string(), asOf: z.string(), parts: z.array(eventKey) });
const checkpoint = z.object({
  next: z.enum(['compare', 'tell']),
  at: z.string(),
  newSince: z.string(),
  movedSince: z.string(),
  what: z.object({ stock: complete.optional(), orders: complete.optional(), days: z.array(dayClosed.data) }),
});
type Checkpoint = z.infer<typeof checkpoint>;

const minute = 60_000;
const day = 24 * 60 * minute;
const before = (moment: string, by: number): string => new Date(Date.parse(moment) - by).toISOString();

/** What of the plant was compared before, as far back as anything is looked for. */
const reconciledBefore = async (
  plant: string,
  reports: Reports,
): Promise<{ done: Reconciled; last: Report | undefined; stockAt: string | undefined }> => {
  const kept = await reports.latest(plant, 100);
  const names = (of: (report: Report) => string | undefined) =>
    new Set(kept.flatMap((report) => of(report) ?? []));
  const done = {
    stock: names(({ snapshots }) => snapshots.stock?.snapshot),
    orders: names(({ snapshots }) => snapshots.orders?.snapshot),
    days: new Set(kept.flatMap(({ snapshots }) => snapshots.days)),
  };
  const stockAt = kept.find(({ snapshots }) => snapshots.stock)?.snapshots.stock?.asOf;
  return { done, last: kept[0], stockAt };
};

/**
 * Compares the plant's latest books with Odoo's: chooses what is new, compares and keeps the report, tells of it. The
 * report has the run's name: one that is there already is told of, and not made anew.
 */
export const reconciliationJob = (deps: ReconciliationDeps): Job => ({
  name: 'reconciliation',
  async step(run, _timeLeft): Promise<Step> {
    const profile = deps.plants[run.plant];
    if (!profile) throw new Error(`no plant ${run.plant}`);
    const from = run.checkpoint === undefined ? undefined : checkpoint.parse(run.checkpoint);
    if (!from) return choose(run, profile, deps);
    return from.next === 'compare' ? compareAll(run, from, profile, deps) : tellOf(run, deps);
  },
});

const choose = async (run: RunRecord, profile: PlantProfile, deps: ReconciliationDeps): Promise<Step> => {
  const at = deps.clock().toISOString();
  const { lookBackDays, settleMinutes } = profile.reconciliation;
  const since = before(at, lookBackDays * day);
  const { done, last, stockAt } = await reconciledBefore(run.plant, deps.reports);
  const window = { since, settled: before(at, settleMinutes * minute) };
  const what = await toReconcile(run.plant, done, window, deps.ledger);
  const counts = { snapshots: Number(!!what.stock) + Number(!!what.orders), days: what.days.length };
  if (counts.snapshots + counts.days === 0) return { done: true, counts };
  const next: Checkpoint = {
    next: 'compare',
    at,
    newSince: last?.at ?? since,
    movedSince: stockAt ?? since,
    what,
  };
  return { done: false, checkpoint: next, counts };
};

const compareAll = async (
  run: RunRecord,
  from: Checkpoint,
  profile: PlantProfile,
  deps: ReconciliationDeps,
): Promise<Step> => {
  const what = from.what as ToReconcile;
  const since = before(from.at, profile.reconciliation.lookBackDays * day);
  const now = deps.clock().toISOString();
  const { newSince, movedSince } = from;
  const about = { profile, since, newSince, movedSince, now };
  const { lines, compared } = await compare(what, about, deps);
  const report = await deps.reports.keep(reportOf(run, now, what, lines, compared), lines);
  return { done: false, checkpoint: { ...from, next: 'tell' }, counts: report.counts };
};

const reportOf = (
  { plant, id }: RunRecord,
  at: string,
  { stock, orders, days }: ToReconcile,
  lines: readonly Line[],
  compared: number,
): Report => {
  const causes: Record<string, number> = {};
  for (const { cause } of lines.flatMap((line) => line.causes)) causes[cause] = (causes[cause] ?? 0) + 1;
  const named = (of: typeof stock) => of && { snapshot: of.snapshot, asOf: of.asOf };
  return {
    plant,
    id,
    at,
    snapshots: {
      ...(stock && { stock: named(stock) as { snapshot: string; asOf: string } }),
      ...(orders && { orders: named(orders) as { snapshot: string; asOf: string } }),
      days: days.map(dayKey),
    },
    counts: {
      compared,
      differing: lines.length,
      beyond: lines.filter(({ beyond }) => beyond).length,
      ...causes,
    },
  };
};

const tellOf = async (run: RunRecord, deps: ReconciliationDeps): Promise<Step> => {
  const { plant, id } = run;
  const report = await deps.reports.find(plant, id);
  if (!report) throw new Error(`report ${id} of ${plant} is gone`);
  const { beyond = 0 } = report.counts;
  // Before it is told: the person on call must know, whether the feed takes it or not.
  deps.count('DriftBeyondTolerance', plant, beyond);
  const { lines } = await deps.reports.lines(plant, id, { limit: 150 });
  await deps.tell(plant, [draftOf(report, lines.map(({ line }) => line).sort(gravest))]);
  const about = { plant, report: id, ...report.counts };
  if (beyond > 0) deps.log.warn('DRIFT_FOUND', about);
  else deps.log.info('BOOKS_AGREE', about);
  return { done: true, counts: report.counts };
};
