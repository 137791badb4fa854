/** A number as XML Schema writes it: decimal point, no grouping, perhaps an exponent. `undefined`: it is none. */
export const numberOf = (text: string): number | undefined => {
  if (text.length > 40 || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/**
 * A number as a plant's file writes it. Groups must be of three digits: a grouping sign elsewhere is a decimal sign
 * that someone's settings turned, and reading over it would book a thousandfold.
 */
export const localNumberOf = (
  text: string,
  { decimal, grouping }: { decimal: '.' | ','; grouping?: string | undefined },
): number | undefined => {
  // French and Swiss exports group by no-break spaces and by the typographic apostrophe.
  const plain = text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2019/g, "'");
  const [whole = '', ...fraction] = plain.split(decimal);
  if (fraction.length > 1) return undefined;
  const groups = grouping === undefined ? [whole] : whole.split(grouping);
  const [first = '', ...others] = groups;
  if (others.length > 0 && (!/^[+-]?\d{1,3}$/.test(first) || others.some((group) => !/^\d{3}$/.test(group))))
    return undefined;
  const parts = [groups.join(''), ...fraction];
  return parts.some((part) => part.includes('.')) ? undefined : numberOf(parts.join('.'));
};

/** Sum of quantities as written, without the tail of binary arithmetic: 0.1 + 0.2 is 0.3. */
export const sumOf = (values: readonly number[]): number =>
  Number(values.reduce((soFar, value) => soFar + value, 0).toPrecision(15));
