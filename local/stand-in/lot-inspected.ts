import { listAt, malformed } from './fields.ts';
import type { Procedure } from './procedures.ts';
import { neededGate } from './rules/gate.ts';
import { hold } from './rules/holding.ts';
import { judge, lotDocument, lotInWarehouse, lotToHold, wordAbout } from './rules/verdicts.ts';

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
    if (verdict !== 'pending' && judge(desk, lot, verdict) && verdict === 'fail') hold(desk, item, lot);
    return lotDocument(lot);
  },
};
