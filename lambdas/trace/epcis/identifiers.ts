import type { TracedLot } from '../traced.ts';

/** Names in URIs of our own: `urn:odoo-plant-gateway:lot:<item>:<lot>`, each part percent-encoded. */
export const ownUri = (kind: string, ...names: string[]): string =>
  `urn:odoo-plant-gateway:${[kind, ...names].map(encodeURIComponent).join(':')}`;

/** Weights of GTIN's check digit, from the right. */
const checks = (digits: string): boolean =>
  [...digits].reverse().reduce((sum, digit, place) => sum + Number(digit) * (place % 2 ? 3 : 1), 0) % 10 ===
  0;

/** What a company or a shop may number as it likes says nothing to others. */
const restricted = /^0(2|04|2\d)/;

/** Fourteen digits, when the barcode is a trade item's number all over the world. */
export const gtinOf = (barcode: string | undefined): string | undefined => {
  if (!barcode || !/^\d{12,14}$/.test(barcode) || !checks(barcode)) return undefined;
  const gtin = barcode.padStart(14, '0');
  return restricted.test(gtin) ? undefined : gtin;
};

/** Lots and serials as GS1 allows them: twenty characters of its set 82. */
const gs1Name = /^[\w!"%&'()*+,\-./:;<=>?]{1,20}$/;

/**
 * An item with a GTIN by GS1's Digital Link, which is the same whoever's the number is; an LGTIN URN would have to say
 * how long the owner's prefix is, which a barcode does not. Others by a URI of our own.
 */
export const lotUri = ({ barcode, item, lot, tracking }: TracedLot): string => {
  const gtin = gtinOf(barcode);
  const serial = tracking === 'serial';
  return gtin && gs1Name.test(lot)
    ? `https://id.gs1.org/01/${gtin}/${serial ? '21' : '10'}/${encodeURIComponent(lot)}`
    : ownUri(serial ? 'serial' : 'lot', item, lot);
};
