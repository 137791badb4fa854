import type { MasterData } from '../../odoo/master-data.ts';
import type { PurchaseSeen } from './purchases.ts';

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

/**
 * An Odoo that suites can seed and look into. Two implementations, the real server (read by SQL or an
 * administrator's key) and the stand-in, run the same suites, so that they cannot drift apart.
 */
export interface World {
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
  /** Total quantity scrapped of an item against an order. */
  scrapped(order: string, item: string): Promise<number>;
  /** Event keys that have a receipt. */
  receipts(eventKeys: string[]): Promise<string[]>;
  /** Number of lots with this name for this item: more than one is a defect. */
  lotTwins(item: string, lot: string): Promise<number>;
  cancelOrder(order: string): Promise<void>;
  purchaseOrder(name: string): Promise<PurchaseSeen>;
  /** What lies at suppliers of an item, to be made into something else. */
  atSuppliers(item: string): Promise<OnHand>;
  close(): Promise<void>;
}
