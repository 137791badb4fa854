import { optionalTextAt } from './fields.ts';
import type { Procedure } from './procedures.ts';
import { neededGate } from './rules/gate.ts';
import { hold } from './rules/holding.ts';
import { amountAt } from './rules/lookups.ts';
import { judge, lotDocument, lotNamed } from './rules/verdicts.ts';

/** Quality holds a lot, or some of it. */
export const procedure: Procedure = {
  operation: 'lot.held',
  book: (desk, given) => {
    const { payload, item, lot } = lotNamed(desk, given, ['item', 'lot', 'quantity', 'reason', 'person']);
    neededGate(desk);
    const amount = 'quantity' in payload ? amountAt(payload, 'quantity', item, '/data/quantity') : undefined;
    if (judge(desk, lot, 'held')) hold(desk, item, lot, amount);
    optionalTextAt(payload, 'reason', '/data/reason', 200);
    return lotDocument(lot);
  },
};
