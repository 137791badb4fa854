import { brief, type Fields, listAt, malformed, onlyKeys, textAt } from '../fields.ts';
import { type Item, itemById, type Lot, odooTime } from '../model/items.ts';
import { type Purchase, subcontractOf, type TransferMove } from '../model/purchases.ts';
import type { Share } from '../model/receiving.ts';
import { atSuppliers, lotsToTake, moveAtSuppliers } from '../model/supplier-stock.ts';
import { compare, round, unitName } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { lotsOfConsumption } from './consumption.ts';
import { amountAt, itemOf } from './lookups.ts';

/** What was said to be consumed for goods that came with a move, by lot. */
export interface Said {
  pointer: string;
  entry: Fields;
  move: TransferMove;
  lot: Lot | undefined;
}

type Taken = { component: Item; lots: Map<number | null, number> }[];

/** Takes the components of what the subcontractor made: those that were named, the others by the bill of materials. */
export function takeComponents(
  desk: Desk,
  order: Purchase,
  shares: ReadonlyMap<TransferMove, Share[]>,
  said: readonly Said[],
): void {
  const named = consumptionOf(desk, order, said);
  for (const [move, parts] of shares) {
    const recipe = subcontractOf(desk.books, order, itemById(desk.books, move.item_id));
    if (recipe.length === 0) continue;
    for (const [lot, made] of madeOf(parts)) {
      const told = named.get(keyOf(move, lot)) ?? [];
      const others = recipe.filter(({ component }) => !told.some((one) => one.component.id === component.id));
      take(desk, told);
      const rest = others.map(({ component, quantity }) =>
        takeByRecipe(desk, component, round(quantity * made)),
      );
      keepWork(desk, move, lot, made, [...told, ...rest]);
    }
  }
}

const keyOf = (move: TransferMove, lot: number): string => `${move.id}/${lot}`;

/** Odoo keeps a production order for each lot of a move. */
function madeOf(parts: readonly Share[]): Map<number, number> {
  const made = new Map<number, number>();
  for (const { lot, quantity } of parts)
    made.set(lot?.id ?? 0, round((made.get(lot?.id ?? 0) ?? 0) + quantity));
  return made;
}

function consumptionOf(desk: Desk, order: Purchase, said: readonly Said[]): Map<string, Taken> {
  const pointers = new Set<string>();
  const named = new Map<string, Taken>();
  for (const { pointer, entry, move, lot } of said) {
    const place = `${pointer}/consumed`;
    if (pointers.has(pointer))
      throw malformed(place, 'two lines of the order wait for these goods: say which one');
    pointers.add(pointer);
    const made = itemById(desk.books, move.item_id);
    if (subcontractOf(desk.books, order, made).length === 0)
      throw new Refusal('item-not-on-order', `${made.code} is not made by a subcontractor`, place);
    const key = keyOf(move, lot?.id ?? 0);
    if (named.has(key)) throw malformed(place, 'what was consumed for the same goods is said twice');
    named.set(key, componentsOf(desk, entry, place));
  }
  return named;
}

function componentsOf(desk: Desk, entry: Fields, place: string): Taken {
  const taken: Taken = [];
  for (const [index, each] of listAt(entry, 'consumed', place).entries()) {
    const pointer = `${place}/${index}`;
    const row = onlyKeys(each, ['item', 'quantity', 'lots'], pointer);
    const component = itemOf(desk, textAt(row, 'item', `${pointer}/item`), `${pointer}/item`);
    if (taken.some((one) => one.component.id === component.id))
      throw malformed(`${pointer}/item`, `${component.code} is named twice`);
    const amount = amountAt(row, 'quantity', component, `${pointer}/quantity`, true);
    const lots = lotsOfConsumption(desk, row, component, amount, pointer);
    taken.push({ component, lots: lots.size > 0 ? lots : lotsToTake(desk.books, component, amount) });
  }
  return taken;
}

/** Odoo keeps what the subcontractor did as a production order, a second before the receipt. */
function keepWork(desk: Desk, move: TransferMove, lot: number, made: number, taken: Taken): void {
  const count = desk.books.one<{ count: number }>('SELECT count(*) AS count FROM outside_work')?.count ?? 0;
  const work = desk.books.run(
    'INSERT INTO outside_work (name, inbound_move_id, lot_id, quantity, moment) VALUES (?, ?, ?, ?, ?)',
    `${desk.warehouse.code}/SBC/${String(count + 1).padStart(5, '0')}`,
    move.id,
    lot === 0 ? null : lot,
    made,
    odooTime(new Date(Date.parse(`${desk.moment.replace(' ', 'T')}Z`) - 1000)),
  );
  for (const { lots } of taken)
    for (const [component, quantity] of lots) {
      if (component === null) continue;
      const insert = 'INSERT INTO outside_line (work_id, lot_id, quantity) VALUES (?, ?, ?)';
      desk.books.run(insert, work, component, quantity);
    }
}

function takeByRecipe(desk: Desk, component: Item, quantity: number): Taken[number] {
  const lots = lotsToTake(desk.books, component, quantity);
  if (component.tracking !== 'none' && lots.has(null)) {
    const there = atSuppliers(desk.books, component).reduce((sum, stock) => sum + stock.quantity, 0);
    if (desk.refuseNegative) throw short(component, quantity, there);
    const message = `${component.code} is tracked; Odoo holds no free lot at Subcontracting, so name those used`;
    throw new Refusal('lot-required', message, '/data');
  }
  take(desk, [{ component, lots }]);
  return { component, lots };
}

function take(desk: Desk, taken: Taken): void {
  for (const { component, lots } of taken)
    for (const [lot, quantity] of lots) {
      if (component.tracking !== 'none' && lot === null)
        throw new Refusal('lot-required', `${component.code} is tracked: name the lots used`, '/data');
      const left = moveAtSuppliers(desk.books, component, lot, -quantity);
      if (desk.refuseNegative && compare(left, 0) < 0)
        throw short(component, quantity, round(left + quantity));
    }
}

function short(component: Item, needed: number, there: number): Refusal {
  const need = `${brief(needed)} ${unitName(component.uom)} of ${component.code}`;
  const message = `${need} needed from Subcontracting, ${brief(Math.max(there, 0))} on hand`;
  return new Refusal('insufficient-stock', message, '/data');
}
