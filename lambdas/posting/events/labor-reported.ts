import { laborReported as event } from '../../../events/labor-reported.ts';
import { odooTime } from '../../odoo/units.ts';
import { type AtOperation, atOperation, definePosting } from './define-posting.ts';

export interface LaborReported extends AtOperation {
  /** UTC, `YYYY-MM-DD HH:MM:SS` */
  start: string;
  end: string;
  person?: string;
  note?: string;
}

export const laborReported = definePosting(
  event,
  (data, codes): LaborReported => ({
    ...atOperation(data, codes),
    start: odooTime(data.startedAt),
    end: odooTime(data.endedAt),
    ...(data.person && { person: data.person }),
    ...(data.note && { note: data.note }),
  }),
);
