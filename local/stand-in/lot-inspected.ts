import { listAt, malformed } from './fields.ts';
import { coveredAt } from './model/gate.ts';
import type { Item, Lot } from './model/items.ts';
import type { Desk, Procedure } from './procedures.ts';
import { neededGate } from './rules/gate.ts';
import { hold } from './rules/holding.ts';
import {
  expiryOf,
  judge,
  lotDocument,
  lotInWarehouse,
  lotToHold,
  warnOfRest,
  wordAbout,
} from './rules/verdicts.ts';
import { warn } from './rules/warning.ts';

/** What the laboratory found: a lot that failed is held at once, one that passed is let out by a release. */
export const procedure: Procedure = {
  operation: 'lot.inspected',
  book: (desk, given) => {
    const keys = ['item', 'lot', 'verdict', 'results', 'inspection', 'certificate', 'person'];
    const { payload, item, number } = wordAbout(desk, given, keys);
    const { verdict } = payload;
    if (verdict !== 'pass' && verdict !== 'fail' && verdict !== 'pending')
      throw malformed('/data/verdict', 'verdict must be pass, fail or pending');
    if (verdict === 'fail') neededGate(desk);
    const find = verdict === 'fail' ? lotToHold : lotInWarehouse;
    const lot = find(desk, item, number);
    for (const line of listAt(payload, 'results', '/data/results'))
      if (typeof line !== 'string' || line.length > 500) throw malformed('/data/results', 'must be texts');
    if (verdict !== 'pending' && judge(desk, lot, verdict)) {
      if (verdict === 'fail') hold(desk, item, lot);
      else warnOfWhatStays(desk, item, lot);
    }
    return lotDocument(lot);
  },
};

/** A lot that passed is let out by an event that follows; not all of it may be. */
function warnOfWhatStays(desk: Desk, item: Item, lot: Lot): void {
  if (desk.gate === undefined) return;
  const { id } = desk.gate.hold;
  warnOfRest(desk, item, lot, id, coveredAt(desk.books, lot.id, id, desk.said));
  const expired = expiryOf(desk, item, lot);
  if (expired) warn(desk, `${expired}: it is not released to the stock`);
}
