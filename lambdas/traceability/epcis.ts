import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PlantProfile } from '../../configuration/plant.ts';
import { unitCodeOf } from '../odoo/units.ts';
import type { TracedLot } from './traced.ts';

export interface EpcisEvent {
  type: 'TransformationEvent' | 'ObjectEvent';
  eventID: string;
  eventTime: string;
  [field: string]: unknown;
}

/** A lot in an event. A serial is one piece, so its quantity is not written. */
export interface Amount {
  lot: TracedLot;
  quantity: number;
}

/**
 * An event at a plant. `at` is RFC 3339. As in GS1's own event hash (CBV 2.0, 8.9) the id is a hash of the content without
 * an error declaration: whoever asks gets the same event, and what corrects it is another.
 */
export const epcisEvent = (
  type: EpcisEvent['type'],
  plant: PlantProfile,
  at: string,
  fields: Record<string, unknown>,
): EpcisEvent => {
  const place = { id: ownUri('plant', plant.id) };
  const content = {
    type,
    eventTime: at,
    eventTimeZoneOffset: offsetAt(at, plant.timeZone),
    ...fields,
    readPoint: place,
    bizLocation: place,
  };
  return { ...content, eventID: ownUri('event', hashOf(content)) };
};

const hashOf = (content: object): string =>
  createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex');

/** Offset of the plant's clock at a moment, as `+01:00`. */
const offsetAt = (moment: string, timeZone: string): string => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const part = format.formatToParts(new Date(moment)).find(({ type }) => type === 'timeZoneName');
  return (part?.value ?? 'GMT').replace('GMT', '') || '+00:00';
};

/** Serials as a list of EPCs, lots as a list of quantities, both sorted. The lists' names depend on the event type. */
export const listsOf = (amounts: readonly Amount[], names: { epcs: string; quantities: string }) => {
  const serials = amounts.filter(({ lot }) => lot.tracking === 'serial').map(({ lot }) => lotUri(lot));
  const lots = amounts.filter(({ lot }) => lot.tracking !== 'serial').map(quantityElement);
  return {
    ...(serials.length > 0 && { [names.epcs]: [...new Set(serials)].sort() }),
    ...(lots.length > 0 && { [names.quantities]: lots.toSorted(byClass) }),
  };
};

const byClass = (a: { epcClass: string }, b: { epcClass: string }): number =>
  a.epcClass < b.epcClass ? -1 : a.epcClass > b.epcClass ? 1 : 0;

/** Leaves out the quantity when its unit has no code: EPCIS reads a quantity without unit as a count of pieces. */
const quantityElement = ({ lot, quantity }: Amount) => {
  const unit = unitCodeOf(lot.uom);
  return {
    epcClass: lotUri(lot),
    ...(unit && { quantity }),
    ...(unit && unit !== 'C62' && { uom: unit }),
  };
};

/** Instance master data (ILMD) of a lot, for an event that begins this lot only. */
export const lotData = ({ lot, tracking, expires }: TracedLot) =>
  tracking !== 'serial' && {
    ilmd: {
      'cbvmda:lotNumber': lot,
      ...(expires && { 'cbvmda:itemExpirationDate': expires.slice(0, 10) }),
    },
  };

/**
 * URI of a lot or serial. An item with a GTIN gets a GS1 Digital Link: an LGTIN URN would need the length of the owner's
 * prefix, which a barcode does not contain. All others get a URI of the gateway's own namespace.
 */
export const lotUri = ({ barcode, item, lot, tracking }: TracedLot): string => {
  const gtin = gtinOf(barcode);
  const serial = tracking === 'serial';
  return gtin && gs1Name.test(lot)
    ? `https://id.gs1.org/01/${gtin}/${serial ? '21' : '10'}/${encodeURIComponent(lot)}`
    : ownUri(serial ? 'serial' : 'lot', item, lot);
};

/** Lots and serials that GS1 allows: up to 20 characters of its character set 82. */
const gs1Name = /^[\w!"%&'()*+,\-./:;<=>?]{1,20}$/;

/** The barcode as a GTIN of 14 digits. Undefined when it is not a worldwide trade item number. */
export const gtinOf = (barcode: string | undefined): string | undefined => {
  if (!barcode || !/^\d{12,14}$/.test(barcode) || !hasCheckDigit(barcode)) return undefined;
  const gtin = barcode.padStart(14, '0');
  return restrictedPrefix.test(gtin) ? undefined : gtin;
};

/** GS1 prefixes for numbers inside a company or a shop. They identify nothing outside it. */
const restrictedPrefix = /^0(2|04|2\d)/;

/** True when the last digit is GS1's check digit: weights 1 and 3 from the right. */
const hasCheckDigit = (digits: string): boolean =>
  [...digits].reverse().reduce((sum, digit, place) => sum + Number(digit) * (place % 2 ? 3 : 1), 0) % 10 ===
  0;

/** A URI in the gateway's own namespace: `urn:odoo-plant-gateway:lot:<item>:<lot>`, each part percent-encoded. */
export const ownUri = (kind: string, ...names: string[]): string =>
  `urn:odoo-plant-gateway:${[kind, ...names].map(encodeURIComponent).join(':')}`;
