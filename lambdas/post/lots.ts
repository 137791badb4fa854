import type { Quantity } from '../../events/fields.ts';
import { odooQuantity } from '../odoo/units.ts';

export interface UsedLot {
  number: string;
  /** in the unit of the quantity it is part of */
  quantity: number;
}

interface ConsumedLot {
  number: string;
  quantity: Quantity;
}

/** The contract has every lot in the unit of the whole. */
export const usedLots = (lots: readonly ConsumedLot[]): UsedLot[] =>
  lots.map(({ number, quantity }) => ({ number, quantity: odooQuantity(quantity).value }));
