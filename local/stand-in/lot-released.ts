import { brief, malformed, optionalTextAt } from './fields.ts';
import { coveredAt, noteWord, verdictOf } from './model/gate.ts';
import { stockPlace } from './model/locations.ts';
import { compare, unitName } from './model/units.ts';
import type { Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { neededGate } from './rules/gate.ts';
import { outOfHold } from './rules/holding.ts';
import { amountAt } from './rules/lookups.ts';
import {
  expiryOf,
  holding,
  isLatest,
  judge,
  lotDocument,
  lotInWarehouse,
  warnOfRest,
  wordAbout,
} from './rules/verdicts.ts';

/** Quality lets goods out of the hold place, to the stock or to be reworked. */
export const procedure: Procedure = {
  operation: 'lot.released',
  book: (desk, given) => {
    const keys = ['item', 'lot', 'quantity', 'use', 'reason', 'person'];
    const { payload, item, number } = wordAbout(desk, given, keys);
    const gate = neededGate(desk);
    const { use } = payload;
    if (use !== 'stock' && use !== 'rework') throw malformed('/data/use', 'use must be stock or rework');
    const lot = lotInWarehouse(desk, item, number);
    const before = verdictOf(desk.books, lot)?.word;
    const target = use === 'stock' ? stockPlace(desk.books, desk.warehouse.id) : gate.rework?.id;
    if (target === undefined)
      throw new Refusal('gate-not-set-up', "the plant's profile names no place for rework", '/data/use');
    const amount = 'quantity' in payload ? amountAt(payload, 'quantity', item, '/data/quantity') : undefined;
    const expired = expiryOf(desk, item, lot);
    if (use === 'stock' && expired) throw new Refusal('lot-expired', expired, '/data/lot');
    const whole = amount === undefined && use === 'stock';
    if (whole ? judge(desk, lot, 'released') : isLatest(desk, lot, 'released')) {
      const free = coveredAt(desk.books, lot.id, gate.hold.id, desk.said);
      if (amount !== undefined && compare(free, amount) < 0) {
        const message =
          `${brief(amount)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} were to be released, ` +
          `${brief(free)} were held by events until then`;
        throw new Refusal('insufficient-stock', message, '/data/quantity/value');
      }
      const out = amount ?? free;
      if (compare(out, 0) > 0) outOfHold(desk, item, lot, out, target);
      if (amount === undefined) warnOfRest(desk, item, lot, gate.hold.id, 0);
      if (use === 'stock' && before !== undefined && holding.includes(before))
        noteWord(desk.books, desk.event, `overrode_${before}`);
    }
    optionalTextAt(payload, 'reason', '/data/reason', 200);
    return lotDocument(lot);
  },
};
