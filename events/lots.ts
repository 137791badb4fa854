import { item, lotNumber } from './fields.ts';

/** Which lot a message of quality is about. Lot numbers are unique within an item only. */
export const lotFields = { item, lot: lotNumber };

interface OfLot {
  item: string;
  lot: string;
}

/** All messages about one lot have one ordering key. */
export const orderingKeyOfLot = ({ item, lot }: OfLot): string => `lot/${item}/${lot}`;
