/** Amounts in thousandths of a unit, by lot: whole numbers add up without an error. */
export class Tally extends Map<string, number> {
  add(lot: string, amount: number): void {
    this.set(lot, (this.get(lot) ?? 0) + amount);
  }

  get total(): number {
    return [...this.values()].reduce((sum, amount) => sum + amount, 0);
  }

  /** in whole units; without what has no lot, and without lots that are used up */
  byLot(): Record<string, number> {
    const entries = [...this].filter(([lot, amount]) => lot !== NO_LOT && amount !== 0);
    return Object.fromEntries(entries.map(([lot, amount]) => [lot, amount / 1000]));
  }
}

export const NO_LOT = '';

export interface Quantity {
  value: number;
  unit: string;
}

/** Thousandths of the unit that Odoo keeps the item in. */
const thousandths: Record<string, number> = { KGM: 1000, LTR: 1000, H87: 1000, C62: 1000, GRM: 1, MLT: 1 };

export const amountOf = ({ value, unit }: Quantity): number =>
  Math.round(value * (thousandths[unit] ?? Number.NaN));

/** A value for each of two names, made when first asked for. */
export class PairMap<Value> {
  readonly #entries = new Map<string, { one: string; other: string; value: Value }>();
  readonly #make: () => Value;

  constructor(make: () => Value) {
    this.#make = make;
  }

  of(one: string, other: string): Value {
    const key = JSON.stringify([one, other]);
    const entry = this.#entries.get(key) ?? { one, other, value: this.#make() };
    this.#entries.set(key, entry);
    return entry.value;
  }

  entries(): { one: string; other: string; value: Value }[] {
    return [...this.#entries.values()];
  }
}
