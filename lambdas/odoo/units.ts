import * as z from 'zod';
import type { Quantity } from '../../events/fields.ts';
import type { MeasureCode, UnitCode } from '../../events/units.ts';

interface OdooUnit {
  /** external id of Odoo's unit of measure */
  uom: string;
  /** how many Odoo units make one of ours; only where Odoo ships no such unit */
  factor?: number;
}

/** UN/CEFACT Recommendation 20 codes → the units that Odoo 19 ships. Odoo converts to the item's own unit. */
const odooUnits: Record<MeasureCode, OdooUnit> = {
  C62: { uom: 'uom.product_uom_unit' },
  H87: { uom: 'uom.product_uom_unit' },
  EA: { uom: 'uom.product_uom_unit' },
  DZN: { uom: 'uom.product_uom_dozen' },
  MGM: { uom: 'uom.product_uom_gram', factor: 0.001 },
  GRM: { uom: 'uom.product_uom_gram' },
  KGM: { uom: 'uom.product_uom_kgm' },
  TNE: { uom: 'uom.product_uom_ton' },
  ONZ: { uom: 'uom.product_uom_oz' },
  LBR: { uom: 'uom.product_uom_lb' },
  MLT: { uom: 'uom.product_uom_milliliter' },
  CLT: { uom: 'uom.product_uom_milliliter', factor: 10 },
  DLT: { uom: 'uom.product_uom_milliliter', factor: 100 },
  LTR: { uom: 'uom.product_uom_litre' },
  HLT: { uom: 'uom.product_uom_litre', factor: 100 },
  MTQ: { uom: 'uom.product_uom_cubic_meter' },
  OZA: { uom: 'uom.product_uom_floz' },
  QT: { uom: 'uom.product_uom_qt' },
  GLL: { uom: 'uom.product_uom_gal' },
  INQ: { uom: 'uom.product_uom_cubic_inch' },
  FTQ: { uom: 'uom.product_uom_cubic_foot' },
  MMT: { uom: 'uom.product_uom_millimeter' },
  CMT: { uom: 'uom.product_uom_cm' },
  MTR: { uom: 'uom.product_uom_meter' },
  KMT: { uom: 'uom.product_uom_km' },
  INH: { uom: 'uom.product_uom_inch' },
  FOT: { uom: 'uom.product_uom_foot' },
  YRD: { uom: 'uom.product_uom_yard' },
  SMI: { uom: 'uom.product_uom_mile' },
  MTK: { uom: 'uom.product_uom_square_meter' },
  FTK: { uom: 'uom.product_uom_square_foot' },
  MIN: { uom: 'uom.product_uom_minute' },
  HUR: { uom: 'uom.product_uom_hour' },
  DAY: { uom: 'uom.product_uom_day' },
  KWH: { uom: 'uom.product_uom_kwh' },
};

/** A number in an Odoo unit of measure. */
export interface OdooQuantity {
  value: number;
  /** external id of the unit of measure, e.g. `uom.product_uom_kgm`, or its name where the plant's code mapping has one */
  uom: string;
}

/** The plant's unit in Odoo's words: its external id or name. A unit that is not listed is its own. */
export type UnitLookup = (code: UnitCode) => string;
const asItIs: UnitLookup = (code) => code;

/** A listed unit is Odoo's as the mapping names it; else the one that Odoo ships; else Odoo is asked for the code itself. */
const odooUnitOf = (unit: UnitCode, listed: UnitLookup): OdooUnit => {
  const named = listed(unit);
  return named === unit && Object.hasOwn(odooUnits, unit) ? odooUnits[unit as MeasureCode] : { uom: named };
};

/** Twelve significant digits: finer than any scale, without the rounding error of a binary product. */
const exact = (value: number): number => Number(value.toPrecision(12));

export const odooQuantity = ({ value, unit }: Quantity, listed = asItIs): OdooQuantity => {
  const { uom, factor = 1 } = odooUnitOf(unit, listed);
  return { value: factor === 1 ? value : exact(value * factor), uom };
};

/** Converts a price per one of our units to a price per Odoo unit. */
export const odooPrice = (value: number, unit: UnitCode, listed = asItIs): number => {
  const { factor = 1 } = odooUnitOf(unit, listed);
  return factor === 1 ? value : exact(value / factor);
};

const codes: ReadonlyMap<string, UnitCode> = new Map(
  Object.entries(odooUnits)
    .filter(([, { factor }]) => factor === undefined)
    // The first code of a unit wins, so pieces are C62.
    .toReversed()
    .map(([code, { uom }]) => [uom, code as UnitCode]),
);

/** The code of an Odoo unit, by its external id. Undefined for a unit that Odoo does not ship. */
export const unitCodeOf = (uom: string | null | undefined): UnitCode | undefined =>
  uom ? codes.get(uom) : undefined;

/** The unit of a quantity in Odoo's answers: its external id when Odoo ships the unit, and its name. */
export const unitInAnswer = { uom: z.string().nullish(), uom_name: z.string() };
export type UnitInAnswer = z.infer<z.ZodObject<typeof unitInAnswer>>;

/** An Odoo unit for partners: its code, or its name in Odoo when it has no code. */
export type PartnerUnit = { unit: UnitCode } | { unitName: string };

export const unitOf = (uom: string | null | undefined, name: string): PartnerUnit => {
  const unit = unitCodeOf(uom);
  return unit ? { unit } : { unitName: name };
};

/** RFC 3339 → Odoo's `YYYY-MM-DD HH:MM:SS` in UTC. Fractions of a second are cut off. */
export const odooTime = (timestamp: string): string =>
  new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');

/** Odoo's `YYYY-MM-DD HH:MM:SS` in UTC → RFC 3339. */
export const rfc3339Of = (moment: string): string => `${moment.replace(' ', 'T')}Z`;
