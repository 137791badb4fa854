import type { LotAfterBooking } from '../../../events/booking.ts';
import { verdicts } from '../../../events/booking.ts';
import type { PostingRow } from '../../../lambdas/odoo/posting.ts';
import type { Books } from '../database.ts';
import {
  type Desk,
  listAt,
  malformed,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  shown,
  textAt,
  type Warehouse,
  warn,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { compare, type Item, itemById, type Lot, lotById, round, unitName } from '../records/items.ts';
import {
  coveredAt,
  effectsOf,
  type Free,
  freeOf,
  holdMovesOf,
  holdPlaceIn,
  holdRulesOf,
  lotAtPlace,
  noteEffect,
  requiredHoldRules,
  setFree,
  verdictOf,
} from '../records/quality-hold.ts';
import { familyAt } from '../rules/lookups.ts';
import {
  amountOfLot,
  expiryOf,
  hold,
  holding,
  isLatest,
  judge,
  lotDocument,
  lotInWarehouse,
  lotToHold,
  outOfHold,
  payloadAboutLot,
  warnOfRest,
} from '../rules/lot-verdicts.ts';

/** Quality holds a lot, or some of it. */
export const lotHeld: Procedure = (desk, given) => {
  const { payload, item, number } = payloadAboutLot(desk, given, [
    'item',
    'lot',
    'quantity',
    'reason',
    'person',
  ]);
  requiredHoldRules(desk);
  const lot = lotToHold(desk, item, number);
  const amount = amountOfLot(desk, payload, item);
  if (judge(desk, lot, 'held')) hold(desk, item, lot, amount);
  optionalTextAt(payload, 'reason', '/data/reason', 200);
  return lotDocument(lot);
};

/** A verdict of the laboratory: a failed lot is held at once; a release follows a pass. */
export const lotInspected: Procedure = (desk, given) => {
  const keys = ['item', 'lot', 'verdict', 'results', 'inspection', 'certificate', 'person'];
  const { payload, item, number } = payloadAboutLot(desk, given, keys);
  const { verdict } = payload;
  if (verdict !== 'pass' && verdict !== 'fail' && verdict !== 'pending')
    throw malformed('/data/verdict', 'verdict must be pass, fail or pending');
  if (verdict === 'fail') requiredHoldRules(desk);
  const find = verdict === 'fail' ? lotToHold : lotInWarehouse;
  const lot = find(desk, item, number);
  for (const line of listAt(payload, 'results', '/data/results'))
    if (typeof line !== 'string' || line.length > 500) throw malformed('/data/results', 'must be texts');
  if (verdict !== 'pending' && judge(desk, lot, verdict)) {
    if (verdict === 'fail') hold(desk, item, lot);
    else warnOfWhatStays(desk, item, lot);
  }
  return lotDocument(lot);
};

/** A release follows a pass; warns about what it will not let out. */
function warnOfWhatStays(desk: Desk, item: Item, lot: Lot): void {
  if (desk.holdRules === undefined) return;
  const { id } = desk.holdRules.hold;
  warnOfRest(desk, item, lot, id, coveredAt(desk.books, lot.id, id, desk.moment));
  const expired = expiryOf(desk, item, lot);
  if (expired) warn(desk, `${expired}: it is not released to the stock`);
}

/** Quality lets goods out of the hold place, to the stock. */
export const lotReleased: Procedure = (desk, given) => {
  const keys = ['item', 'lot', 'quantity', 'use', 'reason', 'person'];
  const { payload, item, number } = payloadAboutLot(desk, given, keys);
  const rules = requiredHoldRules(desk);
  const { use } = payload;
  if (use !== 'stock' && use !== 'rework') throw malformed('/data/use', 'use must be stock or rework');
  const lot = lotInWarehouse(desk, item, number);
  const before = verdictOf(desk.books, lot);
  if (use === 'rework') throw refuseNotModelled('rework', '/data/use');
  const amount = amountOfLot(desk, payload, item);
  const expired = expiryOf(desk, item, lot);
  if (expired) throw new Refusal('lot-expired', expired, '/data/lot');
  if (amount === undefined ? judge(desk, lot, 'released') : isLatest(desk, lot, 'released')) {
    const free = coveredAt(desk.books, lot.id, rules.hold.id, desk.moment);
    if (amount !== undefined && compare(free, amount) < 0) {
      const message =
        `${shown(amount)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} were to be released, ` +
        `by ${desk.moment} UTC only ${shown(free)} ${unitName(item.uom)} were held by events`;
      throw new Refusal('insufficient-stock', message, '/data/quantity/value');
    }
    const out = amount ?? free;
    if (compare(out, 0) > 0) outOfHold(desk, item, lot, out);
    const overrides = before !== undefined && holding.includes(before.word);
    if (amount === undefined) warnOfRest(desk, item, lot, rules.hold.id, 0);
    else if (overrides)
      setFree(desk.books, lot, withMore(freeOf(desk.books, lot), desk.warehouse.id, amount));
    if (overrides) noteEffect(desk.books, desk.event, `overrode_${before.word}`);
  }
  optionalTextAt(payload, 'reason', '/data/reason', 200);
  return lotDocument(lot);
};

const withMore = (free: Free, warehouse: number, amount: number): Free =>
  new Map([...free, [warehouse, (free.get(warehouse) ?? 0) + amount]]);

const raisedKeys = ['item', 'lot', 'order', 'title', 'description', 'severity', 'hold', 'person'];

/** A nonconformance of a lot or an order; holds the lot unless the event says otherwise. */
export const nonconformanceRaised: Procedure = (desk, given) => {
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
  const { item, number } = payloadAboutLot(desk, given, raisedKeys);
  if (!payload.hold) return lotDocument(lotInWarehouse(desk, item, number));
  requiredHoldRules(desk);
  const lot = lotToHold(desk, item, number);
  if (judge(desk, lot, 'held')) hold(desk, item, lot);
  return lotDocument(lot);
};

/** Adds `lots` to the row of an event that held, released or judged lots; from the records, so that a repeat has them too. */
export function withLots(
  books: Books,
  row: PostingRow,
  { warehouse, policy }: { warehouse: Warehouse | undefined; policy?: unknown },
): PostingRow {
  if ((row.result !== 'posted' && row.result !== 'duplicate') || warehouse === undefined) return row;
  const place = holdRulesOf(books, warehouse, policy)?.hold.id;
  const moves = place === undefined ? [] : holdMovesOf(books, row.event, place);
  const moved = new Map(moves.map((each) => [each.lot_id, each.moved]));
  const about = row.document.model === 'stock.lot' ? row.document.id : undefined;
  if (about !== undefined && !moved.has(about)) moved.set(about, 0);
  if (moved.size === 0) return row;
  const lots = [...moved].map(([lot, amount]) => ({
    ...stateOf(books, lot, row.event, amount, place),
    ...(about !== undefined && heldElsewhere(books, lot, warehouse)),
  }));
  return { ...row, lots };
}

/** What other warehouses hold of a lot that a word was about. */
function heldElsewhere(books: Books, lot: number, { id }: Warehouse): Pick<LotAfterBooking, 'elsewhere'> {
  const others = books.all<Warehouse & { name: string }>(
    'SELECT id, code, name FROM warehouse WHERE id <> ? ORDER BY id',
    id,
  );
  const elsewhere = others.flatMap(({ id: warehouse, code, name }) => {
    const place = holdPlaceIn(books, warehouse);
    const held = place === undefined ? 0 : lotAtPlace(books, lot, place);
    return compare(held, 0) > 0 ? [{ warehouse: code, name, held }] : [];
  });
  return elsewhere.length > 0 ? { elsewhere } : {};
}

function stateOf(
  books: Books,
  id: number,
  event: string,
  moved: number,
  place: number | undefined,
): LotAfterBooking {
  const lot = lotById(books, id);
  if (lot === undefined) throw new Error(`No lot ${id}`);
  const item = itemById(books, lot.item_id);
  const verdict = verdictOf(books, lot);
  const effects = effectsOf(books, event);
  const overrode = verdicts.find((word) => effects.includes(`overrode_${word}`));
  return {
    item: item.code,
    lot: lot.name,
    uom: item.uom,
    uom_name: unitName(item.uom),
    moved: round(moved),
    held: place === undefined ? 0 : lotAtPlace(books, id, place),
    ...(verdict && { verdict: verdict.word, verdict_at: verdict.at, decides: effects.includes('decided') }),
    ...(overrode && { overrode }),
    ...(effects.includes('bypassed') && { bypassed: true }),
  };
}
