/** The record that an event became in Odoo. */
export interface OdooDocument {
  model: string;
  id: number;
  name: string;
}

/** What an event did to a lot, and the lot's state after it. Quantities are in the item's own unit in Odoo. */
export interface LotAfterBooking {
  /** internal reference */
  item: string;
  lot: string;
  /** external id of the item's unit of measure, when it has one, and its name */
  uom?: string;
  uom_name: string;
  /** what the event brought into the hold place; negative: took out of it */
  moved: number;
  /** what lies in the hold place */
  held: number;
  /** the deciding word, and when it was said: UTC, `YYYY-MM-DD HH:MM:SS` */
  verdict?: Verdict;
  verdict_at?: string;
  /** whether this event's word is the deciding one */
  decides?: boolean;
  /** the verdict that this event overrode when it released a failed or held lot */
  overrode?: Verdict;
  /** what other warehouses of the company hold of the lot, by short name and name */
  elsewhere?: { warehouse: string; name: string; held: number }[];
  /** a person got goods of the held lot past the gateway, in Odoo: somebody must look at it */
  bypassed?: boolean;
}

export const verdicts = ['pass', 'fail', 'held', 'released'] as const;

export type Verdict = (typeof verdicts)[number];
