import { malformed, onlyKeys, textAt } from './fields.ts';
import type { Procedure } from './procedures.ts';
import { neededGate } from './rules/gate.ts';
import { hold } from './rules/holding.ts';
import { familyAt } from './rules/lookups.ts';
import { judge, lotDocument, lotInWarehouse, lotToHold, wordAbout } from './rules/verdicts.ts';

const raisedKeys = ['item', 'lot', 'order', 'title', 'description', 'severity', 'hold', 'person'];

/** A lot or an order is not as it should be; the lot is held unless the event says otherwise. */
export const procedure: Procedure = {
  operation: 'nonconformance.raised',
  book: (desk, given) => {
    const payload = onlyKeys(given, raisedKeys, '/data');
    if (typeof payload.hold !== 'boolean') throw malformed('/data/hold', 'hold must be true or false');
    if (!['minor', 'major', 'critical'].includes(String(payload.severity)))
      throw malformed('/data/severity', 'severity must be minor, major or critical');
    textAt(payload, 'title', '/data/title', 120);
    if (!('lot' in payload)) {
      if (payload.hold) throw malformed('/data/hold', 'an order is not held: name its lots');
      const last = familyAt(desk, textAt(payload, 'order', '/data/order')).at(-1);
      return { model: 'mrp.production', id: last?.id ?? 0, name: last?.name ?? '' };
    }
    const { item, number } = wordAbout(desk, given, raisedKeys);
    if (!payload.hold) return lotDocument(lotInWarehouse(desk, item, number));
    neededGate(desk);
    const lot = lotToHold(desk, item, number);
    if (judge(desk, lot, 'held')) hold(desk, item, lot);
    return lotDocument(lot);
  },
};
