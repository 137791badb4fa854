import type { CodesKnown, UnitKnown } from './odoo-books.ts';

/** Converts as Odoo does: between units of one root, by their factors, rounded half up to Odoo's digits. */
export interface Amounts {
  /** undefined: the units have nothing in common, or Odoo does not know one of them */
  convert(value: number, from: string | undefined, to: string | undefined): number | undefined;
  round(value: number): number;
  /** the least quantity that Odoo tells from nothing */
  least: number;
}

export const amountsOf = ({ units, digits }: Pick<CodesKnown, 'units' | 'digits'>): Amounts => {
  const known = new Map<string, UnitKnown>(units.map((unit) => [unit.uom, unit]));
  const scale = 10 ** digits;
  const round = (value: number) => {
    const exact = Number((value * scale).toPrecision(14));
    const rounded = (Math.sign(exact) * Math.round(Math.abs(exact))) / scale;
    // No negative zero.
    return rounded === 0 ? 0 : rounded;
  };
  return {
    round,
    least: 1 / scale,
    convert(value, from, to) {
      const [a, b] = [known.get(from ?? ''), known.get(to ?? '')];
      if (!a || !b || a.root !== b.root) return undefined;
      return round((value * a.factor) / b.factor);
    },
  };
};
