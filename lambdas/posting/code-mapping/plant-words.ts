import type { CodeKind } from '../../../events/code-kinds.ts';
import { type UnitInAnswer, unitOf } from '../../odoo/units.ts';
import type { CodeMappingTable } from './code-mapping.ts';

/** What Odoo says, in the words of a plant. */
export interface Words {
  /** the plant's code; Odoo's own where the plant has none. Of several, the first by its letters */
  code(kind: CodeKind, odooCode: string): string;
}

const perPage = 500;

/** The plant's crosswalk, read the other way round. Throws when the store fails. */
export const wordsOf = async (plant: string, codeMapping: Pick<CodeMappingTable, 'page'>): Promise<Words> => {
  const codes = new Map<string, string>();
  let after: string | undefined;
  do {
    const page = await codeMapping.page(plant, perPage, after);
    // Entries come in the order of their codes, so that the first of several stays.
    for (const { kind, code, odooCode } of page.entries) {
      const key = `${kind}#${odooCode}`;
      if (!codes.has(key)) codes.set(key, code);
    }
    after = page.next;
  } while (after !== undefined);
  return { code: (kind, odooCode) => codes.get(`${kind}#${odooCode}`) ?? odooCode };
};

/** A quantity in a unit of Odoo's, as it is told. Twelve significant digits: free of the last bits of sums. */
export const amountOf = (value: number, { uom, uom_name }: UnitInAnswer) => ({
  value: Number(value.toPrecision(12)),
  ...unitOf(uom, uom_name),
});
