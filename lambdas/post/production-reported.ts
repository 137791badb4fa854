import type { z } from 'zod';
import { productionReported as event } from '../../events/production-reported.ts';
import { type Crosswalk, odooTime } from './crosswalk.ts';
import { definePosting } from './define-posting.ts';
import { odooQuantity } from './units.ts';

type Data = z.infer<typeof event.data>;

const produced = ({ number, expiresAt }: NonNullable<Data['lot']>) => ({
  number,
  ...(expiresAt && { expires: odooTime(expiresAt) }),
});

const consumption = (
  { item, quantity, lots }: NonNullable<Data['consumed']>[number],
  crosswalk: Crosswalk,
) => ({
  item: crosswalk.item(item),
  quantity: odooQuantity(quantity),
  ...(lots && {
    lots: lots.map((lot) => ({ number: lot.number, quantity: odooQuantity(lot.quantity).value })),
  }),
});

const labour = (row: NonNullable<Data['labour']>[number], crosswalk: Crosswalk) => ({
  ...(row.operation && { operation: row.operation }),
  ...(row.workCenter && { work_center: crosswalk.workCenter(row.workCenter) }),
  start: odooTime(row.startedAt),
  end: odooTime(row.endedAt),
  ...(row.note && { note: row.note }),
});

export const productionReported = definePosting(event, (data, crosswalk) => ({
  order: data.order,
  quantity: odooQuantity(data.quantity),
  ...(data.lot && { lot: produced(data.lot) }),
  ...(data.serials && { serials: data.serials.map(produced) }),
  ...(data.consumed && { consumed: data.consumed.map((row) => consumption(row, crosswalk)) }),
  ...(data.labour && { labour: data.labour.map((row) => labour(row, crosswalk)) }),
  final: data.final,
}));
