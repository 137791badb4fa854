import { optionalTextAt } from './fields.ts';
import type { Procedure } from './procedures.ts';
import { neededGate } from './rules/gate.ts';
import { hold } from './rules/holding.ts';
import { amountAt } from './rules/lookups.ts';
import { judge, lotDocument, lotToHold, wordAbout } from './rules/verdicts.ts';

/** Quality holds a lot, or some of it. */
export const procedure: Procedure = {
  operation: 'lot.held',
  book: (desk, given) => {
    const { payload, item, number } = wordAbout(desk, given, ['item', 'lot', 'quantity', 'reason', 'person']);
    neededGate(desk);
    const lot = lotToHold(desk, item, number);
    const amount = 'quantity' in payload ? amountAt(payload, 'quantity', item, '/data/quantity') : undefined;
    if (judge(desk, lot, 'held')) hold(desk, item, lot, amount);
    optionalTextAt(payload, 'reason', '/data/reason', 200);
    return lotDocument(lot);
  },
};
