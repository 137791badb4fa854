import { lotReleased as event } from '../../../events/lot-released.ts';

import { definePosting } from './define-posting.ts';
import type { LotHeld } from './lot-held.ts';

export interface LotReleased extends LotHeld {
  use: 'stock' | 'rework';
}

export const lotReleased = definePosting(
  event,
  ({ item, lot, quantity, use, reason, releasedBy }, codes): LotReleased => ({
    item: codes.item(item),
    lot,
    use,
    ...(quantity && { quantity: codes.quantity(quantity) }),
    ...(reason && { reason }),
    ...(releasedBy && { person: releasedBy }),
  }),
);
