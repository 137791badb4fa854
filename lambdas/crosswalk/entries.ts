import * as z from 'zod';
import { crosswalkKinds, type PlantCode } from '../../events/crosswalk-kinds.ts';
import { code as plantsOwn } from '../../events/fields.ts';

/** Odoo's code for it: an internal reference, a barcode or a name. */
export interface CrosswalkEntry extends PlantCode {
  odooCode: string;
}

/** One text per kind and code, in whose order a plant's entries lie. */
export const codeKey = ({ kind, code }: PlantCode): string => `${kind}#${code}`;

/** Odoo's codes by {@link codeKey}. */
export type ListedCodes = ReadonlyMap<string, string>;

// Of the shape that events may spell, so that whatever an event may miss can be entered.
const code = plantsOwn('Code');
const odooCode = z
  .string()
  .max(128)
  .regex(
    /^(?:[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?)?$/u,
    'must not start or end with white space nor hold control characters',
  );

/** A line of an import; an empty Odoo code takes the entry out. */
export const crosswalkLine = z.strictObject({
  plant: z.string().min(1).max(31),
  kind: z.enum(crosswalkKinds),
  code,
  odooCode,
});
export type CrosswalkLine = z.infer<typeof crosswalkLine>;
