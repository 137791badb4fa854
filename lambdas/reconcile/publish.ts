import type * as z from 'zod';
import { reconciliationCompleted } from '../../events/reconciliation-completed.ts';
import type { Draft } from '../outbound/tell.ts';
import type { Line } from './line.ts';
import type { Report } from './reports.ts';

type Told = z.input<typeof reconciliationCompleted.data>['lines'][number];

const mostLines = 100;

/** The report as it is told: a summary, and the gravest lines that are beyond the tolerance, in their order. */
export const draftOf = (report: Report, lines: readonly Line[]): Draft => {
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
    // A report is told once; it never reads otherwise.
    hash: report.id,
  };
};

/** Decisions of operators are the gateway's own affair: partners are told that there was one. */
const operators = ['by', 'note'];

/** A line as plants and partners see it. */
export const shown = (line: Line): Told => ({
  ...line,
  causes: line.causes.slice(0, 10).map(({ evidence, ...cause }) => ({
    ...cause,
    evidence: Object.fromEntries(Object.entries(evidence).filter(([name]) => !operators.includes(name))),
  })),
});
