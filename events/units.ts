import * as z from 'zod';

/**
 * UN/CEFACT Recommendation 20 codes of units that Odoo ships, with the name used in messages. An event may have them without a
 * code mapping.
 */
const measures = {
  C62: 'one (piece)',
  H87: 'piece',
  EA: 'each',
  DZN: 'dozen',
  MGM: 'milligram',
  GRM: 'gram',
  KGM: 'kilogram',
  TNE: 'tonne',
  ONZ: 'ounce',
  LBR: 'pound',
  MLT: 'millilitre',
  CLT: 'centilitre',
  DLT: 'decilitre',
  LTR: 'litre',
  HLT: 'hectolitre',
  MTQ: 'cubic metre',
  OZA: 'fluid ounce (US)',
  QT: 'quart (US)',
  GLL: 'gallon (US)',
  INQ: 'cubic inch',
  FTQ: 'cubic foot',
  MMT: 'millimetre',
  CMT: 'centimetre',
  MTR: 'metre',
  KMT: 'kilometre',
  INH: 'inch',
  FOT: 'foot',
  YRD: 'yard',
  SMI: 'mile',
  MTK: 'square metre',
  FTK: 'square foot',
  MIN: 'minute',
  HUR: 'hour',
  DAY: 'day',
  KWH: 'kilowatt hour',
} as const;

/**
 * Codes of units that somebody must have made in Odoo: the plant's code mapping says which. Numbers of pieces of
 * Recommendation 20, packages of Recommendation 21 (with X in front), and codes for what the two sides agree on (ZZ: mutually
 * defined). https://unece.org/trade/uncefact/cl-recommendations (2026-11-29)
 */
const agreed = {
  PR: 'pair',
  SET: 'set',
  CEN: 'hundred',
  GRO: 'gross',
  MIL: 'thousand',
  XAM: 'ampoule',
  XBA: 'barrel',
  XBE: 'bundle',
  XBG: 'bag',
  XBJ: 'bucket',
  XBO: 'bottle',
  XBX: 'box',
  XCR: 'crate',
  XCS: 'case',
  XCT: 'carton',
  XCX: 'can',
  XCY: 'cylinder',
  XDR: 'drum',
  XJR: 'jar',
  XKG: 'keg',
  XPA: 'packet',
  XPK: 'package',
  XPL: 'pail',
  XPX: 'pallet',
  XRL: 'reel',
  XRO: 'roll',
  XSA: 'sack',
  XSH: 'sachet',
  XST: 'sheet',
  XTB: 'tub',
  XTU: 'tube',
  XVI: 'vial',
  XWA: 'intermediate bulk container',
  ZZ1: 'mutually defined unit 1',
  ZZ2: 'mutually defined unit 2',
  ZZ3: 'mutually defined unit 3',
  ZZ4: 'mutually defined unit 4',
  ZZ5: 'mutually defined unit 5',
  ZZ6: 'mutually defined unit 6',
  ZZ7: 'mutually defined unit 7',
  ZZ8: 'mutually defined unit 8',
  ZZ9: 'mutually defined unit 9',
} as const;

/** All codes that events may have. */
export const units = { ...measures, ...agreed } as const;

export type UnitCode = keyof typeof units;
/** A code of a unit that Odoo ships. */
export type MeasureCode = keyof typeof measures;

export const unitCode = z
  .enum(Object.keys(units) as [UnitCode, ...UnitCode[]], {
    error: (issue) =>
      issue.input === undefined
        ? undefined
        : 'must be a UN/CEFACT Recommendation 20 code the gateway knows, such as KGM, LTR, H87',
  })
  .meta({
    id: 'unit-code',
    title: 'Unit',
    description:
      'UN/CEFACT Recommendation 20 code; of a package, X and its Recommendation 21 code; ZZ1 to ZZ9 by agreement',
    isa95: 'UnitOfMeasure',
  });
