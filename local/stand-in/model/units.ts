/** Odoo's shipped units: external id → [reference unit, how much of the reference unit one of it holds]. */
const units: Record<string, readonly [reference: string, factor: number]> = {
  'uom.product_uom_unit': ['unit', 1],
  'uom.product_uom_pack_6': ['unit', 6],
  'uom.product_uom_dozen': ['unit', 12],
  'uom.product_uom_hour': ['hour', 1],
  'uom.product_uom_day': ['hour', 8],
  'uom.product_uom_minute': ['hour', 0.0166667],
  'uom.product_uom_millimeter': ['millimetre', 1],
  'uom.product_uom_cm': ['millimetre', 10],
  'uom.product_uom_meter': ['millimetre', 1_000],
  'uom.product_uom_km': ['millimetre', 1_000_000],
  'uom.product_uom_square_meter': ['square metre', 1],
  'uom.product_uom_milliliter': ['millilitre', 1],
  'uom.product_uom_litre': ['millilitre', 1_000],
  'uom.product_uom_cubic_meter': ['millilitre', 1_000_000],
  'uom.product_uom_gram': ['gram', 1],
  'uom.product_uom_kgm': ['gram', 1_000],
  'uom.product_uom_ton': ['gram', 1_000_000],
  'uom.product_uom_oz': ['gram', 28.3495],
  'uom.product_uom_lb': ['gram', 28.3495 * 16],
  'uom.product_uom_kwh': ['kilowatt hour', 1],
};

export function isKnownUnit(uom: string): boolean {
  return units[uom] !== undefined;
}

/** Since Odoo 19 units have no category any more: what matters is a common reference unit. */
export function isConvertible(from: string, to: string): boolean {
  return units[from]?.[0] !== undefined && units[from]?.[0] === units[to]?.[0];
}

/** Unrounded. Both units must be known and convertible. */
export function convert(value: number, from: string, to: string): number {
  const factor = units[from]?.[1];
  const target = units[to]?.[1];
  if (factor === undefined || target === undefined) throw new Error(`No unit ${from} or ${to}`);
  return from === to ? value : (value * factor) / target;
}

/**
 * Rounds half away from zero to two digits, Odoo's "Product Unit" precision, which all units share since
 * Odoo 19. The tolerance is Odoo's too: without it 2.675 kg, really 2.67499…, would become 2.67.
 */
export function round(value: number): number {
  if (value === 0) return 0;
  const scaled = Math.abs(value) * 100;
  const tolerance = 2 ** (Math.log2(scaled) - 50);
  return (Math.sign(value) * Math.round(scaled + tolerance)) / 100;
}

/** -1, 0 or 1, after rounding both to the precision of stock. */
export function compare(left: number, right: number): number {
  return Math.sign(round(round(left) - round(right)));
}
