import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PlantProfile } from '../../configuration/plant.ts';
import { unitCodeOf } from '../odoo/units.ts';
import type { TracedLot } from './traced.ts';

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

export interface EpcisEvent {
  type: 'TransformationEvent' | 'ObjectEvent';
  eventID: string;
  eventTime: string;
  [field: string]: unknown;
}

/** A lot in an event. Of a serial, which is one, only its identity is told. */
export interface Amount {
  lot: TracedLot;
  quantity: number;
}

/** Offset of the plant's clock at a moment, as `+01:00`. */
const offsetAt = (moment: string, timeZone: string): string => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const part = format.formatToParts(new Date(moment)).find(({ type }) => type === 'timeZoneName');
  return (part?.value ?? 'GMT').replace('GMT', '') || '+00:00';
};

/**
 * An event at a plant. Its id is a hash of what it says: the same books tell the same events, and an event that tells
 * more, because more was read, is another.
 */
export const epcisEvent = (
  type: EpcisEvent['type'],
  plant: PlantProfile,
  at: string,
  fields: Record<string, unknown>,
): EpcisEvent => {
  const place = { id: ownUri('plant', plant.id) };
  const said = {
    type,
    eventTime: at,
    eventTimeZoneOffset: offsetAt(at, plant.timeZone),
    ...fields,
    readPoint: place,
    bizLocation: place,
  };
  return { ...said, eventID: ownUri('event', hashOf(said)) };
};

const hashOf = (said: object): string =>
  createHash('sha256')
    .update(canonicalize(said) ?? '')
    .digest('hex');

/** Serials as EPCs, lots as quantities of a class; the names of the lists differ from event to event. */
export const listsOf = (amounts: readonly Amount[], names: { epcs: string; quantities: string }) => {
  const serials = amounts.filter(({ lot }) => lot.tracking === 'serial');
  const lots = amounts.filter(({ lot }) => lot.tracking !== 'serial');
  return {
    ...(serials.length > 0 && { [names.epcs]: [...new Set(serials.map(({ lot }) => lotUri(lot)))] }),
    ...(lots.length > 0 && { [names.quantities]: lots.map(quantityElement) }),
  };
};

/** Without a unit it would be read as a count of pieces: of a unit that has no code, the quantity is not told. */
const quantityElement = ({ lot, quantity }: Amount) => {
  const unit = unitCodeOf(lot.uom);
  return {
    epcClass: lotUri(lot),
    ...(unit && { quantity }),
    ...(unit && unit !== 'C62' && { uom: unit }),
  };
};

/** Master data of a lot, where an event begins it and no other. */
export const lotData = (amounts: readonly Amount[]) => {
  const [only, ...others] = amounts;
  if (!only || others.length > 0 || only.lot.tracking === 'serial') return {};
  const { lot, expires } = only.lot;
  return {
    ilmd: {
      'cbvmda:lotNumber': lot,
      ...(expires && { 'cbvmda:itemExpirationDate': expires.slice(0, 10) }),
    },
  };
};
