/** A sales order, as Odoo keeps it. */
export interface SalesOrderSeen {
  name: string;
  state: string;
  /** reference of the customer, and of the address delivered to */
  customer: string;
  deliverTo: string;
  /** `YYYY-MM-DD HH:MM:SS`, UTC */
  orderedAt: string;
  requestedAt: string | undefined;
  /** quantities in the unit of the line */
  lines: SalesLineSeen[];
  /** names of its deliveries, in their order */
  deliveries: string[];
}

export interface SalesLineSeen {
  item: string;
  quantity: number;
  /** the unit's name in Odoo */
  unit: string;
  price: number;
  delivered: number;
}

/** A delivery, or what was left of one; quantities in the items' own units. */
export interface DeliverySeen {
  name: string;
  state: string;
  /** by item: what left, or what is still to leave */
  items: Record<string, number>;
  /** by lot or serial, of a delivery that is done */
  lots: Record<string, number>;
  tracking: string | undefined;
  shippedAt: string | undefined;
}

/** What a test backend shows and does in sales. */
export interface SalesBackend {
  /** all of this number in the shop, so that doubles are seen */
  salesOrders(reference: string): Promise<SalesOrderSeen[]>;
  /** the delivery of this name, and what was left of it */
  deliveries(name: string): Promise<DeliverySeen[]>;
  /** what is reserved for the delivery of this name, by lot */
  promised(name: string): Promise<Record<string, number>>;
  cancelDelivery(name: string): Promise<void>;
}
