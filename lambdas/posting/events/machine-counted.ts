import { machineCounted as event } from '../../../events/machine-counted.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

/** The last reading of a machine's counter. Cycle times are only for history and stay in the event store. */
export interface MachineCounted {
  /** code of a work centre */
  machine: string;
  order?: string;
  operation?: string;
  count: OdooQuantity;
  scrap_count?: OdooQuantity;
}

export const machineCounted = definePosting(
  event,
  (data, codes): MachineCounted => ({
    machine: codes.workCenter(data.machine),
    ...(data.order && { order: data.order }),
    ...(data.operation && { operation: data.operation }),
    count: codes.quantity(data.count),
    ...(data.scrapCount && { scrap_count: codes.quantity(data.scrapCount) }),
  }),
);
