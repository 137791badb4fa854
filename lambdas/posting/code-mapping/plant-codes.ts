import type { CodeKind } from '../../../events/code-kinds.ts';
import { type UnitCode, units } from '../../../events/units.ts';
import { type PartnerUnit, type UnitInAnswer, unitOf } from '../../odoo/units.ts';
import type { CodeMappingTable } from './code-mapping.ts';

/** Converts Odoo's codes to a plant's codes. */
export interface PlantCodes {
  /** the plant's code, or Odoo's own when the plant has none; the alphabetically first of several */
  code(kind: CodeKind, odooCode: string): string;
}

const perPage = 500;

/** Reads the plant's whole code mapping, from Odoo's codes to the plant's. Throws when the store fails. */
export const readPlantCodes = async (
  plant: string,
  codeMapping: Pick<CodeMappingTable, 'page'>,
): Promise<PlantCodes> => {
  const codes = new Map<string, string>();
  let after: string | undefined;
  do {
    const page = await codeMapping.page(plant, perPage, after);
    // Entries come in the order of their codes, so the first of several is kept.
    for (const { kind, code, odooCode } of page.entries) {
      const key = `${kind}#${odooCode}`;
      if (!codes.has(key)) codes.set(key, code);
    }
    after = page.next;
  } while (after !== undefined);
  return { code: (kind, odooCode) => codes.get(`${kind}#${odooCode}`) ?? odooCode };
};

/** A quantity in an Odoo unit, as partners get it. Twelve significant digits: without the rounding errors of sums. */
export const amountOf = (value: number, unit: UnitInAnswer, words: PlantCodes) => ({
  value: Number(value.toPrecision(12)),
  ...plantUnit(unit, words),
});

/** The code that the plant sends for the unit, where its code mapping has one. */
const plantUnit = ({ uom, uom_name }: UnitInAnswer, words: PlantCodes): PartnerUnit => {
  const mapped = [uom, uom_name]
    .flatMap((name) => (name ? [{ name, code: words.code('unit', name) }] : []))
    .find(({ name, code }) => code !== name && Object.hasOwn(units, code));
  return mapped ? { unit: mapped.code as UnitCode } : unitOf(uom, uom_name);
};
