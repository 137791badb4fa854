import type { RefusalCode } from './refusals.ts';

/**
 * What the gateway and its server action in Odoo say to each other: one call books a list of postings in one
 * transaction, with a receipt and a result row for each.
 */

/** The procedures in Odoo that this code speaks to; the action answers no other. */
export { MODULE_VERSION } from './module-version.ts';
export const MODULE_NAME = 'plant_gateway';
/** `ir.model.data` module under which receipts are kept, named by event key. */
export const RECEIPTS_MODULE = 'plant_gateway_receipt';

/** What an event asks of Odoo; the procedure of the operation's name checks every field of the payload. */
export interface Posting {
  /** 32 hex characters; Odoo keeps a receipt under it */
  event: string;
  /** ordering key; after a refusal, later postings of the stream in the same call are `behind` */
  stream: string;
  /** name of the event type, and of the procedure in the Odoo module */
  operation: string;
  plant: string;
  /** code of the Odoo warehouse of the plant; orders of other warehouses are not touched */
  warehouse: string;
  /** when it happened, UTC, `YYYY-MM-DD HH:MM:SS` */
  time: string;
  policy: { negative_stock: 'refuse' | 'allow' };
  payload: object;
}

export interface OdooDocument {
  model: string;
  id: number;
  name: string;
}

export type PostingRow =
  | { event: string; result: 'posted' | 'duplicate'; document: OdooDocument }
  | { event: string; result: 'refused'; code: RefusalCode; message: string; pointer: string }
  /** not tried: an earlier posting of the same stream was refused in this call */
  | { event: string; result: 'behind' };
