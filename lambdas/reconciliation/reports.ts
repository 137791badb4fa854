import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { EventKey } from '../../events/identity.ts';
import type { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import type { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { UnitSaid } from '../odoo/units.ts';
import { atOnce } from '../platform/at-once.ts';
import type { RunRecord } from '../platform/runs/run-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Cause } from './balance-cells.ts';
import type { ClosedDay } from './read-events.ts';

interface Compared {
  /** names the line within its report: the same difference has the same name in every report */
  line: string;
  plant?: number | string;
  odoo?: number | string;
  difference?: number;
  tolerance: number;
  /** what no event under way explains is more than the tolerance */
  beyond: boolean;
  causes: (Omit<Cause, 'share'> & { share?: number })[];
}

export type ReconciliationLine = Compared &
  Partial<UnitSaid & Record<'unit' | 'unitName', string>> &
  (
    | { kind: 'stock'; item: string; lot?: string; location?: string }
    | { kind: 'order'; order: string; item?: string; of: 'status' | 'produced' | 'scrapped' }
    | { kind: 'sequence'; system: string }
    | { kind: 'total'; system: string; event: string; date: string }
  );

export const lineName = (...of: string[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12);

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
  line: ReconciliationLine;
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
  keep(report: Report, lines: readonly ReconciliationLine[]): Promise<Report>;
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

const size = ({ difference = 0 }: ReconciliationLine): number => Math.abs(difference);

/** The order of a report's lines. */
export const gravest = (a: ReconciliationLine, b: ReconciliationLine): number =>
  Number(b.beyond) - Number(a.beyond) || size(b) - size(a) || (a.line < b.line ? -1 : 1);

const named = ({ snapshot, asOf }: Complete) => ({ snapshot, asOf });

/** The summary of what was found. */
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
      ...(stock && { stock: named(stock) }),
      ...(orders && { orders: named(orders) }),
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

export type StockPart = z.infer<typeof stockSnapshotted.data>;

export type OrdersPart = z.infer<typeof productionOrderSnapshotted.data>;

/** A snapshot all of whose parts have come. */
export interface Complete {
  snapshot: string;
  asOf: string;
  parts: EventKey[];
}

/** What a plant has said of itself that was not compared yet. */
export interface ToReconcile {
  stock?: Complete;
  orders?: Complete;
  days: ClosedDay[];
}

/** A day may be closed by each system for itself. */
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
