import { brief, type Fields, listAt, malformed, momentAt, numberAt, onlyKeys, textAt } from '../fields.ts';
import type { Item } from '../model/items.ts';
import type { TransferMove } from '../model/purchases.ts';
import { compare, round, unitName } from '../model/units.ts';
import { Refusal } from '../refusal.ts';
import { converted, notTracked, unitOf } from './lookups.ts';

export const arrivalKeys = ['line', 'item', 'quantity', 'lots', 'serials'];

/** One lot or serial of an arrival, or all of it where none are named. */
export interface Part {
  number: string | undefined;
  quantity: number;
  expires: string | undefined;
}

export function partsOf(entry: Fields, item: Item, amount: number, pointer: string): Part[] {
  const lots = listAt(entry, 'lots', `${pointer}/lots`);
  const serials = listAt(entry, 'serials', `${pointer}/serials`);
  const where = serials.length > 0 ? `${pointer}/serials` : `${pointer}/lots`;
  if (item.tracking === 'none' && lots.length + serials.length > 0) throw notTracked(item, where);
  if (item.tracking === 'lot' && serials.length > 0)
    throw new Refusal('item-not-tracked', `${item.code} is tracked by lots, not by serials`, where);
  const given = unitOf((entry.quantity as { uom: string }).uom, `${pointer}/quantity/unit`);
  const parts: Part[] = [];
  for (const [index, each] of [...lots, ...serials].entries()) {
    const place = `${where}/${index}`;
    const keys = serials.length > 0 ? ['number', 'expires'] : ['number', 'quantity', 'expires'];
    const named = onlyKeys(each, keys, place);
    const number = textAt(named, 'number', `${place}/number`);
    if (parts.some((part) => part.number === number))
      throw malformed(`${place}/number`, `${number} is named twice`);
    const expires = 'expires' in named ? momentAt(named, 'expires', `${place}/expiresAt`) : undefined;
    const quantity =
      serials.length > 0
        ? 1
        : converted(numberAt(named, 'quantity', `${place}/quantity/value`), given, item, `${place}/quantity`);
    if (item.tracking === 'serial' && compare(quantity, 1) !== 0) {
      const message = `serial ${number} is one piece, not ${brief(quantity)}`;
      throw new Refusal('serial-count-mismatch', message, `${place}/quantity/value`);
    }
    parts.push({ number, quantity, expires });
  }
  const total = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  if (serials.length > 0 && compare(total, amount) !== 0) {
    const message = `${brief(total)} different serials for ${brief(amount)} ${unitName(item.uom)}`;
    throw new Refusal('serial-count-mismatch', message, where);
  }
  if (lots.length > 0 && Math.abs(total - amount) > 0.005 * lots.length + 1e-6) {
    const sum = `the lots add up to ${brief(total)} ${unitName(item.uom)}`;
    throw malformed(where, `${sum}, the quantity says ${brief(amount)}`);
  }
  return parts.length > 0 ? parts : [{ number: undefined, quantity: amount, expires: undefined }];
}

/** Each move gets what it waits for, the last one what is too much; `left` is what they still wait for. */
export function shareOut(
  quantity: number,
  moves: readonly TransferMove[],
  left: Map<number, number>,
): { move: TransferMove; quantity: number }[] {
  const shares: { move: TransferMove; quantity: number }[] = [];
  let rest = quantity;
  for (const move of moves) {
    const waiting = Math.max(left.get(move.id) ?? 0, 0);
    const share = round(move === moves.at(-1) ? rest : Math.min(rest, waiting));
    if (share <= 0) continue;
    shares.push({ move, quantity: share });
    left.set(move.id, round((left.get(move.id) ?? 0) - share));
    rest = round(rest - share);
  }
  return shares;
}
