import type { Finding } from '../../events/findings.ts';
import { named, strangersIn } from './b2mml-elements.ts';
import { numberOf } from './numbers.ts';
import { childrenOf, type Element, textOf } from './tree.ts';
import { unitOf } from './unit-of.ts';

export interface Quantity {
  value: number;
  unit: string;
}

/** Data types of the standard whose value is no amount, whatever it looks like. */
const notAmounts = new Set(
  'boolean datetime date time duration code identifier id indicator text string picture graphic video sound binary binaryobject'.split(
    ' ',
  ),
);

/** The one quantity of an actual, in UN/CEFACT units; what is wrong with it is added to the findings. */
export const quantityOf = (
  actual: Element,
  spelled: Readonly<Record<string, string>>,
  pointer: string,
  findings: Finding[],
): Quantity | undefined => {
  const [element, second] = childrenOf(actual, 'Quantity');
  const fail = (at: string, rule: string, detail: string): undefined => {
    findings.push({ pointer: `${pointer}${at}`, rule, detail });
  };
  if (!element) return fail('', 'required', `${named(actual)} has no Quantity`);
  if (second) return fail('', 'ambiguous', `${named(second)} is a second quantity of one ${actual.name}`);
  findings.push(...strangersIn(element, 'quantity'));
  const dataType = textOf(element, 'DataType');
  if (dataType && notAmounts.has(dataType.toLowerCase()))
    return fail(
      '/value',
      'type',
      `${named(element)} is of type ${dataType.slice(0, 40)}, which is no amount`,
    );
  const text = textOf(element, 'QuantityString');
  if (text === undefined) return fail('/value', 'required', `${named(element)} has no QuantityString`);
  const value = numberOf(text);
  if (value === undefined)
    return fail('/value', 'type', `"${text.slice(0, 40)}" in ${named(element)} is not a number`);
  const spelling = textOf(element, 'UnitOfMeasure');
  if (spelling === undefined) return fail('/unit', 'required', `${named(element)} has no UnitOfMeasure`);
  const unit = unitOf(spelling, spelled);
  if (unit === undefined)
    return fail(
      '/unit',
      'enum',
      `"${spelling.slice(0, 40)}" in ${named(element)} is neither a unit of the plant's profile nor a UN/CEFACT code`,
    );
  return { value, unit };
};
