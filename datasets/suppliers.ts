import { defineDataset } from './define-dataset.ts';

export const supplierScorecard = defineDataset(
  'supplier_scorecard',
  'a supplier, by what it had promised for the day; counted when the day is over',
  {
    supplier: 'string: reference of the supplier, or its name where it has none',
    lines_due: 'bigint: lines of purchase orders that were promised for the day',
    lines_on_time: 'bigint: of these, all that was ordered was there by the end of the day',
    lines_in_full: 'bigint: of these, all that was ordered has come by now',
    lines_on_time_in_full: 'bigint: of these, both',
    lots_received: 'bigint: lots that came of these lines',
    lots_refused: 'bigint: of these, lots on which quality’s last word is fail',
    last_received_at: 'timestamp: when the last of it came',
  },
);
