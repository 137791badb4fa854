import type { z } from 'zod';
import type { deliveredItem } from '../../../events/shipments.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { type CodeLookup, type UsedLot, usedLots } from './define-posting.ts';

/** What left with a delivery or came back from it, of one item. */
export interface DeliveredItem {
  item: string;
  quantity: OdooQuantity;
  lots?: UsedLot[];
  serials?: string[];
}

export const deliveredItems = (
  lines: readonly z.infer<ReturnType<typeof deliveredItem>>[],
  codes: CodeLookup,
): DeliveredItem[] =>
  lines.map(({ item, quantity, lots, serials }) => ({
    item: codes.item(item),
    quantity: codes.quantity(quantity),
    ...(lots && { lots: usedLots(lots, codes) }),
    ...(serials && { serials }),
  }));
