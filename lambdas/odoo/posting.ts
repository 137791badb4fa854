import type { PlantProfile } from '../../configuration/plant.ts';
import type { LotAfterBooking, OdooDocument } from '../../events/booking.ts';
import type { RefusalCode } from './refusals.ts';

/**
 * What the gateway and its server action in Odoo say to each other: one call books a list of postings in one
 * transaction, with a receipt and a result row for each.
 */

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
  policy: Policy;
  payload: object;
}

/** Rules of the plant, in the words of the procedures. */
export interface Policy {
  negative_stock: 'refuse' | 'allow';
  /** of components whose lot had expired when it was used, or soon would */
  expiry?: { expired: 'refuse' | 'warn'; soon: 'refuse' | 'warn'; soon_days?: number };
  gate?: HoldPolicy;
}

/** Which goods are booked into which place until quality releases them. */
export interface HoldPolicy {
  /** full names of locations */
  hold: string;
  rework?: string;
  everything: boolean;
  /** internal references */
  items: string[];
  /** full names of product categories; those below them are gated, too */
  categories: string[];
}

export type PostingRow =
  | {
      event: string;
      result: 'posted' | 'duplicate';
      document: OdooDocument;
      /** lots that the event held, released or judged, as they stand now */
      lots?: LotAfterBooking[];
      /** what was booked although somebody may want to know */
      warnings?: string[];
    }
  | { event: string; result: 'refused'; code: RefusalCode; message: string; pointer: string }
  /** not tried: an earlier posting of the same stream was refused in this call */
  | { event: string; result: 'behind' };

/** The rules of a plant that the procedures in Odoo keep. */
export const policyOf = ({ negativeStock, expiry, quality }: PlantProfile): Policy => ({
  negative_stock: negativeStock,
  expiry: {
    expired: expiry.expired,
    soon: expiry.soon,
    ...(expiry.soonDays !== undefined && { soon_days: expiry.soonDays }),
  },
  ...(quality && {
    gate: {
      hold: quality.hold,
      ...(quality.rework && { rework: quality.rework }),
      everything: quality.gated === 'everything',
      items: quality.gated === 'everything' ? [] : quality.gated.items,
      categories: quality.gated === 'everything' ? [] : quality.gated.categories,
    },
  }),
});
