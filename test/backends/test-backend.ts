import type { MasterData } from '../../odoo/master-data.ts';
import type { PurchaseSeen } from './purchases.ts';
import type { SalesBackend } from './sales.ts';

/** One record of a production order's backorder family, in the item's own unit of measure. */
export interface OrderPart {
  name: string;
  state: string;
  /** quantity asked for */
  planned: number;
  /** quantity of finished goods actually moved to stock */
  produced: number;
  lots: string[];
  /** what was really taken out of stock, by component code */
  consumed: Record<string, number>;
}

/** On-hand quantity of an item in a warehouse's stock location, in the item's own unit. */
export interface OnHand {
  quantity: number;
  byLot: Record<string, number>;
}

/** What a machine's counter showed last, in the unit of the order. */
export interface MachineCount {
  /** name of the part of the order */
  part: string;
  /** name of the operation; absent when the order as a whole is counted */
  operation?: string;
  count: number;
  scrapped: number;
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  at: string;
}

/** An operation of one part of the order. */
export interface WorkOrder {
  operation: string;
  /** Odoo's `blocked` is `ready` too: only its own planning waits for the operation before */
  state: 'ready' | 'progress' | 'done' | 'cancel';
  /** Odoo's moments; undefined until it happened */
  started: string | undefined;
  finished: string | undefined;
}

/** A time on an operation; without an end, it runs. */
export interface WorkTime {
  operation: string;
  /** name of the part of the order */
  part: string;
  start: string;
  end: string | undefined;
  note: string;
}

/**
 * An Odoo that suites can seed and inspect. There are two: the real server (read by SQL or an administrator's key) and
 * the fake Odoo. Both run the same suites; the fake only what test/backends/modelled.ts names.
 */
export interface TestBackend {
  readonly name: string;
  readonly url: string;
  readonly database: string;
  /** API key of the integration user, never an administrator's */
  readonly apiKey: string;
  /** Creates what is missing of the given master data; calling it again changes nothing. */
  seed(data: MasterData): Promise<void>;
  /** The order and its backorders, in backorder sequence; the name is the one first given to the order. */
  orderFamily(order: string): Promise<OrderPart[]>;
  onHand(warehouse: string, item: string): Promise<OnHand>;
  /** What lies in exactly one place, by its full name, such as `OSL/Stock/Shelf 1`. */
  stockAt(location: string, item: string): Promise<OnHand>;
  /** Total quantity scrapped of an item against an order. */
  scrapped(order: string, item: string): Promise<number>;
  /** What is recorded as consumed on the open part, by component code; it has not left the stock yet. */
  issued(order: string): Promise<Record<string, OnHand>>;
  /** The counters kept on the order's parts and on their operations. */
  counted(order: string): Promise<MachineCount[]>;
  /** Changes what an item costs, as somebody in the office does. */
  reprice(item: string, price: number): Promise<void>;
  /** What an hour at a work centre costs. */
  hourlyCost(workCenter: string): Promise<number>;
  /** Those of the event keys that have an idempotency record. */
  idempotencyRecords(eventKeys: string[]): Promise<string[]>;
  /** Number of lots with this name for this item: more than one is a defect. */
  lotTwins(item: string, lot: string): Promise<number>;
  /** The operations of each part of the order, in backorder sequence. */
  workOrders(order: string): Promise<WorkOrder[][]>;
  /** All times on the order's operations that were reported, by their start. */
  workTimes(order: string): Promise<WorkTime[]>;
  cancelOrder(order: string): Promise<void>;
  readonly sales: SalesBackend;
  purchaseOrder(name: string): Promise<PurchaseSeen>;
  /** What lies at suppliers of an item, to be made into something else. */
  atSuppliers(item: string): Promise<OnHand>;
  close(): Promise<void>;
}
