import {
  type Desk,
  type Fields,
  malformed,
  numberAt,
  onlyKeys,
  Refusal,
  shown,
  textAt,
  warn,
} from '../desk.ts';
import { convertExactly, type Item, round, roundUp, unitName } from '../records/items.ts';
import { converted, unitOf } from './lookups.ts';

/** A quantity of an item as it was sent. */
export interface Sent {
  item: Item;
  value: number;
  /** the unit that it was sent in */
  given: string;
  /** in the item's own unit */
  exact: number;
  /** that as Odoo keeps it */
  amount: number;
  pointer: string;
}

/** Conversions are floating point: `Minutes` is 0.0166667 hours. */
const floatNoise = 1e-6;

export const sameAmount = (one: number, other: number): boolean =>
  Math.abs(one - other) <= floatNoise + Math.abs(one) * 1e-12;

/** The quantity `{value, uom}` under a key. */
export function sentAt(holder: Fields, key: string, item: Item, pointer: string, zeroAllowed = false): Sent {
  const quantity = onlyKeys(holder[key], ['value', 'uom'], pointer);
  const value = numberAt(quantity, 'value', `${pointer}/value`, zeroAllowed);
  const given = unitOf(textAt(quantity, 'uom', `${pointer}/unit`), `${pointer}/unit`);
  return sentOf(item, value, given, pointer, zeroAllowed);
}

export function sentOf(item: Item, value: number, given: string, pointer: string, zeroAllowed = false): Sent {
  const amount = converted(value, given, item, pointer, zeroAllowed);
  const exact = convertExactly(value, given, item.uom);
  return { item, value, given, exact: sameAmount(exact, amount) ? amount : exact, amount, pointer };
}

const said = ({ item, value, given }: Sent): string =>
  `${shown(value)} ${unitName(given)} of ${item.code} were sent`;

/** Warns of a quantity with more decimals than Odoo keeps, or refuses it, as the plant has it. */
export function checkRounding(desk: Desk, sent: Sent): void {
  const { item, exact, amount, pointer } = sent;
  if (exact === amount) return;
  const message = `${said(sent)}, Odoo keeps ${shown(amount)} ${unitName(item.uom)}: it has no more decimals`;
  if (desk.refuseRounding) throw new Refusal('quantity-not-kept', `${message}. Nothing was booked`, pointer);
  warn(desk, message);
}

/** The same for what was sent, or for each of its lots where they are named. */
export function checkParts(desk: Desk, sent: Sent, lots: ReadonlyMap<number, Sent>): void {
  for (const part of lots.size > 0 ? lots.values() : [sent]) checkRounding(desk, part);
}

/** Refuses lots that are not the whole that was sent; `total` is exact. */
export function checkSum(total: number, { item, exact }: Sent, pointer: string): void {
  if (Math.abs(total - exact) <= floatNoise * (1 + exact)) return;
  const sum = `the lots add up to ${shown(total)} ${unitName(item.uom)}`;
  throw malformed(pointer, `${sum}, the quantity says ${shown(exact)}`);
}

/** A quantity that moves no goods, such as a counter: rounded with a warning. */
export function shownIn(desk: Desk, holder: Fields, key: string, item: Item, pointer: string): number {
  const sent = sentAt(holder, key, item, pointer, true);
  const exact = convertExactly(sent.value, sent.given, item.uom);
  const amount = round(exact) || roundUp(exact);
  if (!sameAmount(exact, amount))
    warn(desk, `${said(sent)}, Odoo shows ${shown(amount)} ${unitName(item.uom)}`);
  return amount;
}
