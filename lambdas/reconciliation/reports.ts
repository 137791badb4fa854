import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { EventKey } from '../../events/envelope.ts';
import type { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import type { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { PartnerUnit } from '../odoo/units.ts';
import { atOnce } from '../platform/at-once.ts';
import type { RunRecord } from '../platform/runs/run-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Cause } from './balance-cells.ts';
import type { ClosedDay } from './read-events.ts';

/** Store of reconciliation reports, kept for a year. Single-item conditional writes only. Throws when the store fails. */
export interface Reports {
  /** Stores the lines and then the report. The first report of an id is kept; returns the stored one. */
  keep(report: Report, lines: readonly ReconciliationLine[]): Promise<Report>;
  find(plant: string, id: string): Promise<Report | undefined>;
  /** The latest report first. */
  latest(plant: string, limit: number): Promise<Report[]>;
  /** A page of a report's lines: those beyond the tolerance first, the largest first. */
  lines(plant: string, id: string, page: { limit: number; cursor?: string }): Promise<LinePage>;
  line(plant: string, id: string, line: string): Promise<ReportLine | undefined>;
  /** Stores the first approval of a line. Returns the stored one; undefined when there is no such line. */
  approve(plant: string, id: string, line: string, approval: Approval): Promise<Approval | undefined>;
}

/** A report's summary. Times are RFC 3339 in UTC. */
export interface Report {
  plant: string;
  /** sorts by time */
  id: string;
  at: string;
  snapshots: {
    stock?: { snapshot: string; asOf: string };
    orders?: { snapshot: string; asOf: string };
    /** closed days, see {@link dayKey} */
    days: string[];
  };
  counts: Readonly<Record<string, number>>;
  /** keys of the events of the stock snapshot */
  stockParts?: readonly EventKey[];
}

export type ReconciliationLine = Compared &
  Partial<PartnerUnit & Record<'unit' | 'unitName', string>> &
  (
    | { kind: 'stock'; item: string; lot?: string; location?: string }
    | { kind: 'order'; order: string; item?: string; of: 'status' | 'produced' | 'scrapped' }
    | { kind: 'sequence'; system: string }
    | { kind: 'total'; system: string; event: string; date: string }
  );

interface Compared {
  /** name of the line in its report; the same difference has the same name in every report */
  line: string;
  plant?: number | string;
  odoo?: number | string;
  difference?: number;
  tolerance: number;
  /** true: the part that no waiting event explains is more than the tolerance */
  beyond: boolean;
  causes: (Omit<Cause, 'share'> & { share?: number })[];
}

export const lineName = (...of: string[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12);

/** An operator's approval of a correction: who, when, why, and the event that corrects. */
export interface Approval {
  by: string;
  at: string;
  note: string;
  eventKey: string;
}

export interface ReportLine {
  line: ReconciliationLine;
  approval?: Approval;
}

export interface LinePage {
  lines: ReportLine[];
  cursor?: string;
}

/** The cursor was not made by this list. */
export class BadReportCursor extends Error {
  override name = 'BadReportCursor';
}

/** Order of a report's lines: beyond the tolerance first, then the largest difference. */
export const gravest = (a: ReconciliationLine, b: ReconciliationLine): number =>
  Number(b.beyond) - Number(a.beyond) || size(b) - size(a) || (a.line < b.line ? -1 : 1);

const size = ({ difference = 0 }: ReconciliationLine): number => Math.abs(difference);

/** The report of a run, with counts of its lines. */
export const reconciliationReport = (
  { plant, id }: RunRecord,
  at: string,
  { stock, orders, days }: ToReconcile,
  lines: readonly ReconciliationLine[],
  compared: number,
): Report => {
  const causes: Record<string, number> = {};
  for (const { cause } of lines.flatMap((line) => line.causes)) causes[cause] = (causes[cause] ?? 0) + 1;
  return {
    plant,
    id,
    at,
    snapshots: {
      ...(stock && { stock: snapshotName(stock) }),
      ...(orders && { orders: snapshotName(orders) }),
      days: days.map(dayKey),
    },
    ...(stock && { stockParts: stock.parts }),
    counts: {
      compared,
      differing: lines.length,
      beyond: lines.filter(({ beyond }) => beyond).length,
      ...causes,
    },
  };
};

const snapshotName = ({ snapshot, asOf }: Complete) => ({ snapshot, asOf });

/** Snapshots and days to compare. */
export interface ToReconcile {
  stock?: Complete;
  orders?: Complete;
  days: ClosedDay[];
}

/** A snapshot of which all parts have come. */
export interface Complete {
  snapshot: string;
  asOf: string;
  /** keys of the events, in the order of the parts */
  parts: EventKey[];
}

export type StockPart = z.infer<typeof stockSnapshotted.data>;

export type OrdersPart = z.infer<typeof productionOrderSnapshotted.data>;

/** `2026-11-23 mes wms`: each system may close a day for itself. */
export const dayKey = ({ date, systems }: ClosedDay): string =>
  `${date} ${systems.map(({ system }) => system).join(' ')}`;

/** The data of the parts, in their order. */
export const partsOf = async <Data>(
  parts: readonly EventKey[],
  eventStore: Pick<EventStore, 'get'>,
): Promise<Data[]> => {
  const records = await atOnce(parts, (key) => eventStore.get(key));
  return records.flatMap((record) => (record ? [record.event.data as Data] : []));
};
