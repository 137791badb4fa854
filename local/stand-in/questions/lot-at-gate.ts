import type { Asked } from '../ask.ts';
import { onlyKeys, textAt } from '../fields.ts';
import type { Item, Lot } from '../model/items.ts';
import type { Gate } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { gateOf } from '../rules/gate.ts';
import { itemOf, usedLot } from '../rules/lookups.ts';

/** The lot at the gate that a question is about. */
export function lotAtGate(asked: Asked, about: unknown): { gate: Gate; item: Item; lot: Lot } {
  const given = onlyKeys(about, ['item', 'lot', 'gate'], '/about');
  const gate = gateOf(asked.books, asked.warehouse, { gate: given.gate });
  if (gate === undefined) {
    const message = "the plant's profile names no place where goods are held";
    throw new Refusal('gate-not-set-up', message, '/about/gate');
  }
  const item = itemOf(asked, textAt(given, 'item', '/about/item'), '/about/item');
  return { gate, item, lot: usedLot(asked, item, textAt(given, 'lot', '/about/lot'), '/about/lot') };
}
