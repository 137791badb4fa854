import * as z from 'zod';

/** UN/CEFACT Recommendation 20 codes the gateway understands, with the name used in messages. */
export const units = {
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

export type UnitCode = keyof typeof units;

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
    description: 'UN/CEFACT Recommendation 20 code',
    isa95: 'UnitOfMeasure',
  });
