import { expect, it } from 'vitest';
import type { PostingRow } from '../../lambdas/odoo/posting.ts';
import { BookedOperations } from '../odoo/booked-operations.ts';
import { posting } from '../odoo/shop-floor.ts';

it('an event type counts as booked when Odoo has booked one, and not when it only refused or repeated one', () => {
  const booked = new BookedOperations();
  const events = ['stock.moved', 'stock.counted', 'lot.held', 'lot.released', 'stock.moved'].map(
    (operation) => posting(operation, {}),
  );
  const document = { model: 'stock.move', id: 1, name: 'M' };
  const rows = events.map(({ event }, index): PostingRow => {
    if (index === 0) return { event, result: 'posted', document };
    if (index === 1) return { event, result: 'refused', code: 'odoo-refused', message: '', pointer: '' };
    return index === 2 ? { event, result: 'duplicate', document } : { event, result: 'behind' };
  });
  booked.remember(events, rows);
  expect(
    booked.missing(['stock.moved', 'stock.counted', 'lot.held', 'lot.released', 'labor.reported']),
  ).toEqual(['stock.counted', 'lot.held', 'lot.released', 'labor.reported']);
});
