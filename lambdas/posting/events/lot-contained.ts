import { lotContained as event } from '../../../events/lot-contained.ts';
import { definePosting } from './define-posting.ts';

export interface LotContained {
  item: string;
  lot: string;
  /** id of the stock.move.line; absent: what lies open of the lot, whatever brought it there */
  movement?: number;
}

export const lotContained = definePosting(
  event,
  ({ item, lot, movement }, codes): LotContained => ({
    item: codes.item(item),
    lot,
    ...(movement !== undefined && { movement }),
  }),
);
