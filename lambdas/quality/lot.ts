import { lotHash } from '../audit/entry.ts';

/** A lot of an item in a plant, in Odoo's words. */
export interface Lot {
  plant: string;
  /** internal reference */
  item: string;
  lot: string;
}

/** An execution of the state machine: the lot's rounds are counted from 1. */
export interface Round extends Lot {
  round: number;
}

/** Always the same for a round, so that starting it twice starts one. At most 80 characters. */
export const executionName = ({ round, ...lot }: Round): string => `${lot.plant}-${lotHash(lot)}-${round}`;

/** Nothing but this, or AWS would take a second start for another execution of that name. */
export const inputOf = ({ plant, item, lot, round }: Round): Round => ({ plant, item, lot, round });
