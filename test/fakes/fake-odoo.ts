import type { LotAfterBooking } from '../../events/booking.ts';
import { broken, type OdooFailure, transient } from '../../lambdas/odoo/failures.ts';
import type { Booked, OdooPort } from '../../lambdas/odoo/ports.ts';
import type { Posting, PostingRow } from '../../lambdas/odoo/posting.ts';

/** Odoo reduced to its promise: one transaction a call, one idempotency record an event, refusals that block their key. */
export class FakeOdoo implements OdooPort {
  /** event keys in the order they were booked */
  readonly booked: string[] = [];
  /** one call's postings each */
  readonly calls: Posting[][] = [];
  readonly refuses = new Set<string>();
  /** items, as Odoo would be asked for them, that it does not know */
  readonly unknownItems = new Set<string>();
  /** events at which the procedure itself fails */
  readonly defects = new Set<string>();
  /** answers to the next calls; `lost` books and then breaks the connection */
  readonly next: ('lost' | OdooFailure)[] = [];
  /** its answer about an event that it books, beside the document */
  readonly says = new Map<string, { lots?: LotAfterBooking[]; warnings?: string[] }>();
  down: OdooFailure | undefined;

  async book(postings: readonly Posting[]): Promise<Booked> {
    this.calls.push([...postings]);
    if (this.down) return this.down;
    const fault = this.next.shift();
    if (fault && fault !== 'lost') return fault;
    if (postings.some((posting) => this.defects.has(posting.event)))
      return broken('odoo-defect', 'KeyError: boom', 500);
    const refused = new Set<string>();
    const rows = postings.map((posting): PostingRow => {
      const document = { model: 'mrp.production', id: 1, name: posting.stream };
      const said = this.says.get(posting.event);
      if (this.booked.includes(posting.event))
        return { event: posting.event, result: 'duplicate', document, ...said };
      if (refused.has(posting.stream)) return { event: posting.event, result: 'behind' };
      if (this.refuses.has(posting.event)) {
        // A later reading of a machine contains all that this one said.
        if (posting.operation !== 'machine.counted') refused.add(posting.stream);
        const why = { code: 'unknown-order', message: 'no such order', pointer: '/data/order' } as const;
        return { event: posting.event, result: 'refused', ...why };
      }
      const { item } = posting.payload as { item?: string };
      if (item !== undefined && this.unknownItems.has(item)) {
        refused.add(posting.stream);
        const why = { code: 'unknown-item', message: 'no such item', pointer: '/data/item' } as const;
        return { event: posting.event, result: 'refused', ...why };
      }
      this.booked.push(posting.event);
      return { event: posting.event, result: 'posted', document, ...said };
    });
    if (fault === 'lost') return transient('connection-lost', 'reset', { outcome: 'unknown' });
    return { ok: true, rows };
  }
}
