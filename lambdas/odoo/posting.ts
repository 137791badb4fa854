import type { PlantProfile } from '../../configuration/plant.ts';
import type { LotAfterBooking, OdooDocument } from '../../events/booking.ts';
import type { RefusalCode } from './refusals.ts';

/**
 * The protocol between the gateway and its server action in Odoo. One call books a list of postings in one transaction
 * and writes an idempotency record for each. The answer has one row per posting. Two fields have older names: `stream` is
 * the ordering key, `gate` the quality hold.
 */

export const MODULE_NAME = 'plant_gateway';
/** `ir.model.data` module of the idempotency records. Each record's name is its event key. */
export const IDEMPOTENCY_MODULE = 'plant_gateway_receipt';

/** How a plant names its warehouse to Odoo. */
export type OdooWarehouse = Pick<PlantProfile, 'warehouse' | 'company'>;

/** The plant's warehouse in a call. A module that knows no companies refuses the field, so it is only there when named. */
export const warehouseOf = ({ warehouse, company }: OdooWarehouse): OdooWarehouse => ({
  warehouse,
  ...(company !== undefined && { company }),
});

/** One event for Odoo. The procedure named by `operation` checks every field of the payload. */
export interface Posting {
  /** event key, 32 hex characters; the name of the idempotency record */
  event: string;
  /** ordering key; after a refusal, later postings with the same key in the same call are `behind` */
  stream: string;
  /** name of the event type and of the procedure in the Odoo module */
  operation: string;
  plant: string;
  /** short name or name of the plant's Odoo warehouse; the procedure changes no order of another warehouse */
  warehouse: string;
  /** name of its company, where the profile has one */
  company?: string | undefined;
  /** when it happened, UTC, `YYYY-MM-DD HH:MM:SS` */
  time: string;
  policy: Policy;
  payload: object;
}

/** The plant's rules, in the form that the procedures read. */
export interface Policy {
  negative_stock: 'refuse' | 'allow';
  /** rules for components whose lot has expired when it is used, or expires within `soon_days` */
  expiry?: { expired: 'refuse' | 'warn'; soon: 'refuse' | 'warn'; soon_days?: number };
  /** `refuse`: what Odoo would round is refused. Sent only then, because older modules do not know it */
  rounding?: 'refuse';
  gate?: HoldPolicy;
  /** absent: booked today, with a warning. A module that is older than this key refuses it */
  late?: 'refuse';
}

/** Which goods go to which location until quality releases them. */
export interface HoldPolicy {
  /** `hold` and `rework` are full names of locations */
  hold: string;
  rework?: string;
  everything: boolean;
  /** internal references */
  items: string[];
  /** full names of product categories; they include the categories below them */
  categories: string[];
}

export type PostingRow =
  | {
      event: string;
      result: 'posted' | 'duplicate';
      document: OdooDocument;
      /** lots that the event held, released or judged, in the state right after the booking */
      lots?: LotAfterBooking[];
      /** for people: what Odoo booked in spite of a doubt */
      warnings?: string[];
    }
  | { event: string; result: 'refused'; code: RefusalCode; message: string; pointer: string }
  /** not tried: an earlier posting with the same ordering key was refused in this call */
  | { event: string; result: 'behind' };

/** Converts a plant's profile to the rules that the procedures read. */
export const policyOf = ({
  negativeStock,
  expiry,
  quality,
  lateEvents,
  roundedQuantities,
}: PlantProfile): Policy => ({
  negative_stock: negativeStock,
  expiry: {
    expired: expiry.expired,
    soon: expiry.soon,
    ...(expiry.soonDays !== undefined && { soon_days: expiry.soonDays }),
  },
  ...(roundedQuantities === 'refuse' && { rounding: 'refuse' }),
  ...(lateEvents === 'refuse' && { late: lateEvents }),
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
