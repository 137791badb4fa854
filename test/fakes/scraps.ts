import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { productionScrapped } from '../../events/production-scrapped.ts';
import type { Booked } from '../../lambdas/odoo/ports.ts';
import type { Posting, PostingRow } from '../../lambdas/odoo/posting.ts';
import { report } from './events.ts';
import type { Spine } from './spine.ts';

/** Scrap of an item in the plant's own code, each on an order of its own unless one is given. */
export const scrapOf = (item: string, id: string, order = `OSL/MO/${id}`): CloudEvent => ({
  ...report({ id, order, data: { order, item, quantity: { value: 1, unit: 'KGM' } } }),
  type: eventType(productionScrapped),
  dataschema: schemaId(productionScrapped),
});

/** Lets the fake Odoo know these items only. */
export const odooKnows = (spine: Spine, ...items: string[]): Set<string> => {
  const known = new Set(items);
  const book = spine.odoo.book.bind(spine.odoo);
  const item = ({ payload }: Posting) => (payload as { item?: string }).item;
  spine.odoo.book = async (postings): Promise<Booked> => {
    const refused = new Set<string>();
    const passing = postings.filter((posting) => {
      if (!refused.has(posting.stream) && known.has(item(posting) ?? '')) return true;
      refused.add(posting.stream);
      return false;
    });
    const answer = await book(passing);
    if (!answer.ok) return answer;
    const rows = new Map(answer.rows.map((row) => [row.event, row]));
    const refusal = (posting: Posting): PostingRow =>
      refused.delete(posting.stream)
        ? {
            event: posting.event,
            result: 'refused',
            code: 'unknown-item',
            message: `Odoo has no product with internal reference or barcode ${item(posting)}`,
            pointer: '/data/item',
          }
        : { event: posting.event, result: 'behind' };
    return { ok: true, rows: postings.map((posting) => rows.get(posting.event) ?? refusal(posting)) };
  };
  return known;
};
