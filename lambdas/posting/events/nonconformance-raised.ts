import { nonconformanceRaised as event } from '../../../events/nonconformance-raised.ts';
import { definePosting } from './define-posting.ts';

export interface NonconformanceRaised {
  item?: string;
  lot?: string;
  order?: string;
  title: string;
  description?: string;
  severity: 'minor' | 'major' | 'critical';
  hold: boolean;
  person?: string;
}

export const nonconformanceRaised = definePosting(
  event,
  ({ item, lot, order, title, description, severity, hold, reportedBy }, codes): NonconformanceRaised => ({
    ...(item !== undefined && { item: codes.item(item) }),
    ...(lot !== undefined && { lot }),
    ...(order !== undefined && { order }),
    title,
    severity,
    hold: hold ?? lot !== undefined,
    ...(description && { description }),
    ...(reportedBy && { person: reportedBy }),
  }),
);
