import type * as z from 'zod';
import { lotInspected as event } from '../../../events/lot-inspected.ts';
import { definePosting } from './define-posting.ts';

export interface LotInspected {
  item: string;
  lot: string;
  verdict: 'pass' | 'fail' | 'pending';
  /** one text per characteristic, for people */
  results?: string[];
  inspection?: string;
  certificate?: string;
  person?: string;
}

type Result = NonNullable<z.infer<typeof event.data>['results']>[number];

const resultText = ({ characteristic, value, unit, lower, upper, verdict }: Result): string => {
  const limits = lower !== undefined || upper !== undefined ? ` (${lower ?? ''}–${upper ?? ''})` : '';
  return `${characteristic}: ${value}${unit ? ` ${unit}` : ''}${limits}: ${verdict}`;
};

export const lotInspected = definePosting(
  event,
  ({ item, lot, verdict, results, inspection, certificate, inspectedBy }, codes): LotInspected => ({
    item: codes.item(item),
    lot,
    verdict,
    ...(results && { results: results.map(resultText) }),
    ...(inspection && { inspection }),
    ...(certificate && { certificate }),
    ...(inspectedBy && { person: inspectedBy }),
  }),
);
