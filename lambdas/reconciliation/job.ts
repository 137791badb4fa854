import * as z from 'zod';
import type { PlantProfile } from '../../configuration/plant.ts';
import { dayClosed } from '../../events/day-closed.ts';
import { type EventKey, isEventKey } from '../../events/envelope.ts';
import { reconciliationCompleted } from '../../events/messages/reconciliation-completed.ts';
import type { MessageDraft } from '../outbound/feed/append.ts';
import type { Log } from '../platform/log.ts';
import type { Job, Step } from '../platform/runs/carry-on.ts';
import type { RunRecord } from '../platform/runs/run-store.ts';
import type { Clock } from '../platform/time.ts';
import type { EventStore } from '../store/event-store.ts';
import { type CompareDeps, compare } from './compare.ts';
import { dueComparisons, reconciledBefore, waitingText } from './due-comparisons.ts';
import { before, minute, snapshotAge, windowOf } from './read-events.ts';
import {
  gravest,
  type ReconciliationLine,
  type Report,
  type Reports,
  reconciliationReport,
  type ToReconcile,
} from './reports.ts';

const eventKey = z.custom<EventKey>((value) => typeof value === 'string' && isEventKey(value));

const complete = z.object({ snapshot: z.string(), asOf: z.string(), parts: z.array(eventKey) });

const checkpoint = z.object({
  /** `tell`: the next step publishes the report */
  next: z.enum(['compare', 'tell']),
  at: z.string(),
  newSince: z.string(),
  movedSince: z.string(),
  what: z.object({ stock: complete.optional(), orders: complete.optional(), days: z.array(dayClosed.data) }),
});

type Checkpoint = z.infer<typeof checkpoint>;

export interface ReconciliationDeps extends CompareDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  reports: Reports;
  /** appends to the plant's feed the drafts that are not there yet: `publishMessages` */
  publish(plant: string, drafts: readonly MessageDraft[]): Promise<unknown>;
  clock: Clock;
  log: Log;
  eventStore: Pick<EventStore, 'events' | 'get' | 'eventsAbout'>;
  /** number of lines beyond the tolerance, also 0; hours since the plant's last stock snapshot */
  count(metric: 'DriftBeyondTolerance' | 'SnapshotAgeHours', plant: string, value: number): void;
}

/**
 * Compares the plant's latest snapshots with Odoo's books in three steps: choose what is new, compare and store the report,
 * publish it. The report has the run's id, so a repeated step finds the stored report.
 */
export const reconciliationJob = (deps: ReconciliationDeps): Job => ({
  name: 'reconciliation',
  async step(run, _timeLeft): Promise<Step> {
    const profile = deps.plants[run.plant];
    if (!profile) throw new Error(`no plant ${run.plant}`);
    const from = run.checkpoint === undefined ? undefined : checkpoint.parse(run.checkpoint);
    if (!from) return chooseComparisons(run, profile, deps);
    return from.next === 'compare' ? compareAll(run, from, profile, deps) : publishReport(run, deps);
  },
});

const chooseComparisons = async (
  run: RunRecord,
  profile: PlantProfile,
  deps: ReconciliationDeps,
): Promise<Step> => {
  const at = deps.clock().toISOString();
  const { lookBackDays: days, settleMinutes: minutes } = profile.reconciliation;
  const window = windowOf(at, { days, minutes });
  const done = await reconciledBefore(run.plant, deps.reports);
  const { what, waiting, stockAsOf } = await dueComparisons(run.plant, done, window, deps.eventStore);
  const age = snapshotAge([stockAsOf, done.stock.latest], at);
  if (age !== undefined) deps.count('SnapshotAgeHours', run.plant, age);
  const { since } = window;
  const next: Checkpoint = {
    next: 'compare',
    at,
    newSince: done.last ? before(done.last.at, minutes * minute) : since,
    movedSince: done.stock.latest ?? since,
    what,
  };
  const counts = {
    snapshots: Number(!!what.stock) + Number(!!what.orders),
    days: what.days.length,
    waiting: waiting.length,
  };
  const note = waiting.map(waitingText).join('; ');
  return { done: false, checkpoint: next, counts, ...(note && { note }) };
};

const compareAll = async (
  run: RunRecord,
  from: Checkpoint,
  profile: PlantProfile,
  deps: ReconciliationDeps,
): Promise<Step> => {
  const what = from.what as ToReconcile;
  const { lookBackDays: days, settleMinutes: minutes } = profile.reconciliation;
  const { since } = windowOf(from.at, { days, minutes });
  const now = deps.clock().toISOString();
  const { settled } = windowOf(now, { days, minutes });
  const { newSince, movedSince } = from;
  const about = { profile, since, newSince, settled, movedSince, now };
  const { lines, compared } = await compare(what, about, deps);
  // Every run looks for gaps: a plant that sends no snapshots may have lost events too.
  const nothingNew = !what.stock && !what.orders && what.days.length === 0;
  if (nothingNew && lines.length === 0) return { done: true, counts: run.counts };
  const report = await deps.reports.keep(reconciliationReport(run, now, what, lines, compared), lines);
  return { done: false, checkpoint: { ...from, next: 'tell' }, counts: report.counts };
};

const publishReport = async (run: RunRecord, deps: ReconciliationDeps): Promise<Step> => {
  const { plant, id } = run;
  const report = await deps.reports.find(plant, id);
  if (!report) throw new Error(`report ${id} of ${plant} is gone`);
  const { beyond = 0 } = report.counts;
  // Before publishing: the alarm must not depend on the feed.
  deps.count('DriftBeyondTolerance', plant, beyond);
  const { lines } = await deps.reports.lines(plant, id, { limit: 150 });
  await deps.publish(plant, [draftOf(report, lines.map(({ line }) => line).sort(gravest))]);
  const about = { plant, report: id, ...report.counts };
  if (beyond > 0) deps.log.warn('DRIFT_FOUND', about);
  else deps.log.info('BOOKS_AGREE', about);
  return { done: true, counts: report.counts };
};

const mostLines = 100;

/** The report's message in the plant's feed: the summary and the gravest lines beyond the tolerance, in order. */
export const draftOf = (report: Report, lines: readonly ReconciliationLine[]): MessageDraft => {
  const beyond = lines.filter((line) => line.beyond);
  const data: z.input<typeof reconciliationCompleted.data> = {
    report: report.id,
    plant: report.plant,
    at: report.at,
    snapshots: { ...report.snapshots, days: report.snapshots.days.map((day) => day.slice(0, 10)) },
    counts: { ...report.counts },
    lines: beyond.slice(0, mostLines).map(shown),
    more: beyond.length > mostLines,
  };
  return {
    name: reconciliationCompleted.name,
    subject: report.id,
    thing: { kind: 'reconciliation', name: report.id },
    data,
    // A report never changes, so it is published once.
    hash: report.id,
  };
};

type ShownLine = z.input<typeof reconciliationCompleted.data>['lines'][number];

/** A report line as plants and partners get it. */
export const shown = (line: ReconciliationLine): ShownLine => ({
  ...line,
  causes: line.causes.slice(0, 10).map(({ evidence, ...cause }) => ({
    ...cause,
    evidence: Object.fromEntries(Object.entries(evidence).filter(([name]) => !operatorFields.includes(name))),
  })),
});

/** Evidence that partners do not get: who decided, and the note. They see that there was a decision. */
const operatorFields = ['by', 'note'];
