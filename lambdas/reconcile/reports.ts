import type { EventKey } from '../../events/identity.ts';
import type { Line } from './line.ts';

/** A report's summary. Times are RFC 3339 in UTC. */
export interface Report {
  plant: string;
  /** sorts as time does */
  id: string;
  at: string;
  snapshots: {
    stock?: { snapshot: string; asOf: string };
    orders?: { snapshot: string; asOf: string };
    /** dates that were closed, and who closed them */
    days: string[];
  };
  counts: Readonly<Record<string, number>>;
  /** events that the snapshot of stock came in */
  stockParts?: readonly EventKey[];
}

/** Who let a line be corrected, when and why. */
export interface Approval {
  by: string;
  at: string;
  note: string;
  eventKey: string;
}

export interface ReportLine {
  line: Line;
  approval?: Approval;
}

export interface LinePage {
  lines: ReportLine[];
  cursor?: string;
}

/**
 * Reports of what differs between a plant's books and Odoo's, kept for a year. Single-item conditional writes only.
 * Throws when the store fails.
 */
export interface Reports {
  /** Keeps the lines and then the report; the first of its id stays, and what stands then is answered. */
  keep(report: Report, lines: readonly Line[]): Promise<Report>;
  find(plant: string, id: string): Promise<Report | undefined>;
  /** The latest first. */
  latest(plant: string, limit: number): Promise<Report[]>;
  /** A page of a report's lines: those beyond the tolerance first, the largest first. */
  lines(plant: string, id: string, page: { limit: number; cursor?: string }): Promise<LinePage>;
  line(plant: string, id: string, line: string): Promise<ReportLine | undefined>;
  /** Enters the approval, once: answers the one that stands. */
  approve(plant: string, id: string, line: string, approval: Approval): Promise<Approval | undefined>;
}

/** A cursor that was not ours. */
export class BadReportCursor extends Error {
  override name = 'BadReportCursor';
}

const size = ({ difference = 0 }: Line): number => Math.abs(difference);

/** The order of a report's lines. */
export const gravest = (a: Line, b: Line): number =>
  Number(b.beyond) - Number(a.beyond) || size(b) - size(a) || (a.line < b.line ? -1 : 1);
