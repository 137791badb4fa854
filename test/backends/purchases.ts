/** A purchase order as suites see it; quantities in the item's own unit. */
export interface PurchaseSeen {
  state: 'draft' | 'placed' | 'cancelled';
  supplierReference: string;
  confirmed: boolean;
  /** in the order's sequence */
  lines: {
    item: string;
    received: number;
    /** what its open receipts still wait for */
    awaited: number;
    /** when its open receipts are due, `YYYY-MM-DD HH:MM:SS`, where they are */
    due: string | undefined;
  }[];
  /** oldest first */
  receipts: {
    state: 'open' | 'done' | 'cancelled';
    /** what was received, or is expected: by item and, after a slash, lot */
    goods: Record<string, number>;
  }[];
  /** what the supplier's messages left for people to read */
  notes: string[];
  /** what somebody is asked to look at */
  activities: string[];
}
