import { item, lotNumber } from './fields.ts';

/** Which lot a word of quality is about; lot numbers are unique for an item only. */
export const lotFields = { item, lot: lotNumber };

interface OfLot {
  item: string;
  lot: string;
}

/** All words about one lot are one stream. */
export const orderingKeyOfLot = ({ item, lot }: OfLot): string => `lot/${item}/${lot}`;
